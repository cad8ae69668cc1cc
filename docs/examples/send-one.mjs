// One message to one person, without a booking. Token: role `service` or `staff`.
import { randomUUID } from 'node:crypto';

const { NOTIFICATIONS_URL: url = 'http://localhost:8000', NOTIFICATIONS_TOKEN: token } = process.env;

/** Sends it, or answers as the first time when this key was used before: a request that got no answer may be repeated. */
async function send(message, idempotencyKey) {
  const response = await fetch(`${url}/api/v2/notifications`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': idempotencyKey,
    },
    body: JSON.stringify(message),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return { ...(await response.json()), replayed: response.headers.get('idempotency-replayed') === 'true' };
}

const message = {
  recipient: { id: 'user-1', name: 'John Doe', email: 'john@example.com', phone: '+12025550123' },
  template_name: 'appointment_reminder',
  context: { service_name: 'Haircut', appointment_date: 'December 1, 2035', appointment_time: '2:00 PM' },
};
// One key for what you want to say, however often you have to say it.
const key = randomUUID();

const { notifications, skipped } = await send(message, key);
for (const { id, notification_type } of notifications) console.log(`${notification_type} planned: ${id}`);
for (const { notification_type, reason } of skipped) console.log(`${notification_type} skipped: ${reason}`);

const { replayed } = await send(message, key);
console.log(`sent again by the same key: ${replayed ? 'no, it got the first answer' : 'yes'}`);
