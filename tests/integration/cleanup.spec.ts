import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { cleanQueues, cleanUp, QUEUE_PREFIX } from '@booking/notifications-core';
import Queue from 'bull';
import { plant, type RowChanges } from '../support/core.js';
import { testRedisUrl } from '../support/database.js';
import { useCore } from '../support/use-core.js';

const core = useCore({ environment: { NOTIFICATION_RETENTION_DAYS: '10' } });

const count = async (table: string, where = 'true'): Promise<number> =>
  (await core.sql<{ n: number }>(`SELECT count(*)::int AS n FROM ${table} WHERE ${where}`))[0]!.n;

const daysAgo = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
const sent = (days: number) => ({ state: 'sent', sent_at: daysAgo(days), ended_at: daysAgo(days) });

const NOTHING = {
  notifications: 0,
  appointments: 0,
  booking_events: 0,
  batches: 0,
  sandbox_messages: 0,
  receipts: 0,
  idempotency_keys: 0,
  sign_in_codes: 0,
  sessions: 0,
  analytics: 0,
};

const putAppointment = (id: string, startsInDays: number) =>
  core.sql(
    `INSERT INTO appointment (id, revision, status, starts_at, zone, recipient_id, snapshot, updated_at)
     VALUES ($1, 1, 'confirmed', now() + $2 * interval '1 day', 'UTC', 'u', '{}', now() - interval '400 days')`,
    [id, startsInDays],
  );
const putEvent = (appointmentId: string, days: number) =>
  core.sql(
    `INSERT INTO booking_event (source, event_id, type, appointment_id, payload, answer, received_at)
     VALUES ('/s', $1, 'booking.created', $2, '{}', '{}', now() - $3 * interval '1 day')`,
    [randomUUID(), appointmentId, days],
  );

