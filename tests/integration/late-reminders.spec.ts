import { describe, expect, it } from '@jest/globals';
import { parseBookingEvent, sweep } from '@booking/notifications-core';
import { appointment, client, event, type Appointment } from '../support/bookings.js';
import { until } from '../support/core.js';
import { useCore } from '../support/use-core.js';

const core = useCore();

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Books it 25 hours ahead, then lets time pass until that many minutes before its start. Nothing goes out meanwhile. */
async function bookedThen(minutesBefore: number, over: Partial<Appointment> = {}): Promise<Appointment> {
  const about = appointment({ starts_at: new Date(Date.now() + 25 * HOUR_MS).toISOString(), ...over });
  await core.intake.accept([parseBookingEvent(event('booking.created', about), core.config)]);
  await core.sql(`DELETE FROM notification WHERE hours_until IS NULL`);
  const passed = 25 * HOUR_MS - minutesBefore * MINUTE_MS;
  await core.sql(`UPDATE appointment SET starts_at = starts_at - $1 * interval '1 millisecond'`, [passed]);
  await core.sql(
    `UPDATE notification SET due_at = due_at - d, scheduled_for = scheduled_for - d, expires_at = expires_at - d
     FROM (SELECT $1 * interval '1 millisecond' AS d) AS by`,
    [passed],
  );
  return about;
}

const reminders = async (): Promise<string[]> => {
  const rows = await core.sql<{ words: string }>(
    `SELECT concat_ws(' ', notification_type, hours_until || 'h', state, reason) AS words FROM notification
     ORDER BY notification_type, hours_until DESC`,
  );
  return rows.map(({ words }) => words);
};

const ONE_PER_CHANNEL = [
  'email 24h cancelled superseded',
  'email 2h sent',
  'sms 24h cancelled superseded',
  'sms 2h sent',
];

describe('reminders that are late together', () => {
  it('go out as one on each channel, the latest, with the hours that are left', async () => {
    await bookedThen(85);
    await core.delivery.deliverDue(50);
    expect(await reminders()).toEqual(ONE_PER_CHANNEL);
    expect(core.fake.accepted).toHaveLength(2);
    for (const { text } of core.fake.accepted) expect(text).toContain('in 1 hour');
  });

  it('say the minutes that are left in the last hour', async () => {
    await bookedThen(45.5);
    await core.delivery.deliverDue(50);
    expect(await reminders()).toEqual(ONE_PER_CHANNEL);
    for (const { text } of core.fake.accepted) expect(text).toMatch(/in 4[45] minutes/);
  });

  it('go out as one whichever of two workers takes which of them first', async () => {
    const other = await core.open();
    for (let round = 0; round < 8; round++) {
      core.fake.clear();
      await core.sql('TRUNCATE notification CASCADE');
      await bookedThen(100);
      const jobs = await core.sql<{ id: string; generation: number }>(
        'SELECT id, generation FROM notification ORDER BY random()',
      );
      await Promise.all(jobs.flatMap((job) => [core, other].map((one) => one.delivery.deliver(job))));
      expect(await reminders()).toEqual(ONE_PER_CHANNEL);
      expect(core.fake.accepted).toHaveLength(2);
    }
  });

  it('of an hour that is still ahead leave the one before it alone', async () => {
    await bookedThen(180);
    await core.delivery.deliverDue(50);
    expect(await reminders()).toEqual(['email 24h sent', 'email 2h pending', 'sms 24h sent', 'sms 2h pending']);
    for (const { text } of core.fake.accepted) expect(text).toContain('in 3 hours');
  });

  it('of two bookings of one client are one for each booking', async () => {
    const who = client();
    await bookedThen(85, { client: who });
    await core.sql(`UPDATE notification SET dedupe_key = dedupe_key || ' first'`);
    const [{ id } = { id: '' }] = await core.sql<{ id: string }>('SELECT id FROM appointment');
    await core.sql(
      `INSERT INTO appointment SELECT (jsonb_populate_record(a, jsonb_build_object('id', 'second'))).* FROM appointment a WHERE id = $1`,
      [id],
    );
    await core.sql(
      `INSERT INTO notification SELECT (jsonb_populate_record(n, jsonb_build_object(
         'id', gen_random_uuid(), 'appointment_id', 'second', 'dedupe_key', n.dedupe_key || ' second'))).* FROM notification n`,
    );
    await core.delivery.deliverDue(50);
    expect(core.fake.accepted).toHaveLength(4);
  });
});

describe('a single reminder', () => {
  it('that is late names the time that is left, and the history has what it said', async () => {
    await bookedThen(20 * 60);
    await core.delivery.deliverDue(50);
    for (const { text } of core.fake.accepted) expect(text).toContain('in 20 hours');
    expect(
      await core.sql(
        `SELECT DISTINCT hours_until AS planned, (context ->> 'hours_until')::int AS said FROM notification WHERE state = 'sent'`,
      ),
    ).toEqual([{ planned: 24, said: 20 }]);
  });

  it('that is on time names the hours that it was planned for', async () => {
    await bookedThen(24 * 60 - 1);
    await core.delivery.deliverDue(50);
    expect(core.fake.accepted).toHaveLength(2);
    for (const { text } of core.fake.accepted) expect(text).toContain('in 24 hours');
  });

  it('that is sent once more because nobody knows whether it arrived says the time that is left by then', async () => {
    await bookedThen(24 * 60 - 1);
    core.fake.script('accept then reset');
    await core.delivery.deliverDue(50);
    core.fake.clear();
    core.fake.script('normal');
    await core.sql(`UPDATE appointment SET starts_at = starts_at - interval '4 hours'`);
    await core.sql(
      `UPDATE notification SET due_at = clock_timestamp() - interval '1 second', expires_at = expires_at - interval '4 hours'
       WHERE state = 'in_doubt'`,
    );
    await sweep(core);
    await core.delivery.deliverDue(50);
    expect(core.fake.accepted).toHaveLength(2);
    for (const { text } of core.fake.accepted) expect(text).toContain('in 20 hours');
  });

  it('that was planned for minutes of the last hour counts them anew at its next try', async () => {
    await bookedThen(30.5);
    core.fake.script({ status: 503 });
    await core.delivery.deliverDue(50);
    await until(reminders, (rows) => rows.filter((words) => words.endsWith('pending')).length === 2);
    core.fake.script('normal');
    await core.sql(
      `UPDATE notification SET due_at = clock_timestamp() - interval '1 second', expires_at = expires_at - interval '10 minutes'
       WHERE state = 'pending'`,
    );
    await core.sql(`UPDATE appointment SET starts_at = starts_at - interval '10 minutes'`);
    await core.delivery.deliverDue(50);
    expect(core.fake.accepted).toHaveLength(2);
    for (const { text } of core.fake.accepted) expect(text).toMatch(/in (19|20) minutes/);
  });
});
