import { describe, expect, it } from '@jest/globals';
import {
  changePreferences,
  parseBookingEvent,
  parseSendRequest,
  sendNotification,
  type DeliverJob,
  type DeliveryResult,
  type PreferenceChanges,
} from '@booking/notifications-core';
import { appointment, client, event, type BookingEvent, type Client } from '../support/bookings.js';
import { passTime, plant, readRows, until, type Row } from '../support/core.js';
import { useCore } from '../support/use-core.js';

type Send = { readonly id: string };

const CONTEXT = { service_name: 'Haircut', appointment_date: 'May 1, 2030', appointment_time: '2 PM' };

const core = useCore();

/** Asks for one message, by email unless told otherwise. */
async function ask(to: Client, over: Readonly<Record<string, unknown>> = {}): Promise<Send> {
  const wish = { recipient: to, template_name: 'appointment_reminder', channels: ['email'], context: CONTEXT, ...over };
  const request = parseSendRequest(wish, core.config, new Date());
  const { answer } = await sendNotification(core, core.producer, request, null);
  const [notification] = answer.notifications;
  if (!notification) throw new Error(`nothing was planned: ${JSON.stringify(answer.skipped)}`);
  return notification;
}

async function tell(told: BookingEvent): Promise<void> {
  await core.intake.accept([parseBookingEvent(told, core.config)]);
}

async function rowOf(send: Send): Promise<Row> {
  const [row] = await readRows(core.dataSource, [send]);
  if (!row) throw new Error('the row is gone');
  return row;
}

async function deliver(send: Send): Promise<DeliveryResult> {
  const job: DeliverJob = { id: send.id, generation: (await rowOf(send)).generation };
  return core.delivery.deliver(job);
}

describe('what was asked for about a booking', () => {
  it('stays as it is while the booking moves, and ends when that is cancelled', async () => {
    const booked = appointment();
    await tell(event('booking.created', booked));
    const asked = await ask(booked.client, { appointment_id: booked.id });
    const before = await rowOf(asked);
    await tell(event('booking.confirmed', { ...booked, version: 2 }));
    await tell(event('booking.rescheduled', { ...booked, version: 3, starts_at: '2031-12-02T09:00:00-05:00' }));
    expect(await rowOf(asked)).toEqual({ ...before, due_in: expect.any(Number) });
    await tell(event('booking.cancelled', { ...booked, version: 4 }));
    expect(await rowOf(asked)).toMatchObject({ state: 'cancelled', reason: 'booking_cancelled' });
  });

  it('ends with a cancel even when nobody had told of the booking before', async () => {
    const booked = appointment();
    const asked = await ask(booked.client, { appointment_id: booked.id });
    await tell(event('booking.cancelled', booked));
    expect(await rowOf(asked)).toMatchObject({ state: 'cancelled', reason: 'booking_cancelled' });
  });

  it('is not tried again after a cancel between two tries', async () => {
    const booked = appointment();
    await tell(event('booking.created', booked));
    const asked = await ask(booked.client, { appointment_id: booked.id });
    core.fake.script([{ status: 503 }]);
    expect(await deliver(asked)).toBe('retry');
    await tell(event('booking.cancelled', { ...booked, version: 2 }));
    expect(await rowOf(asked)).toMatchObject({ state: 'cancelled', reason: 'booking_cancelled' });
  });

  it.each([
    ['', 'SELECT 1'],
    [' by an older release', 'UPDATE appointment SET cancelled_at = NULL'],
  ])('is not tried again when it is being sent while the booking is cancelled%s', async (_, afterwards) => {
    const booked = appointment();
    await tell(event('booking.created', booked));
    const asked = await ask(booked.client, { appointment_id: booked.id });
    core.fake.script([{ status: 503, delayMs: 700 }]);
    const sending = deliver(asked);
    await until(
      () => core.fake.requests,
      (requests) => requests === 1,
    );
    await tell(event('booking.cancelled', { ...booked, version: 2 }));
    await core.dataSource.query(afterwards);
    expect(await sending).toBe('retry');
    await passTime(core.dataSource, 'due_at', 3_600_000);
    expect(await deliver(asked)).toBe('cancelled');
    expect(await rowOf(asked)).toMatchObject({ state: 'cancelled', reason: 'booking_cancelled', attempts: 1 });
    expect(core.fake.accepted).toEqual([]);
  });

  it('goes out when it was asked for after the cancel, however often that is told again', async () => {
    const booked = appointment();
    await tell(event('booking.created', booked));
    await tell(event('booking.cancelled', { ...booked, version: 2 }));
    const sorry = await ask(booked.client, { appointment_id: booked.id });
    await tell(event('booking.cancelled', { ...booked, version: 2 }));
    await tell(event('booking.cancelled', { ...booked, version: 3 }));
    expect(await deliver(sorry)).toBe('sent');
  });

  it('counts by the last cancel of a booking that came back', async () => {
    const booked = appointment();
    await tell(event('booking.cancelled', { ...booked, version: 1 }));
    await tell(event('booking.created', { ...booked, version: 2 }));
    const asked = await ask(booked.client, { appointment_id: booked.id });
    core.fake.script([{ status: 503, delayMs: 500 }]);
    const sending = deliver(asked);
    await until(
      () => core.fake.requests,
      (requests) => requests === 1,
    );
    await tell(event('booking.cancelled', { ...booked, version: 3 }));
    await sending;
    await passTime(core.dataSource, 'due_at', 3_600_000);
    expect(await deliver(asked)).toBe('cancelled');
  });

  it('waits for a cancel that is being written, and comes after it', async () => {
    const booked = appointment();
    await tell(event('booking.created', booked));
    const held = core.dataSource.createQueryRunner();
    await held.startTransaction();
    await held.query('SELECT FROM appointment WHERE id = $1 FOR UPDATE', [booked.id]);
    const asking = ask(booked.client, { appointment_id: booked.id });
    await until(
      () => core.dataSource.query<unknown[]>(`SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'`),
      (waiting) => waiting.length > 0,
    );
    await held.commitTransaction();
    await held.release();
    expect(await deliver(await asking)).toBe('sent');
  });
});