describe('clean-up', () => {
  it('deletes what ended longer ago than the retention, by the time it ended, with its attempts', async () => {
    const old = await plant(core.dataSource, 2_500, { ...sent(11), created_at: daysAgo(40) });
    const endedLately = await plant(core.dataSource, 3, { ...sent(9), created_at: daysAgo(400), dueInMs: -4e10 });
    for (const state of ['failed', 'cancelled'])
      await plant(core.dataSource, 1, { state, reason: 'expired', ended_at: daysAgo(11) });
    await core.sql(
      `INSERT INTO delivery_attempt (notification_id, fence, started_at, outcome)
       SELECT unnest($1::uuid[]), 1, now(), 'sent'`,
      [[...old.slice(0, 100), ...endedLately].map(({ id }) => id)],
    );
    expect(await cleanUp(core)).toEqual({ ...NOTHING, notifications: 2_502 });
    expect([await count('notification'), await count('delivery_attempt')]).toEqual([3, 3]);
    expect(await cleanUp(core)).toEqual(NOTHING);
  });

  it('never deletes what is pending, being sent or in doubt, however old', async () => {
    const ancient = { created_at: daysAgo(900), dueInMs: -7e10 };
    await plant(core.dataSource, 5, ancient);
    await plant(core.dataSource, 5, { ...ancient, state: 'sending', lease_until: daysAgo(800) });
    await plant(core.dataSource, 5, { ...ancient, state: 'in_doubt', doubts: 1 });
    expect(await cleanUp(core)).toEqual(NOTHING);
    expect(await count('notification')).toBe(15);
  });

  it('shares the work between runs at the same time, and waits for nobody who holds a row', async () => {
    const old = await plant(core.dataSource, 4_000, sent(11));
    const holder = core.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query('SELECT FROM notification WHERE id = $1 FOR UPDATE', [old[0]!.id]);
    const runs = await Promise.all([cleanUp(core), cleanUp(core), cleanUp(core)]);
    expect(runs.reduce((sum, { notifications }) => sum + notifications, 0)).toBe(3_999);
    await holder.rollbackTransaction();
    await holder.release();
    expect(await cleanUp(core)).toMatchObject({ notifications: 1 });
  });

  it('ends between two batches when its time is up, and the next run goes on', async () => {
    await plant(core.dataSource, 2_500, sent(11));
    let batches = 0;
    const first = await cleanUp(core, { goOn: () => batches++ < 2 });
    expect(first).toEqual({ ...NOTHING, notifications: 2_000 });
    expect(await cleanUp(core)).toMatchObject({ notifications: 500 });
  });

  it('remembers who was told what of an appointment, and not what says nothing', async () => {
    await putAppointment('known', 20);
    const of = (changes: RowChanges) =>
      plant(core.dataSource, 1, { appointment_id: 'known', appointment_revision: 1, ...changes });
    const cancelled = { state: 'cancelled', ended_at: daysAgo(11) };
    const kept = [
      await of(sent(11)),
      await of({ state: 'failed', reason: 'rejected', ended_at: daysAgo(11) }),
      await of({ ...cancelled, reason: 'superseded' }),
      await of({ ...cancelled, reason: 'user_request', hours_until: 2 }),
    ].flat();
    await of({ ...cancelled, reason: 'superseded', hours_until: 2 });
    await of({ ...sent(11), erased_at: daysAgo(1) });
    await of({ ...sent(11), appointment_revision: null });
    await of({ ...sent(11), appointment_id: 'gone' });
    expect(await cleanUp(core)).toEqual({ ...NOTHING, notifications: 8 });
    const told = await core.sql<{ id: string }>('SELECT notification_id AS id FROM told');
    expect(told.map(({ id }) => id).sort()).toEqual(kept.map(({ id }) => id).sort());
  });

  it('deletes appointments that are long over once nothing is left of them, and events of appointments that are gone', async () => {
    await putAppointment('long over', -11);
    await putAppointment('over lately', -9);
    await putAppointment('over, something left', -11);
    await putAppointment('ahead', 40);
    await plant(core.dataSource, 1, { appointment_id: 'over, something left', ...sent(9) });
    for (const id of ['long over', 'over lately', 'ahead', 'gone']) await putEvent(id, 31);
    // Retention is shorter, but a repeat gets its answer for 30 days.
    for (const id of ['over lately', 'gone']) await putEvent(id, 29);
    for (const id of ['long over', 'over lately'])
      await core.sql(
        `INSERT INTO skip (appointment_id, user_id, notification_type, template_name, dedupe_key, reason, cause, starts_at,
           skipped_at)
         VALUES ($1, 'u', 'sms', 't', 'k', 'no_address', 'booking.created', now(), now())`,
        [id],
      );
    expect(await cleanUp(core)).toEqual({ ...NOTHING, appointments: 1, booking_events: 2 });
    expect(await core.sql('SELECT appointment_id AS id FROM skip')).toEqual([{ id: 'over lately' }]);
    expect(await core.sql(`SELECT id FROM appointment ORDER BY id`)).toEqual(
      ['ahead', 'over lately', 'over, something left'].map((id) => ({ id })),
    );
    expect(await core.sql(`SELECT appointment_id AS id FROM booking_event ORDER BY 1`)).toEqual(
      ['ahead', 'gone', 'over lately', 'over lately'].map((id) => ({ id })),
    );
  });

  it('deletes captured messages, idempotency keys of yesterday and empty batches, and nobody’s preferences', async () => {
    for (const days of [9, 11])
      await core.sql(
        `INSERT INTO sandbox_message (id, notification_id, channel, recipient, text, captured_at)
         VALUES ($1, $1, 'sms', '+12025550123', 'x', $2)`,
        [randomUUID(), daysAgo(days)],
      );
    for (const days of [0.9, 1.1])
      await core.sql(
        `INSERT INTO idempotency_key (caller, key, request_checksum, created_at) VALUES ('c', $1, 'x', $2)`,
        [randomUUID(), daysAgo(days)],
      );
    // Twilio's signature has no time: a START that is repeated after years must not lift the STOP that came after it.
    await core.sql(`INSERT INTO inbound_command (message_sid, received_at) VALUES ('SM1', now() - interval '9 years')`);
    const batches = [randomUUID(), randomUUID(), randomUUID()];
    for (const [n, id] of batches.entries())
      await core.sql(`INSERT INTO batch (id, template_name, created_by, created_at) VALUES ($1, 't', 'c', $2)`, [
        id,
        daysAgo(n === 2 ? 9 : 11),
      ]);
    await plant(core.dataSource, 1, { batch_id: batches[0] });
    await core.sql(
      `INSERT INTO recipient (id, created_at, updated_at) VALUES ('r', now() - interval '9 years', now() - interval '9 years')`,
    );
    await core.sql(
      `INSERT INTO preference (id, user_id, reminder_hours, updated_at) VALUES ($1, 'r', '{}', now() - interval '9 years')`,
      [randomUUID()],
    );
    await core.sql(
      `INSERT INTO suppression (channel, address, cause, created_at) VALUES ('sms', '+12025550123', 'manual', now() - interval '9 years')`,
    );
    expect(await cleanUp(core)).toEqual({
      ...NOTHING,
      sandbox_messages: 1,
      idempotency_keys: 1,
      batches: 1,
    });
    const kept = ['recipient', 'preference', 'suppression', 'inbound_command'].map((table) => count(table));
    expect(await Promise.all(kept)).toEqual([1, 1, 1, 1]);
  });

  it('removes jobs from Redis that ended longer ago than the retention, and leaves the others', async () => {
    const queue = new Queue('maintenance', testRedisUrl(), { prefix: QUEUE_PREFIX });
    try {
      await queue.isReady();
      await queue.client.flushdb();
      for (const days of [9, 11]) {
        await queue.add('refused', {}, { jobId: `${days} days` });
        const job = await queue.getNextJob();
        await job?.moveToFailed({ message: 'refused' });
        const finished = Date.now() - days * 86_400_000;
        await queue.client.zadd(`${QUEUE_PREFIX}:maintenance:failed`, finished, `${days} days`);
        await queue.client.hset(`${QUEUE_PREFIX}:maintenance:${days} days`, 'finishedOn', finished);
      }
      await queue.add('waits', {}, { jobId: 'waits' });
      expect(await cleanQueues([queue], core.config)).toBe(1);
      expect((await queue.getJobs(['failed', 'waiting'])).map(({ id }) => id).sort()).toEqual(['9 days', 'waits']);
    } finally {
      await queue.close();
    }
  });

  it('removes all of them, however many have ended, unless the time is up', async () => {
    const queue = new Queue('notifications', testRedisUrl(), { prefix: QUEUE_PREFIX });
    try {
      await queue.isReady();
      await queue.client.flushdb();
      const ended = Date.now() - 11 * 86_400_000;
      const pipeline = queue.client.pipeline();
      for (let n = 0; n < 2_500; n++) {
        pipeline.zadd(`${QUEUE_PREFIX}:notifications:completed`, ended, `old-${n}`);
        pipeline.hset(`${QUEUE_PREFIX}:notifications:old-${n}`, 'finishedOn', ended);
      }
      await pipeline.exec();
      expect(await cleanQueues([queue], core.config, { goOn: () => false })).toBe(0);
      expect(await cleanQueues([queue], core.config)).toBe(2_500);
      expect(await queue.getCompletedCount()).toBe(0);
    } finally {
      await queue.close();
    }
  });
});

describe('the statements of clean-up', () => {
  it('walk an index, attempts included', async () => {
    // As few rows as a test has are read at once; what counts is that there is a way.
    const plan = async (statement: string): Promise<string> => {
      const runner = core.dataSource.createQueryRunner();
      try {
        await runner.startTransaction();
        await runner.query('SET LOCAL enable_seqscan = off');
        return JSON.stringify(await runner.query(`EXPLAIN ${statement}`));
      } finally {
        await runner.rollbackTransaction();
        await runner.release();
      }
    };
    expect(
      await plan(
        `SELECT id FROM notification WHERE ended_at < now() - interval '30 days' ORDER BY ended_at LIMIT 1000`,
      ),
    ).toContain('notification_ended');
    expect(await plan(`DELETE FROM delivery_attempt WHERE notification_id = '${randomUUID()}'`)).toContain(
      'delivery_attempt_pkey',
    );
  });
});
