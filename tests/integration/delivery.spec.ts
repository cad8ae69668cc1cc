import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  explainWaiting,
  parseBookingEvent,
  resumeConfigured,
  sweep,
  type DeliverJob,
  type DeliveryResult,
} from '@booking/notifications-core';
import { type Core, held, type Row, passTime, plant, readRows, until, type RowChanges } from '../support/core.js';
import { testRedisUrl } from '../support/database.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { useCore } from '../support/use-core.js';

const core = useCore();
const links: TcpProxy[] = [];

afterEach(async () => {
  await Promise.all(links.splice(0).map((link) => link.cut()));
});

const deliver = (job: DeliverJob): Promise<DeliveryResult> => core.delivery.deliver(job);

async function plantOne(changes: RowChanges = {}): Promise<DeliverJob> {
  const [job] = await plant(core.dataSource, 1, changes);
  if (!job) throw new Error('nothing was planted');
  return job;
}

async function rowOf(job: { readonly id: string }): Promise<Row> {
  const [row] = await readRows(core.dataSource, [job]);
  if (!row) throw new Error('the row is gone');
  return row;
}

/** The job as it would be handed over now. */
async function again(job: DeliverJob): Promise<DeliverJob> {
  return { id: job.id, generation: (await rowOf(job)).generation };
}

const SMS = { notification_type: 'sms', recipient: '+12025550123' } as const;

describe('a worker that ends', () => {
  it('does not wait for jobs that came early: they go back to the dispatcher', async () => {
    const ending = await core.open();
    const jobs = await plant(core.dataSource, 2, {
      dueInMs: 8_000,
      handed_until: new Date(Date.now() + 60_000).toISOString(),
    });
    const started = performance.now();
    const results = [ending.delivery.deliver(jobs[0]!), ending.delivery.deliverInTurn(jobs[1]!, 'notifications')];
    await new Promise((resolve) => setTimeout(resolve, 300));
    await ending.delivery.drain();
    expect(await Promise.all(results)).toEqual(['not_claimed', 'not_claimed']);
    expect(performance.now() - started).toBeLessThan(4_000);
    expect((await readRows(core.dataSource, jobs)).map(({ handed_until }) => handed_until)).toEqual([null, null]);
    expect(core.fake.requests).toBe(0);
  });
});

