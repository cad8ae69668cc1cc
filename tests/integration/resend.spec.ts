import { beforeEach, describe, expect, it } from '@jest/globals';
import { redrive, resend, type DeliverJob, type RedriveRequest, type QueueProducer } from '@booking/notifications-core';
import { passTime, plant, readRows, type Row, type RowChanges } from '../support/core.js';
import { testRedisUrl } from '../support/database.js';
import { useCore } from '../support/use-core.js';

const core = useCore({
  environment: () => ({ REDIS_URL: testRedisUrl(), DATABASE_POOL_SIZE: '10' }),
});
let producer: QueueProducer;
/** What was handed to Redis, in the order in which it was. */
const woken: DeliverJob[] = [];

beforeEach(() => {
  woken.length = 0;
  producer = {
    ...core.producer,
    enqueueInBackground: (handed) => {
      woken.push(...handed);
      core.producer.enqueueInBackground(handed);
    },
  };
});

const FAILED = {
  state: 'failed',
  reason: 'rejected',
  error_message: 'SendGrid refused it',
  ended_at: 'now',
  attempts: 1,
};
const SENT = { state: 'sent', sent_at: 'now', ended_at: 'now', attempts: 1, provider_message_id: 'm-1' };
const BOUNCED = { ...SENT, delivery_status: 'bounced', delivered_at: 'now' };

const one = async (changes: RowChanges): Promise<DeliverJob> => (await plant(core.dataSource, 1, changes))[0]!;
const read = async (job: { id: string }): Promise<Row & Record<string, unknown>> =>
  (await readRows(core.dataSource, [job]))[0] as Row & Record<string, unknown>;

async function person(id: string, contact: { email?: string; phone?: string; erased?: boolean }): Promise<void> {
  await core.dataSource.query(
    `INSERT INTO recipient (id, email, phone, erased_at) VALUES ($1, $2, $3, CASE WHEN $4 THEN now() END)`,
    [id, contact.email ?? null, contact.phone ?? null, contact.erased ?? false],
  );
}

async function appointment(id: string, revision: number, status = 'confirmed'): Promise<void> {
  await core.dataSource.query(
    `INSERT INTO appointment (id, revision, status, starts_at, zone, recipient_id, snapshot)
     VALUES ($1, $2, $3, now() + interval '1 day', 'UTC', 'ida', '{}')`,
    [id, revision, status],
  );
}

const handed = (): DeliverJob[] => woken.map(({ id, generation }) => ({ id, generation }));

