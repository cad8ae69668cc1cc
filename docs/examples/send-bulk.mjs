// One template to many people, and how far it is. Token: role `service`.
import { setTimeout as wait } from 'node:timers/promises';

const { NOTIFICATIONS_URL: url = 'http://localhost:8000', NOTIFICATIONS_TOKEN: token } = process.env;

async function call(method, path, body) {
  const response = await fetch(`${url}/api/v2${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

// A bulk goes to people who are known: by their bookings, or told like this.
const people = ['ana', 'ben', 'cleo'].map((name) => ({ id: `bulk-${name}`, name, email: `${name}@example.com` }));
for (const { id, ...details } of people) await call('PUT', `/recipients/${id}`, details);

const { batch_id, notifications_queued, skipped } = await call('POST', '/notifications/bulk', {
  user_ids: people.map(({ id }) => id),
  template_name: 'appointment_reminder',
  context: { service_name: 'Haircut', appointment_date: 'December 1, 2035', appointment_time: '2:00 PM' },
  contexts: { 'bulk-ana': { service_name: 'Beard trim' } },
});
console.log(`${notifications_queued} planned, ${skipped.length} skipped`);
for (const { user_id, notification_type, reason } of skipped)
  console.log(`  ${user_id} ${notification_type}: ${reason}`);

for (;;) {
  const { total, pending, sent, failed, cancelled } = await call('GET', `/notifications/bulk/${batch_id}`);
  console.log(`${total - pending} of ${total}: ${sent} sent, ${failed} failed, ${cancelled} cancelled`);
  if (pending === 0) break;
  await wait(1_000);
}