describe('claiming', () => {
  it('one of many workers that are woken for the same message sends it', async () => {
    const job = await plantOne();
    const other = await core.open();
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, n) => (n % 2 ? core : other).delivery.deliver(job)),
    );
    expect(results.filter((result) => result === 'sent')).toHaveLength(1);
    expect(results.filter((result) => result === 'not_claimed')).toHaveLength(39);
    expect(core.fake.accepted.map(({ notificationId }) => notificationId)).toEqual([job.id]);
    expect(await rowOf(job)).toMatchObject({ state: 'sent', fence: 1, attempts: 1, attempt_log: ['sent'] });
  });

  it('two workers that are woken for the same hundred send each once', async () => {
    const jobs = await plant(core.dataSource, 100);
    const other = await core.open();
    await Promise.all([...jobs.map(deliver), ...jobs.toReversed().map((job) => other.delivery.deliver(job))]);
    expect(new Set(core.fake.accepted.map(({ notificationId }) => notificationId)).size).toBe(100);
    expect(core.fake.accepted).toHaveLength(100);
  });

  it('a job of an older generation, of a row that ended or of none at all claims nothing', async () => {
    const old = await plantOne({ generation: 3 });
    const ended = await plantOne();
    expect(await core.delivery.deliver(ended)).toBe('sent');
    const results = await Promise.all(
      [
        { ...old, generation: 2 },
        { ...old, generation: 4 },
        ended,
        { id: '00000000-0000-4000-8000-000000000000', generation: 1 },
      ].map(deliver),
    );
    expect(results).toEqual(Array(4).fill('not_claimed'));
    expect(await rowOf(old)).toMatchObject({ state: 'pending', fence: 0 });
    expect(core.fake.accepted).toHaveLength(1);
  });

  it('a job that comes early is sent at its time, not before, and not never', async () => {
    const job = await plantOne({ dueInMs: 2_500 });
    const { due_in } = await rowOf(job);
    const due = Date.now() + due_in;
    expect(await core.delivery.deliver(job)).toBe('sent');
    const late = Date.parse(core.fake.accepted[0]?.at ?? '') - due;
    // The accept is logged in whole milliseconds.
    expect(late).toBeGreaterThanOrEqual(-1);
    expect(late).toBeLessThan(1_500);
  });

  it('a job that comes long before its time leaves it alone', async () => {
    const job = await plantOne({ dueInMs: 60_000 });
    expect(await core.delivery.deliver(job)).toBe('not_claimed');
    expect(await rowOf(job)).toMatchObject({ state: 'pending', fence: 0 });
  });

  it('what is cancelled while its job waits for the time is not sent', async () => {
    const job = await plantOne({ dueInMs: 400 });
    const delivered = core.delivery.deliver(job);
    await core.dataSource.query(
      `UPDATE notification SET state = 'cancelled', reason = 'user_request', ended_at = now()`,
    );
    expect(await delivered).toBe('not_claimed');
    expect(core.fake.requests).toBe(0);
  });

  it('what is brought up to date while it is being claimed goes out, with the new facts', async () => {
    await appointment(1);
    const job = await plantOne({ appointment_id: 'apt-1', appointment_revision: 1 });
    const booking = core.dataSource.createQueryRunner();
    await booking.startTransaction();
    await booking.query(`UPDATE appointment SET revision = 2 WHERE id = 'apt-1'`);
    await booking.query('UPDATE notification SET appointment_revision = 2, recipient = $1', ['new@example.com']);
    const delivered = core.delivery.deliver(job);
    // Asked for in the same statement: when this one is sent, the other has been looked at.
    expect(await core.delivery.deliver(await plantOne())).toBe('sent');
    expect(await rowOf(job)).toMatchObject({ state: 'pending', fence: 0 });
    await booking.commitTransaction();
    await booking.release();
    expect(await delivered).toBe('sent');
    expect(core.fake.accepted.map(({ to }) => to)).toEqual(['ana@example.com', 'new@example.com']);
  });
});

