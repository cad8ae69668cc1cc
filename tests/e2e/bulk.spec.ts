import { expect, it } from '@jest/globals';
import { appointment, clientByEmail, event } from '../support/bookings.js';
import { until } from '../support/world.js';
import { useWorld } from '../support/use-world.js';

const world = useWorld({
  workers: 2,
  environment: {
    // The reminders follow their confirmations within seconds.
    REMINDER_MIN_GAP_MINUTES: '0',
    // A thousand of the users share a phone.
    SMS_MAX_PER_RECIPIENT_HOUR: '0',
    SMS_MAX_PER_RECIPIENT_DAY: '0',
  },
});

const USERS = 10_000;
/** One in ten can be reached by SMS too. */
const BY_SMS = 1_000;
/** The 2-hour reminders of these bookings become due one after the other while the bulk goes out. */
const REMINDERS = 8;
const HOUR_MS = 3_600_000;

async function storePeople(): Promise<string[]> {
  const { rows } = await world.sql.query<{ id: string }>(
    `INSERT INTO recipient (id, name, email, phone)
     SELECT 'bulk-' || n, 'Client ' || n, 'bulk-' || n || '@example.com', CASE WHEN n <= $2 THEN '+12025550123' END
     FROM generate_series(1, $1) AS n RETURNING id`,
    [USERS, BY_SMS],
  );
  return rows.map(({ id }) => id);
}

/** Books appointments whose reminders are due every second, from `inMs` from now on. */
async function bookReminders(inMs: number): Promise<{ email: string; due: number }[]> {
  return Promise.all(
    Array.from({ length: REMINDERS }, async (_, n) => {
      const due = Math.ceil((Date.now() + inMs) / 1_000 + n) * 1_000;
      const client = clientByEmail();
      const starts_at = new Date(due + 2 * HOUR_MS).toISOString();
      await world.tell(event('booking.created', appointment({ client, starts_at })));
      return { email: client.email, due };
    }),
  );
}

it('10,000 users get theirs from two workers, each once, and reminders that are due meanwhile are in time', async () => {
  const user_ids = await storePeople();
  const asked = performance.now();
  const { data, response } = await world.as().POST('/api/v2/notifications/bulk', {
    body: {
      user_ids,
      template_name: 'appointment_reminder',
      context: { service_name: 'Haircut', appointment_date: 'May 1, 2030', appointment_time: '2 PM' },
      contexts: { 'bulk-1': { service_name: 'Beard' } },
    },
  });
  const acceptedMs = performance.now() - asked;
  expect(response.status).toBe(202);
  const { batch_id, notifications_queued, skipped } = data!;
  expect(notifications_queued).toBe(USERS + BY_SMS);
  expect(skipped).toHaveLength(USERS - BY_SMS);
  const begun = performance.now();
  const reminders = await bookReminders(2_000);

  const progress = async () => {
    const ofBatch = { params: { path: { batch_id } } };
    return (await world.as().GET('/api/v2/notifications/bulk/{batch_id}', ofBatch)).data!;
  };
  const half = await until('the bulk is under way', progress, ({ sent }) => sent > 0);
  expect(half).toMatchObject({ total: USERS + BY_SMS, failed: 0, cancelled: 0 });
  expect(half.pending).toBe(USERS + BY_SMS - half.sent);
  await until(
    'the reminders are sent',
    () => reminders.filter(({ email }) => world.arrivals(email).length === 2).length,
    (sent) => sent === REMINDERS,
    60_000,
  );
  const meanwhile = await progress();
  await until('all of it is sent', progress, ({ sent }) => sent === USERS + BY_SMS, 120_000);
  const seconds = (performance.now() - begun) / 1_000;

  const { rows } = await world.sql.query<{ id: string }>('SELECT id FROM notification WHERE batch_id = $1', [batch_id]);
  const counts = new Map(rows.map(({ id }) => [id, 0]));
  for (const { notificationId } of world.provider.accepted)
    if (notificationId !== null && counts.has(notificationId))
      counts.set(notificationId, counts.get(notificationId)! + 1);
  expect(counts.size).toBe(USERS + BY_SMS);
  expect([...counts.values()].filter((n) => n !== 1)).toEqual([]);
  expect(world.provider.accepted.filter(({ to }) => to === 'bulk-1@example.com')[0]!.text).toContain('Beard');

  const late = reminders.map(({ email, due }) => world.arrivals(email)[1]! - due);
  console.log(
    `bulk of ${USERS} users: accepted in ${Math.round(acceptedMs)} ms, ${USERS + BY_SMS} messages sent in ` +
      `${seconds.toFixed(1)} s (${Math.round((USERS + BY_SMS) / seconds)}/s); reminders came ${Math.min(...late)} to ` +
      `${Math.max(...late)} ms after their time, the last with ${meanwhile.pending} of the bulk to go`,
  );
  expect(Math.min(...late)).toBeGreaterThanOrEqual(0);
  // Each worker lets 250 of a bulk wait in front of a reminder; a machine that is busy with other things sends slowly.
  expect(Math.max(...late)).toBeLessThan(Math.max(2_000, (2 * 250 * 1_000 * seconds) / (USERS + BY_SMS)));
}, 200_000);