/** `HH:MM` in UTC, that many hours from now. */
const clockIn = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
const QUIET_NOW = { quiet_hours_enabled: true, quiet_hours_start: clockIn(-2), quiet_hours_end: clockIn(3) };

const prefer = (user: Client, changes: PreferenceChanges): Promise<unknown> =>
  changePreferences(core, user.id, changes);

describe('quiet hours', () => {
  const SMS = { channels: ['sms'], urgent: true };

  it('hold an SMS that was asked for; its time stays what it was', async () => {
    const user = client();
    await prefer(user, QUIET_NOW);
    const asked = await ask(user, SMS);
    const before = await rowOf(asked);
    expect(before.due_in).toBeLessThanOrEqual(0);
    expect(await deliver(asked)).toBe('released');
    const row = await rowOf(asked);
    expect(row.scheduled_for).toEqual(before.scheduled_for);
    expect(row.due_in).toBeGreaterThan(2.9 * 3_600_000);
  });

  it('that change let a held SMS go, or hold it until the new end', async () => {
    const user = client();
    await prefer(user, QUIET_NOW);
    const asked = await ask(user, SMS);
    await deliver(asked);
    await prefer(user, { quiet_hours_end: clockIn(2) });
    expect((await rowOf(asked)).due_in).toBeLessThanOrEqual(0);
    expect(await deliver(asked)).toBe('released');
    expect((await rowOf(asked)).due_in).toBeLessThanOrEqual(2 * 3_600_000);
    await prefer(user, { quiet_hours_enabled: false });
    expect(await deliver(asked)).toBe('sent');
  });

  it('that change move nothing that is for later, between two tries, or a test', async () => {
    const user = client();
    const later = await ask(user, { ...SMS, scheduled_for: new Date(Date.now() + 3_600_000).toISOString() });
    const retried = await ask(user, SMS);
    core.fake.script([{ status: 503 }]);
    expect(await deliver(retried)).toBe('retry');
    const [test] = await plant(core.dataSource, 1, {
      user_id: user.id,
      notification_type: 'sms',
      recipient: user.phone,
      is_test: true,
      dueInMs: 3_600_000,
    });
    await core.dataSource.query(`UPDATE notification SET scheduled_for = now() WHERE id = $1`, [test!.id]);
    const times = async (): Promise<unknown> =>
      core.dataSource.query('SELECT id, due_at, generation FROM notification ORDER BY id');
    const before = await times();
    await prefer(user, QUIET_NOW);
    expect(await times()).toEqual(before);
    expect((await rowOf(later)).state).toBe('pending');
  });
});

it('what the user does not want any more is cancelled at once; the rest stays', async () => {
  const user = client();
  const [email, sms] = await Promise.all([ask(user), ask(user, { channels: ['sms'] })]);
  const other = await ask(client());
  await prefer(user, { email_appointment_reminder: false });
  expect(await rowOf(email)).toMatchObject({ state: 'cancelled', reason: 'preference_off' });
  expect((await rowOf(sms)).state).toBe('pending');
  expect((await rowOf(other)).state).toBe('pending');
});

it('preferences that change while workers send leave nobody waiting for another', async () => {
  const user = client();
  const booked = appointment({ client: user });
  await tell(event('booking.created', booked));
  const asked = await Promise.all(Array.from({ length: 30 }, () => ask(user)));
  const changes = Array.from({ length: 10 }, (_, n) => prefer(user, { reminder_hours: [n + 1] }));
  const results = await Promise.all([...asked.map(deliver), ...changes]);
  expect(results.slice(0, asked.length)).toEqual(asked.map(() => 'sent'));
});