describe('fencing', () => {
  it('a worker whose claim was taken away writes nothing of a failure', async () => {
    const job = await plantOne();
    core.fake.script({ status: 400, delayMs: 600 });
    const delivered = core.delivery.deliver(job);
    await until(
      () => core.fake.requests,
      (n) => n === 1,
    );
    await passTime(core.dataSource, 'lease_until', 120_000);
    await sweep(core);
    const swept = await rowOf(job);
    expect(await delivered).toBe('claim_lost');
    expect({ ...(await rowOf(job)), due_in: 0 }).toEqual({ ...swept, due_in: 0 });
    expect(swept).toMatchObject({
      state: 'in_doubt',
      attempts: 1,
      doubts: 1,
      provider_message_id: null,
      attempt_log: ['in_doubt'],
    });
  });

  it.each([
    ['in doubt', false],
    ['about to be sent again', true],
  ])('a send that succeeds late settles a message that is %s by then', async (_, released) => {
    const job = await plantOne();
    core.fake.script([{ delayMs: 600 }]);
    const delivered = core.delivery.deliver(job);
    await until(
      () => core.fake.requests,
      (n) => n === 1,
    );
    await passTime(core.dataSource, 'lease_until', 120_000);
    await sweep(core);
    if (released) {
      await passTime(core.dataSource, 'due_at', 300_000);
      await sweep(core);
    }
    expect(await rowOf(job)).toMatchObject({ state: released ? 'pending' : 'in_doubt' });
    expect(await delivered).toBe('sent');
    expect(await rowOf(job)).toMatchObject({ state: 'sent', reason: null, attempts: 1, attempt_log: ['sent'] });
    expect(await core.delivery.deliver(await again(job))).toBe('not_claimed');
    expect(core.fake.accepted).toHaveLength(1);
  });

  it('a worker whose claim was taken away writes nothing of a message that another worker is sending', async () => {
    const job = await plantOne();
    const { promise, release } = held();
    core.fake.script([{ after: promise }]);
    const first = core.delivery.deliver(job);
    await until(
      () => core.fake.requests,
      (n) => n === 1,
    );
    await passTime(core.dataSource, 'lease_until', 120_000);
    await sweep(core);
    await passTime(core.dataSource, 'due_at', 300_000);
    await sweep(core);
    const second = await (await core.open()).delivery.deliver(await again(job));
    release();
    expect([second, await first]).toEqual(['sent', 'claim_lost']);
    expect(await rowOf(job)).toMatchObject({ state: 'sent', fence: 2, attempts: 2, attempt_log: ['in_doubt', 'sent'] });
  });

  it('a worker that learns of its claim too late to send within the lease does not send', async () => {
    const slow = await core.open({ CLAIM_LEASE_SECONDS: '2', PROVIDER_TIMEOUT_MS: '1000' });
    const job = await plantOne();
    // The claim stands from the start of this statement; its answer comes when most of the lease is over.
    await core.dataSource.query(`
      CREATE FUNCTION slow_answer() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(1.5); RETURN NULL; END $$;
      CREATE TRIGGER slow_answer AFTER UPDATE ON notification FOR EACH ROW WHEN (NEW.state = 'sending') EXECUTE FUNCTION slow_answer();`);
    try {
      expect(await slow.delivery.deliver(job)).toBe('released');
    } finally {
      await core.dataSource.query('DROP TRIGGER slow_answer ON notification; DROP FUNCTION slow_answer;');
    }
    expect(core.fake.requests).toBe(0);
    expect(await rowOf(job)).toMatchObject({ state: 'pending', attempts: 0, attempt_log: [] });
    expect(await core.delivery.deliver(await again(job))).toBe('sent');
  });
});

async function appointment(revision: number, status = 'confirmed', startsInHours = 48): Promise<void> {
  await core.dataSource.query(
    `INSERT INTO appointment (id, revision, status, starts_at, zone, recipient_id, snapshot)
     VALUES ('apt-1', $1, $2, clock_timestamp() + $3 * interval '1 hour', 'UTC', 'user-1', '{}')`,
    [revision, status, startsInHours],
  );
}

async function preference(changes: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(changes);
  await core.dataSource.query(
    `INSERT INTO preference (id, user_id, reminder_hours, ${columns.join(', ')})
     VALUES (gen_random_uuid(), 'user-1', '{24,2}', ${columns.map((_, n) => `$${n + 1}`).join(', ')})`,
    Object.values(changes),
  );
}

/** `HH:MM` in UTC, that many hours from now. */
const clockIn = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString().slice(11, 16);
const QUIET_NOW = (): Record<string, unknown> => ({
  quiet_hours_enabled: true,
  quiet_hours_start: clockIn(-2),
  quiet_hours_end: clockIn(3),
});
const REMINDER = { ...SMS, user_id: 'user-1', template_name: 'appointment_reminder', lane: 'reminder', hours_until: 2 };
const ABOUT = { appointment_id: 'apt-1', appointment_revision: 1 };

