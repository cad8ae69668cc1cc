// A weekly client books twelve visits, and reads one confirmation. Token: role `service`.
import { tellNotifications } from './tell-notifications.mjs';

const { NOTIFICATIONS_URL: url = 'http://localhost:8000', NOTIFICATIONS_TOKEN: token } = process.env;
const [series = 'series-1', first = '2030-01-07T14:00:00Z'] = process.argv.slice(2);
const WEEK_MS = 7 * 24 * 60 * 60 * 1_000;

/**
 * The event of the visit with this number, from 1. The first is a new booking, which is confirmed. The others are told
 * as moved to the time that they have: that is no news for the client, and brings the reminders.
 */
function visit(number) {
  const starts_at = new Date(Date.parse(first) + (number - 1) * WEEK_MS).toISOString();
  return {
    specversion: '1.0',
    id: `${series}-${number}-v1`,
    source: '/booking-service',
    type: number === 1 ? 'booking.created' : 'booking.rescheduled',
    data: {
      appointment: {
        id: `${series}-${number}`,
        version: 1,
        starts_at,
        timezone: 'America/New_York',
        service_name: 'Haircut, every Monday',
        client: { id: 'weekly-client', name: 'Wendy', email: 'wendy@example.com' },
      },
      ...(number > 1 && { previous: { starts_at } }),
    },
  };
}

for (let number = 1; number <= 12; number++) {
  const { notifications } = await tellNotifications(visit(number), { url, token });
  const planned = notifications.map(({ template_name }) => template_name);
  const reminders = planned.filter((name) => name === 'appointment_reminder').length;
  console.log(`visit ${number}: ${planned.length - reminders} confirmed, ${reminders} reminders`);
}