describe('resending', () => {
  it.each([
    ['what failed', { ...FAILED, doubts: 2, reason: 'in_doubt' }],
    ['what bounced', BOUNCED],
    ['what was not delivered', { ...BOUNCED, delivery_status: 'undelivered' }],
  ])('starts %s over and hands it to a worker', async (_, changes) => {
    const job = await one({ ...changes, fence: 3 });
    await core.dataSource.query(
      `INSERT INTO delivery_attempt (notification_id, fence, started_at, outcome) VALUES ($1, 3, now(), 'failed')`,
      [job.id],
    );
    expect(await resend(core, producer, job.id)).toEqual({
      entry: expect.objectContaining({
        id: job.id,
        status: 'pending',
        state: 'pending',
        reason: null,
        error_message: null,
        attempts: 0,
        sent_at: null,
        provider_message_id: null,
        delivery_status: null,
        delivered_at: null,
      }),
    });
    const row = await read(job);
    expect(row).toMatchObject({ state: 'pending', doubts: 0, generation: 2, fence: 3, ended_at: null });
    expect(row.due_in).toBeLessThanOrEqual(0);
    expect(row.handed_until).not.toBeNull();
    expect(handed()).toEqual([{ id: job.id, generation: 2 }]);

    // A job of before claims nothing; the new one sends it, and the log goes on.
    expect(await core.delivery.deliver(job)).toBe('not_claimed');
    expect(await core.delivery.deliver(handed()[0]!)).toBe('sent');
    expect(await read(job)).toMatchObject({ state: 'sent', attempts: 1, fence: 4, attempt_log: ['failed', 'sent'] });
    expect(core.fake.accepted).toHaveLength(1);
  });

  it('goes through all retries and doubts again', async () => {
    const job = await one({ ...FAILED, attempts: 4, doubts: 2, reason: 'retries_exhausted' });
    await resend(core, producer, job.id);
    await core.dataSource.query(
      `UPDATE notification SET state = 'sending', lease_until = now() - interval '1 minute', claimed_at = now(), fence = 1`,
    );
    await core.delivery.deliverDue(1);
    expect(await read(job)).toMatchObject({ state: 'in_doubt', doubts: 1, attempts: 1 });
  });

  it('keeps the time of what failed before it', async () => {
    const job = await one({ ...FAILED, dueInMs: 3_600_000 });
    await resend(core, producer, job.id);
    const row = await read(job);
    expect(row).toMatchObject({ state: 'pending', handed_until: null });
    expect(row.due_in).toBeGreaterThan(3_500_000);
    expect(handed()).toEqual([]);
  });

  it('goes to the address of today if it can be used, else to the one of then', async () => {
    await person('ida', { email: 'Ida.New@Example.com', phone: '+4412' });
    const email = await one({ ...BOUNCED, user_id: 'ida' });
    const sms = await one({ ...FAILED, user_id: 'ida', notification_type: 'sms', recipient: '+12025550123' });
    const stranger = await one({ ...FAILED, user_id: 'jon' });
    const mended = await one({ ...FAILED, user_id: 'ida', recipient: null, reason: 'invalid_recipient' });
    for (const { id } of [email, sms, stranger, mended]) await resend(core, producer, id);
    const rows = await readRows(core.dataSource, [email, sms, stranger, mended]);
    expect(rows.map((row) => (row as unknown as { recipient: string }).recipient)).toEqual([
      'Ida.New@example.com',
      '+12025550123',
      'ana@example.com',
      'Ida.New@example.com',
    ]);
    expect(await core.delivery.deliver(handed()[0]!)).toBe('sent');
    expect(core.fake.accepted.map(({ to }) => to)).toEqual(['Ida.New@example.com']);
  });

  it.each<[string, RowChanges]>([
    ['pending', {}],
    ['pending', { state: 'sending', lease_until: 'now' }],
    ['pending', { state: 'in_doubt', reason: 'in_doubt', doubts: 1 }],
    ['cancelled', { state: 'cancelled', reason: 'user_request', ended_at: 'now' }],
    ['sent', SENT],
    ['sent', { ...SENT, delivery_status: 'delivered' }],
    ['sent', { ...SENT, delivery_status: 'deferred' }],
    ['test_send', { ...FAILED, is_test: true }],
    ['expired', { ...FAILED, expiresInMs: -1 }],
    ['superseded', { ...FAILED, appointment_id: 'moved', appointment_revision: 1 }],
    ['superseded', { ...FAILED, appointment_id: 'unknown', appointment_revision: 1 }],
    ['booking_cancelled', { ...FAILED, appointment_id: 'off', appointment_revision: 2 }],
    ['booking_cancelled', { ...FAILED, appointment_id: 'off', appointment_revision: 1 }],
    // Asked for by somebody about a booking, before it was cancelled.
    ['booking_cancelled', { ...FAILED, appointment_id: 'off', created_at: '2026-01-01T00:00:00Z' }],
    ['no_address', { ...FAILED, recipient: null, reason: 'invalid_recipient' }],
  ])('is refused as %s, and changes nothing: %j', async (refused, changes) => {
    await appointment('moved', 2);
    await appointment('off', 2, 'cancelled');
    const job = await one(changes);
    const before = await read(job);
    expect(await resend(core, producer, job.id)).toEqual({ refused });
    expect({ ...(await read(job)), due_in: 0 }).toEqual({ ...before, due_in: 0 });
    expect(handed()).toEqual([]);
  });

  it('still tells of a booking that was cancelled that it was', async () => {
    await appointment('off', 2, 'cancelled');
    const job = await one({
      ...FAILED,
      template_name: 'appointment_cancellation',
      appointment_id: 'off',
      appointment_revision: 2,
    });
    expect(await resend(core, producer, job.id)).toHaveProperty('entry');
  });

  it('has nothing of people who were erased', async () => {
    await person('gone', { erased: true });
    await person('back', { email: 'back@example.com' });
    const gone = await one({ ...FAILED, user_id: 'gone', recipient: null });
    const before = await one({ ...FAILED, user_id: 'back', recipient: null, context: {}, erased_at: 'now' });
    expect(await resend(core, producer, gone.id)).toBe('not_found');
    expect(await resend(core, producer, before.id)).toBe('not_found');
    expect(await resend(core, producer, '01930000-0000-7000-8000-000000000001')).toBe('not_found');
  });

  it('happens once of ten at the same time', async () => {
    const job = await one(FAILED);
    const results = await Promise.all(Array.from({ length: 10 }, () => resend(core, producer, job.id)));
    expect(results.filter((result) => typeof result !== 'string' && 'entry' in result)).toHaveLength(1);
    expect(results.filter((result) => JSON.stringify(result) === '{"refused":"pending"}')).toHaveLength(9);
    expect(await read(job)).toMatchObject({ state: 'pending', generation: 2 });
    expect(handed()).toHaveLength(1);
  });

  it('does not say twice what was planned again since', async () => {
    await appointment('apt', 1);
    const failedAtOnce = { ...FAILED, appointment_id: 'apt', appointment_revision: 1, recipient: null };
    const failed = await one({ ...failedAtOnce, user_id: 'ida' });
    await core.dataSource.query(`UPDATE notification SET dedupe_key = 'apt|1|email|confirmation|' || id`);
    const planned = await one({
      user_id: 'ida',
      appointment_id: 'apt',
      appointment_revision: 1,
      dedupe_key: 'apt|1|email|confirmation',
    });
    await person('ida', { email: 'ida@example.com' });
    expect(await resend(core, producer, failed.id)).toEqual({ refused: 'replaced' });

    // Resent first, it has the key of what would be planned again.
    await core.dataSource.query('DELETE FROM notification WHERE id = $1', [planned.id]);
    expect(await resend(core, producer, failed.id)).toHaveProperty('entry');
    expect(await read(failed)).toMatchObject({ dedupe_key: 'apt|1|email|confirmation' });
  });
});