describe('the last look before sending', () => {
  it.each<[string, () => Promise<void>, RowChanges, string]>([
    ['expired', () => Promise.resolve(), { expiresInMs: -1 }, 'expired'],
    ['of an older version of the booking', () => appointment(2), ABOUT, 'superseded'],
    ['of a cancelled booking', () => appointment(2, 'cancelled'), ABOUT, 'booking_cancelled'],
    ['of a booking that is gone', () => Promise.resolve(), ABOUT, 'superseded'],
    ['not wanted', () => preference({ email_appointment_confirmation: false }), {}, 'preference_off'],
    ['not wanted on its channel', () => preference({ email_enabled: false }), {}, 'preference_off'],
    [
      'marketing without consent',
      () => Promise.resolve(),
      { template_name: 'marketing_announcement' },
      'preference_off',
    ],
    [
      'to an address that bounced',
      async () => {
        await core.dataSource.query(`INSERT INTO suppression VALUES ('email', 'ana@example.com', 'bounced')`);
      },
      { recipient: 'Ana@Example.com' },
      'suppressed',
    ],
  ])('what is %s is cancelled', async (_, prepare, changes, reason) => {
    await prepare();
    const job = await plantOne({ user_id: 'user-1', ...changes });
    expect(await core.delivery.deliver(job)).toBe('cancelled');
    expect(core.fake.requests).toBe(0);
    expect(await rowOf(job)).toMatchObject({
      state: 'cancelled',
      reason,
      attempts: 0,
      attempt_log: [],
      lease_until: null,
    });
  });

  it("holds an SMS during the reader's quiet hours, and uses up no try", async () => {
    await preference(QUIET_NOW());
    const job = await plantOne({ ...SMS, user_id: 'user-1' });
    expect(await core.delivery.deliver(job)).toBe('released');
    const row = await rowOf(job);
    expect(row).toMatchObject({ state: 'pending', reason: null, attempts: 0, attempt_log: [], handed_until: null });
    expect(row.due_in).toBeGreaterThan(2.9 * 3_600_000);
    expect(row.due_in).toBeLessThanOrEqual(3 * 3_600_000);
    expect(row.generation).toBe(2);
    expect(core.fake.requests).toBe(0);
  });

  it.each<[string, RowChanges]>([
    ['an email', { user_id: 'user-1' }],
    ['a test SMS', { ...SMS, user_id: 'user-1', is_test: true }],
    ['a reminder that would come too late', { ...REMINDER, ...ABOUT }],
  ])('does not hold %s', async (_, changes) => {
    await preference(QUIET_NOW());
    await appointment(1, 'confirmed', 3.5);
    expect(await core.delivery.deliver(await plantOne(changes))).toBe('sent');
  });

  it('holds a reminder until quiet hours end, when it is still in time then', async () => {
    await preference(QUIET_NOW());
    await appointment(1, 'confirmed', 4.5);
    const job = await plantOne({ ...REMINDER, ...ABOUT });
    expect(await core.delivery.deliver(job)).toBe('released');
    expect((await rowOf(job)).due_in).toBeGreaterThan(2.9 * 3_600_000);
  });

  it('fails what has no template, and what its template cannot be filled with, saying what to do', async () => {
    const missing = await plantOne({ template_name: 'not_there' });
    const broken = await plantOne({ ...SMS, context: { service_name: 'x'.repeat(2_000) } });
    const fine = await plantOne();
    expect(await Promise.all([missing, broken, fine].map(deliver))).toEqual(['failed', 'failed', 'sent']);
    expect(await rowOf(missing)).toMatchObject({ state: 'failed', reason: 'template_missing' });
    expect((await rowOf(missing)).error_message).toMatch(/populate/);
    const row = await rowOf(broken);
    expect(row).toMatchObject({ state: 'failed', reason: 'template_error' });
    expect(row.error_message).toMatch(/more than 1600 characters/);
    expect(row.error_message).not.toContain('xxx');
  });

  it('finds a template that another process wrote a moment ago', async () => {
    await core.dataSource.query(
      `INSERT INTO template (id, name, template_type, locale, category, body, variables)
       VALUES (gen_random_uuid(), 'just_written', 'sms', 'en', 'transactional', 'Hi {{client_name}}', '["client_name"]')`,
    );
    const jobs = await plant(core.dataSource, 3, { ...SMS, template_name: 'just_written' });
    expect(await Promise.all(jobs.map(deliver))).toEqual(['sent', 'sent', 'sent']);
  });

  it('ends what waits for a provider when its booking is cancelled while a worker has it in hand', async () => {
    const claimed_at = new Date().toISOString();
    const job = await plantOne({ ...REMINDER, ...ABOUT, reason: 'provider_not_configured', claimed_at });
    await appointment(2, 'cancelled', 48);
    const without = await core.open({
      NODE_ENV: 'production',
      JWT_SECRET: 'a'.repeat(32),
      JWT_ISSUER: 'i',
      JWT_AUDIENCE: 'a',
      TWILIO_ACCOUNT_SID: '',
      TWILIO_AUTH_TOKEN: '',
    });
    await explainWaiting(without);
    expect(await rowOf(job)).toMatchObject({ state: 'cancelled', reason: 'booking_cancelled' });
  });

  it('keeps what has no provider in production, says why, and sends it once there is one', async () => {
    const production = {
      NODE_ENV: 'production',
      JWT_SECRET: 'a'.repeat(32),
      JWT_ISSUER: 'i',
      JWT_AUDIENCE: 'a',
    };
    const without = await core.open({ ...production, TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '' });
    const job = await plantOne(SMS);
    expect(await without.delivery.deliver(job)).toBe('released');
    expect(await rowOf(job)).toMatchObject({ state: 'pending', reason: 'provider_not_configured', attempts: 0 });

    const configured = await core.open(production);
    await resumeConfigured(configured);
    expect(await rowOf(job)).toMatchObject({ state: 'pending', reason: null });
    expect(await configured.delivery.deliver(await again(job))).toBe('sent');
    expect(await rowOf(job)).toMatchObject({ state: 'sent', attempts: 1 });
  });

  it('without Redis, what waits for a provider does not stand in the way of what can be sent', async () => {
    const without = await core.open({
      NODE_ENV: 'production',
      JWT_SECRET: 'a'.repeat(32),
      JWT_ISSUER: 'i',
      JWT_AUDIENCE: 'a',
      TWILIO_ACCOUNT_SID: '',
      TWILIO_AUTH_TOKEN: '',
    });
    await plant(core.dataSource, 20, { ...SMS, dueInMs: -60_000 });
    await plant(core.dataSource, 10);
    expect(await without.delivery.deliverDue(10)).toEqual({ processed: 10, successful: 10, failed: 0 });
    expect(await without.delivery.deliverDue(10)).toEqual({ processed: 0, successful: 0, failed: 0 });
  });
});

