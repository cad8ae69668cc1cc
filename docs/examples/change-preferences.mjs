// What somebody wants to hear, changed by themselves. Token: the person's own, role `user`.
const { NOTIFICATIONS_URL: url = 'http://localhost:8000', NOTIFICATIONS_TOKEN: token } = process.env;

async function preferences(method, changes) {
  const response = await fetch(`${url}/api/v2/notifications/preferences`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(changes && { body: JSON.stringify(changes) }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.json();
}

const before = await preferences('GET');
console.log(`reminders ${before.reminder_hours.join(', ')} hours before`);

// Only what is named changes. It holds at once, also for reminders that are planned already.
const after = await preferences('PUT', {
  reminder_hours: [48, 4],
  sms_appointment_reminder: false,
  quiet_hours_enabled: true,
  quiet_hours_start: '21:00',
  quiet_hours_end: '09:00',
  timezone: 'America/New_York',
});
console.log(`reminders ${after.reminder_hours.join(', ')} hours before, by email only`);