describe('redriving', () => {
  const drive = (wish: Partial<RedriveRequest> = {}): Promise<number> =>
    redrive(core, { since: new Date(Date.now() - 3_600_000), limit: 1_000, ...wish });
  const pending = async (jobs: readonly DeliverJob[]): Promise<number[]> =>
    (await readRows(core.dataSource, jobs)).flatMap(({ state }, index) => (state === 'pending' ? [index] : []));
  const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

  it('takes what failed since then, oldest first, up to the limit', async () => {
    const jobs = await plant(core.dataSource, 6, (index) => ({
      ...FAILED,
      ended_at: ago([50, 10, 7_200, 30, 40, 20][index]! * 1_000),
    }));
    expect(await drive({ limit: 2 })).toBe(2);
    expect(await pending(jobs)).toEqual([0, 4]);
    expect(await drive()).toBe(3);
    expect(await pending(jobs)).toEqual([0, 1, 3, 4, 5]);
    expect(await drive()).toBe(0);
  });

  it('takes only what failed for that reason, and of that template', async () => {
    const jobs = await plant(core.dataSource, 4, (index) => ({
      ...FAILED,
      reason: index % 2 === 0 ? 'template_missing' : 'rejected',
      template_name: index < 2 ? 'appointment_reminder' : 'appointment_confirmation',
    }));
    expect(await drive({ reason: 'template_missing', templateName: 'appointment_reminder' })).toBe(1);
    expect(await pending(jobs)).toEqual([0]);
    expect(await drive({ reason: 'rejected' })).toBe(2);
    expect(await drive({ templateName: 'appointment_confirmation' })).toBe(1);
  });

  it('leaves out what a resend would refuse', async () => {
    await appointment('moved', 2);
    await person('gone', { erased: true });
    const left = [
      { ...FAILED, is_test: true },
      { ...FAILED, expiresInMs: -1 },
      { ...FAILED, appointment_id: 'moved', appointment_revision: 1 },
      { ...FAILED, recipient: null },
      { ...FAILED, user_id: 'gone' },
      BOUNCED,
    ];
    const jobs = await Promise.all(left.map(one));
    const taken = await one({ ...FAILED, appointment_id: 'moved', appointment_revision: 2 });
    expect(await drive()).toBe(1);
    expect(await pending([...jobs, taken])).toEqual([left.length]);
  });

  it('goes on past a thousand that cannot be sent', async () => {
    await plant(core.dataSource, 2_500, { ...FAILED, recipient: null, ended_at: ago(60_000) });
    const [last] = await plant(core.dataSource, 1, { ...FAILED, ended_at: ago(1_000) });
    expect(await drive({ limit: 1 })).toBe(1);
    expect(await pending([last!])).toEqual([0]);
  });

  it('keeps classes, and leaves the pace to the dispatcher', async () => {
    const jobs = await plant(core.dataSource, 3, (index) => ({
      ...FAILED,
      lane: ['urgent', 'reminder', 'bulk'][index],
    }));
    expect(await drive()).toBe(3);
    const rows = await readRows(core.dataSource, jobs);
    expect(rows.map((row) => [(row as unknown as { lane: string }).lane, row.handed_until])).toEqual([
      ['urgent', null],
      ['reminder', null],
      ['bulk', null],
    ]);
  });

  it('takes each once, with two at the same time, while workers deliver', async () => {
    const jobs = await plant(core.dataSource, 1_200, FAILED);
    let delivered = 0;
    const work = new AbortController();
    const delivering = (async () => {
      while (!work.signal.aborted) delivered += (await core.delivery.deliverDue(100)).successful;
    })();
    const redriven = await Promise.all([drive({ limit: 10_000 }), drive({ limit: 10_000 })]);
    work.abort();
    await delivering;
    expect(redriven[0] + redriven[1]).toBe(1_200);
    for (;;) {
      const { successful } = await core.delivery.deliverDue(100);
      delivered += successful;
      if (successful === 0) break;
    }
    expect(delivered).toBe(1_200);
    const rows = await readRows(core.dataSource, jobs);
    expect(new Set(rows.map(({ state, generation }) => `${state} ${generation}`))).toEqual(new Set(['sent 2']));
    expect(new Set(core.fake.accepted.map(({ notificationId }) => notificationId)).size).toBe(1_200);
    expect(core.fake.accepted).toHaveLength(1_200);
  });

  it('meets what is due as everything else: an address that must not be written to is not', async () => {
    const [job] = await plant(core.dataSource, 1, FAILED);
    await core.dataSource.query(
      `INSERT INTO suppression (channel, address, cause) VALUES ('email', 'ana@example.com', 'bounced')`,
    );
    await drive();
    await passTime(core.dataSource, 'due_at', 1);
    await core.delivery.deliverDue(10);
    expect(await read(job!)).toMatchObject({ state: 'cancelled', reason: 'suppressed' });
    expect(core.fake.accepted).toEqual([]);
  });
});