describe('keeping the books', () => {
  it('tries again after 60, 120 and 240 seconds, then gives up', async () => {
    core.fake.script({ status: 503 });
    const job = await plantOne();
    for (const [tries, seconds] of [60, 120, 240].entries()) {
      expect(await core.delivery.deliver(await again(job))).toBe('retry');
      const row = await rowOf(job);
      expect(row).toMatchObject({ state: 'pending', reason: null, attempts: tries + 1, doubts: 0, handed_until: null });
      expect(row.generation).toBe(tries + 2);
      expect(row.due_in).toBeGreaterThan(seconds * 1_000 - 2_000);
      expect(row.due_in).toBeLessThanOrEqual(seconds * 1_100);
      await passTime(core.dataSource, 'due_at', seconds * 1_100);
    }
    expect(await core.delivery.deliver(await again(job))).toBe('failed');
    expect(await rowOf(job)).toMatchObject({
      state: 'failed',
      reason: 'retries_exhausted',
      attempts: 4,
      attempt_log: ['retry', 'retry', 'retry', 'failed'],
    });
    expect(core.fake.requests).toBe(4);
  });

  it('a refusal for good is final at once', async () => {
    core.fake.script({ status: 400, body: { errors: [{ message: 'Bad' }] } });
    const job = await plantOne();
    expect(await core.delivery.deliver(job)).toBe('failed');
    expect(await rowOf(job)).toMatchObject({
      state: 'failed',
      reason: 'rejected',
      attempts: 1,
      attempt_log: ['failed'],
    });
  });

  it('without a clear answer waits for evidence, sends once more, then never again', async () => {
    core.fake.script('accept then reset');
    const job = await plantOne();
    expect(await core.delivery.deliver(job)).toBe('in_doubt');
    const doubtful = await rowOf(job);
    expect(doubtful).toMatchObject({ state: 'in_doubt', reason: 'in_doubt', attempts: 1, doubts: 1 });
    expect(doubtful.due_in).toBeGreaterThan(118_000);
    expect(doubtful.due_in).toBeLessThanOrEqual(120_000);

    await sweep(core);
    expect(await rowOf(job)).toMatchObject({ state: 'in_doubt' });
    expect(await core.delivery.deliver(await again(job))).toBe('not_claimed');
    await passTime(core.dataSource, 'due_at', 120_000);
    await sweep(core);
    expect(await rowOf(job)).toMatchObject({ state: 'pending', reason: null, doubts: 1 });
    expect(await core.delivery.deliver(job)).toBe('not_claimed');
    expect(await core.delivery.deliver(await again(job))).toBe('in_doubt');
    expect(await rowOf(job)).toMatchObject({
      state: 'failed',
      reason: 'in_doubt',
      attempts: 2,
      doubts: 2,
      attempt_log: ['in_doubt', 'in_doubt'],
    });
    await passTime(core.dataSource, 'due_at', 1_000_000);
    await sweep(core);
    expect(await core.delivery.deliver(await again(job))).toBe('not_claimed');
    expect(core.fake.accepted).toHaveLength(2);
  });

  it('workers that die while sending leave a doubt, the second time a failure', async () => {
    const job = await plantOne();
    const die = async (): Promise<void> => {
      await core.dataSource.query(
        `UPDATE notification SET state = 'sending', fence = fence + 1, claimed_at = now(), lease_until = now() - interval '1 s'`,
      );
      await sweep(core);
    };
    await die();
    expect(await rowOf(job)).toMatchObject({ state: 'in_doubt', attempts: 1, doubts: 1, lease_until: null });
    await passTime(core.dataSource, 'due_at', 120_000);
    await sweep(core);
    expect(await rowOf(job)).toMatchObject({ state: 'pending' });
    await die();
    expect(await rowOf(job)).toMatchObject({
      state: 'failed',
      reason: 'in_doubt',
      doubts: 2,
      attempt_log: ['in_doubt', 'in_doubt'],
    });
  });

  it('sweeps of many workers take each lost claim once', async () => {
    const jobs = await plant(core.dataSource, 50, {
      state: 'sending',
      lease_until: '2020-01-01T00:00:00Z',
      claimed_at: '2020-01-01T00:00:00Z',
      fence: 1,
    });
    await Promise.all(Array.from({ length: 8 }, () => sweep(core)));
    const rows = await readRows(core.dataSource, jobs);
    expect(rows.map(({ state, attempts, doubts }) => [state, attempts, doubts])).toEqual(
      Array(50).fill(['in_doubt', 1, 1]),
    );
  });

  it('an answer that no database stores is kept as far as it can be, and hurts nobody else', async () => {
    core.fake.script(({ to }) =>
      to === '+12025550123' ? { status: 201, body: { sid: 'SM\0\ud800' }, accept: true } : undefined,
    );
    const jobs = await plant(core.dataSource, 20, (index) => (index === 7 ? SMS : {}));
    expect(await Promise.all(jobs.map(deliver))).toEqual(Array(20).fill('sent'));
    expect(await rowOf(jobs[7]!)).toMatchObject({
      state: 'sent',
      provider_message_id: expect.stringMatching(/^SM/) as unknown,
    });
  });
});

