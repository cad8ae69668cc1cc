import { describe, expect, it } from '@jest/globals';
import { appointment, client, event, type Client } from '../support/bookings.js';
import type { components } from '../../docs/openapi.js';
import { until } from '../support/world.js';
import { useWorld } from '../support/use-world.js';

const world = useWorld();

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** To the full minute, as clocks show it. */
const inMs = (ms: number): number => Math.floor((Date.now() + ms) / MINUTE) * MINUTE;
const timeOfDay = (at: number): string => new Date(at).toISOString().slice(11, 16);
const instant = (at: number): string => new Date(at).toISOString();

type Changes = components['schemas']['PreferencesUpdate'];

async function prefer(who: Client, changes: Changes): Promise<void> {
  const { data } = await world.as({ sub: who.id }).PUT('/api/v2/notifications/preferences', { body: changes });
  expect(data).toMatchObject(changes);
}

const quiet = (from: number, to: number): Changes => ({
  quiet_hours_enabled: true,
  quiet_hours_start: timeOfDay(from),
  quiet_hours_end: timeOfDay(to),
  timezone: 'UTC',
});

/** An SMS of nobody's appointment, due now. */
async function plantSms(who: Client): Promise<string> {
  const { rows } = await world.sql.query<{ id: string }>(
    `INSERT INTO notification (id, user_id, notification_type, template_name, lane, recipient, locale, context,
       dedupe_key, scheduled_for, due_at)
     VALUES (gen_random_uuid(), $1, 'sms', 'appointment_reminder', 'bulk', $2, 'en', $3, gen_random_uuid(), now(), now())
     RETURNING id`,
    [
      who.id,
      who.phone,
      { client_name: 'Ann', service_name: 'Haircut', appointment_date: 'May 1', appointment_time: '2', hours_until: 2 },
    ],
  );
  return rows[0]!.id;
}

describe('in the quiet hours', () => {
  it('an SMS waits for their end, an email and a test do not, and turning them off lets it go', async () => {
    const ann = client();
    const end = inMs(2 * HOUR);
    await prefer(ann, quiet(inMs(-HOUR), end));
    const { notifications } = await world.tell(event('booking.created', appointment({ client: ann })));
    const [email, sms] = notifications;
    expect(sms).toMatchObject({ notification_type: 'sms', status: 'pending', scheduled_for: instant(end) });
    const direct = await plantSms(ann);
    await until(
      'the SMS that belongs to no appointment is held at its claim',
      async () =>
        (
          await world.sql.query<{ due: number }>(
            `SELECT extract(epoch FROM due_at)::float8 * 1000 AS due FROM notification WHERE id = $1 AND state = 'pending'`,
            [direct],
          )
        ).rows,
      // The wait is counted from the claim, and written a moment later.
      ([held]) => held !== undefined && held.due >= end && held.due < end + 5_000,
    );
    expect(await world.settled([email!.id])).toMatchObject([{ status: 'sent' }]);
    const asked = await world.as({ sub: ann.id, phone_number: ann.phone! }).POST('/api/v2/notifications/test-sms');
    expect(asked.data).toMatchObject({ processing_result: { successful: 1 } });
    expect(world.inbox(ann).map(({ channel }) => channel)).toHaveLength(2);
    expect(await world.detail(sms!.id)).toMatchObject({ status: 'pending', attempts: 0 });

    await prefer(ann, { quiet_hours_enabled: false });
    expect(await world.settled([sms!.id, direct])).toMatchObject([{ status: 'sent' }, { status: 'sent' }]);
  });

  it('a reminder that would come too late goes out at once, and what could only come after the start never', async () => {
    const ann = client();
    await prefer(ann, { ...quiet(inMs(-HOUR), inMs(2 * HOUR)), reminder_hours: [1] });
    const start = Date.now() + HOUR + 60_000;
    const { notifications, skipped } = await world.tell(
      event('booking.created', appointment({ client: ann, starts_at: instant(start) })),
    );
    expect(skipped).toMatchObject([
      { template_name: 'appointment_confirmation', notification_type: 'sms', reason: 'past_due' },
      // The email that confirms it has just gone out.
      { template_name: 'appointment_reminder', notification_type: 'email', reason: 'too_soon' },
    ]);
    const reminder = notifications.find(({ notification_type }) => notification_type === 'sms')!;
    expect(Date.parse(reminder.scheduled_for)).toBeLessThan(start - HOUR - 30_000);
    expect(await world.settled([reminder.id])).toMatchObject([
      { template_name: 'appointment_reminder', status: 'sent' },
    ]);
  });
});

describe('a cancellation in the quiet hours', () => {
  it('of an appointment that begins before they end goes out at once, by SMS too', async () => {
    const ann = client();
    await prefer(ann, quiet(inMs(-HOUR), inMs(4 * HOUR)));
    const booked = appointment({ client: ann, starts_at: instant(Date.now() + 3 * HOUR) });
    const { notifications } = await world.tell(
      event('booking.cancelled', booked, { cancellation: { cancelled_by: 'business' } }),
    );
    const settled = await world.settled(notifications.map(({ id }) => id));
    expect(settled.map(({ notification_type, status }) => [notification_type, status]).sort()).toEqual([
      ['email', 'sent'],
      ['sms', 'sent'],
    ]);
  });
});

describe('quiet hours to come', () => {
  it('hold a reminder until their end, or let it go before they begin where that would be too late', async () => {
    const ann = client();
    const start = inMs(30 * HOUR);
    await prefer(ann, { ...quiet(start - 3 * HOUR, start - 90 * MINUTE), reminder_hours: [2] });
    const booked = appointment({ client: ann, starts_at: instant(start) });
    await world.tell(event('booking.created', booked));
    const reminders = async (): Promise<Record<string, string>> =>
      Object.fromEntries(
        (await world.history(booked.id))
          .filter(({ template_name, status }) => template_name === 'appointment_reminder' && status === 'pending')
          .map(({ notification_type, scheduled_for }) => [notification_type, scheduled_for]),
      );
    expect(await reminders()).toEqual({ email: instant(start - 2 * HOUR), sms: instant(start - 90 * MINUTE) });

    await prefer(ann, quiet(start - 3 * HOUR, start - 30 * MINUTE));
    expect(await reminders()).toEqual({ email: instant(start - 2 * HOUR), sms: instant(start - 3 * HOUR - MINUTE) });

    await prefer(ann, { quiet_hours_enabled: false });
    expect(await reminders()).toEqual({ email: instant(start - 2 * HOUR), sms: instant(start - 2 * HOUR) });
  });
});