describe('while Postgres is away', () => {
  let link: TcpProxy;
  let linked: Core;

  beforeEach(async () => {
    link = await startTcpProxy(core.database.url);
    links.push(link);
    linked = await core.open({ DATABASE_URL: link.url, CLAIM_LEASE_SECONDS: '30', REDIS_URL: testRedisUrl() });
  });

  it('an outcome is kept and written when it is back within the lease', async () => {
    const job = await plantOne();
    core.fake.script({ delayMs: 300 });
    const delivered = linked.delivery.deliver(job);
    await until(
      () => core.fake.requests,
      (n) => n === 1,
    );
    await link.cut();
    await core.fake.waitForAccepted(1);
    await link.mend();
    expect(await delivered).toBe('sent');
    expect(await rowOf(job)).toMatchObject({ state: 'sent', attempts: 1, attempt_log: ['sent'] });
  });

  it('a probe that gets through counts as sent, although nobody can be told that the channel is back', async () => {
    const job = await plantOne();
    const pause = JSON.stringify({ cause: 'auth', until: Date.now() - 1, strikes: 0 });
    await linked.redis?.set('{notifications}:channel:email', pause);
    await until(
      () => linked.gate.channelsToProbe(),
      (channels) => channels.includes('email'),
    );
    core.fake.script({ delayMs: 300 });
    const delivered = linked.delivery.deliver(job);
    await until(
      () => core.fake.requests,
      (n) => n === 1,
    );
    await link.cut();
    await core.fake.waitForAccepted(1);
    await until(
      () => linked.gate.openChannels(),
      (channels) => channels.includes('email'),
    );
    await link.mend();
    expect(await delivered).toBe('sent');
    expect(await rowOf(job)).toMatchObject({ state: 'sent', attempt_log: ['sent'] });
  });
});

describe('a booking that changes while its message is on its way', () => {
  const tell = async (type: string, version: number, id: string): Promise<void> => {
    const event = {
      id,
      source: 's',
      type,
      data: {
        appointment: {
          id: 'apt-1',
          version,
          starts_at: '2031-12-01T14:00:00Z',
          service_name: 'Haircut',
          client: { id: 'user-1', email: 'ana@example.com' },
        },
      },
    };
    await core.intake.accept([parseBookingEvent(event, core.config)]);
  };
  const confirmation = async (): Promise<DeliverJob> => {
    const [job] = await core.dataSource.query<DeliverJob[]>(
      `SELECT id, generation FROM notification WHERE template_name = 'appointment_confirmation' AND notification_type = 'email'`,
    );
    if (!job) throw new Error('there is no confirmation');
    return job;
  };

  it('keeps its message when the booking is only confirmed and the try fails', async () => {
    await tell('booking.created', 1, 'while-1');
    core.fake.script([{ status: 503, delayMs: 300 }]);
    const delivered = core.delivery.deliver(await confirmation());
    await until(
      () => core.fake.requests,
      (n) => n === 1,
    );
    await tell('booking.confirmed', 2, 'while-2');
    expect(await delivered).toBe('retry');
    await passTime(core.dataSource, 'due_at', 120_000);
    expect(await core.delivery.deliver(await confirmation())).toBe('sent');
  });

  it('loses its message when the booking is cancelled and the try fails', async () => {
    await tell('booking.created', 1, 'while-3');
    core.fake.script([{ status: 503, delayMs: 300 }]);
    const delivered = core.delivery.deliver(await confirmation());
    await until(
      () => core.fake.requests,
      (n) => n === 1,
    );
    await tell('booking.cancelled', 2, 'while-4');
    expect(await delivered).toBe('retry');
    await passTime(core.dataSource, 'due_at', 120_000);
    expect(await core.delivery.deliver(await confirmation())).toBe('cancelled');
    expect(await rowOf(await confirmation())).toMatchObject({ reason: 'booking_cancelled' });
    expect(core.fake.accepted).toHaveLength(0);
  });
});
