import { setTimeout as wait } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { held, passTime, plant, readRows, until, type Core, type Row } from '../support/core.js';
import { testRedisUrl } from '../support/database.js';
import type { Behaviour } from '../support/fake-provider.js';
import { useCore } from '../support/use-core.js';

const core = useCore({ environment: () => ({ REDIS_URL: testRedisUrl(), WORKER_CONCURRENCY: '8' }) });
const SMS = { notification_type: 'sms', recipient: '+12025550123' } as const;
const TOO_MANY: Behaviour = { status: 429, body: { errors: [] } };

beforeEach(async () => {
  await core.redis?.flushdb();
  await until(
    () => core.gate.openChannels(),
    (channels) => channels.length === 2,
  );
});

/** How many rows there are of each end. */
const ends = (rows: readonly Row[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { state, reason } of rows) {
    const end = reason === null ? state : `${state} ${reason}`;
    counts[end] = (counts[end] ?? 0) + 1;
  }
  return counts;
};

/** Delivers what is due, again and again, until nothing of it waits. */
async function deliverAll(by: Core): Promise<void> {
  const left = async (): Promise<number> =>
    (await core.sql<{ n: number }>(`SELECT count(*)::int AS n FROM notification WHERE state = 'pending'`))[0]!.n;
  const deadline = performance.now() + 100_000;
  while ((await left()) > 0) {
    if (performance.now() > deadline) throw new Error(`${await left()} messages still wait`);
    await by.delivery.deliverDue(64);
    await wait(20);
  }
}

describe('a provider that takes nothing more for now (429)', () => {
  it('is left alone by all workers, although it does not say for how long; no message uses up a try', async () => {
    const other = await core.open();
    core.fake.script(TOO_MANY);
    const jobs = await plant(core.dataSource, 60);
    await core.delivery.deliverDue(200);
    // Those that were under way when the first answer came.
    const met = core.fake.requests;
    expect(met).toBeLessThanOrEqual(16);
    await until(
      () => other.gate.pausedFor('email'),
      (cause) => cause === 'rate',
    );
    expect(await other.delivery.deliverDue(200)).toEqual({ processed: 0, successful: 0, failed: 0 });
    expect(core.fake.requests).toBe(met);
    const rows = await readRows(core.dataSource, jobs);
    expect(ends(rows)).toEqual({ pending: 60 });
    // The history shows each call that was made.
    expect(rows.flatMap(({ attempt_log }) => attempt_log)).toEqual(Array(met).fill('retry'));

    core.fake.script('normal');
    await deliverAll(core);
    expect(ends(await readRows(core.dataSource, jobs))).toEqual({ sent: 60 });
    expect(core.fake.accepted).toHaveLength(60);
  }, 120_000);

  it('that takes twenty a second gets all messages in the end, and loses none', async () => {
    let window = 0;
    let taken = 0;
    core.fake.script(() => {
      const now = Math.floor(Date.now() / 1_000);
      if (now !== window) [window, taken] = [now, 0];
      return ++taken <= 20 ? 'normal' : { ...(TOO_MANY as object), headers: { 'retry-after': '1' } };
    });
    const once = await core.open({ NOTIFICATION_RETRY_ATTEMPTS: '0' });
    const jobs = await plant(core.dataSource, 80);
    await deliverAll(once);
    expect(ends(await readRows(core.dataSource, jobs))).toEqual({ sent: 80 });
    expect(core.fake.accepted).toHaveLength(80);
    // Each message cost less than one call that was in vain.
    expect(core.fake.requests).toBeLessThan(160);
  }, 120_000);

  it('never takes a message that expires: it ends as expired, and says what it waited for', async () => {
    core.fake.script({ status: 429, body: { code: 20429, status: 429 }, headers: { 'retry-after': '2' } });
    const [job] = await plant(core.dataSource, 1, { ...SMS, expiresInMs: 3_600_000, attempts: 9, slowed: 9 });
    expect(await core.delivery.deliver(job!)).toBe('retry');
    const [waiting] = await readRows(core.dataSource, [job!]);
    expect(waiting).toMatchObject({ state: 'pending', attempts: 10, slowed: 10, attempt_log: ['retry'] });
    expect(waiting!.due_in).toBeLessThanOrEqual(2_000);

    await passTime(core.dataSource, 'expires_at', 3_600_000);
    await deliverAll(core);
    expect(await readRows(core.dataSource, [job!])).toMatchObject([
      { state: 'cancelled', reason: 'expired', error_message: 'Twilio answered 429 (20429): too many requests' },
    ]);
    expect(core.fake.requests).toBe(1);
  });
});

/** Lets the time of the next probe come. */
async function probeNow(cause: 'trouble', ...all: Core[]): Promise<void> {
  const [key = ''] = (await core.redis?.keys('*channel:email')) ?? [];
  await core.redis?.set(key, JSON.stringify({ cause, until: Date.now() - 1, strikes: 0 }));
  for (const each of all)
    await until(
      () => each.gate.channelsToProbe(),
      (channels) => channels.includes('email'),
    );
}
/** When each request arrived, in milliseconds. */
function arrivals(): number[] {
  const at: number[] = [];
  core.fake.script(() => {
    at.push(performance.now());
    return undefined;
  });
  return at;
}

describe('a provider that answers everything with 500', () => {
  it('is left alone by all workers but for a probe; only what met the storm used up a try; all are sent once', async () => {
    const other = await core.open();
    core.fake.script({ status: 500 });
    const jobs = await plant(core.dataSource, 80);
    await Promise.all([core, other].map((each) => each.delivery.deliverDue(200)));
    const tried = async (): Promise<number> =>
      (await readRows(core.dataSource, jobs)).filter(({ attempts, slowed }) => attempts > slowed).length;
    const met = await tried();
    // Ten open the breaker. Seven more of each worker may have been under way, and the other hears of it in half a second.
    expect(met).toBeGreaterThanOrEqual(10);
    expect(met).toBeLessThanOrEqual(40);
    for (const each of [core, other])
      await until(
        () => each.gate.pausedFor('email'),
        (cause) => cause === 'trouble',
      );

    await passTime(core.dataSource, 'due_at', 600_000);
    const { requests } = core.fake;
    await Promise.all([core, other].map((each) => each.delivery.deliverDue(200)));
    expect(core.fake.requests).toBe(requests);
    await probeNow('trouble', core, other);
    await Promise.all([core, other].map((each) => each.delivery.deliverDue(200)));
    expect(core.fake.requests).toBe(requests + 1);
    expect(await tried()).toBe(met);

    core.fake.script('normal');
    await passTime(core.dataSource, 'due_at', 600_000);
    await probeNow('trouble', core, other);
    await until(
      async () => {
        await core.delivery.deliverDue(200);
        return core.gate.pausedFor('email');
      },
      (cause) => cause === null,
    );
    expect(core.gate.pace('email')).toBeLessThan(200);
    await passTime(core.dataSource, 'due_at', 600_000);
    await Promise.all([deliverAll(core), deliverAll(other)]);
    expect(ends(await readRows(core.dataSource, jobs))).toEqual({ sent: 80 });
    expect(core.fake.accepted).toHaveLength(80);
  }, 120_000);
});

describe('two workers with a limit', () => {
  it('send no faster together, whatever the provider would take', async () => {
    const both = await Promise.all([1, 2].map(() => core.open({ SENDGRID_MAX_PER_SECOND: '20' })));
    const at = arrivals();
    await plant(core.dataSource, 60);
    await Promise.all(both.map(deliverAll));
    expect(core.fake.accepted).toHaveLength(60);
    // Places lie 50 ms apart. A message may come a little after its place, when the machine is busy.
    expect(at.at(-1)! - at[0]!).toBeGreaterThan(59 * 50 - 500);
    const most = Math.max(...at.map((first) => at.filter((time) => time >= first && time < first + 1_000).length));
    expect(most).toBeLessThanOrEqual(30);
  }, 120_000);

  it('meet a storm of 429 and ask nothing within the pause; all are sent once, at the limit', async () => {
    const both = await Promise.all([1, 2].map(() => core.open({ SENDGRID_MAX_PER_SECOND: '40' })));
    const at: { ms: number; refused: boolean }[] = [];
    let refuseUntil = 0;
    core.fake.script(() => {
      const ms = performance.now();
      if (refuseUntil === 0) refuseUntil = ms + 2_000;
      at.push({ ms, refused: ms < refuseUntil });
      const left = Math.ceil((refuseUntil - ms) / 1_000);
      return ms < refuseUntil ? { ...(TOO_MANY as object), headers: { 'retry-after': String(left) } } : undefined;
    });
    const jobs = await plant(core.dataSource, 60);
    await Promise.all(both.map(deliverAll));
    expect(ends(await readRows(core.dataSource, jobs))).toEqual({ sent: 60 });
    expect(core.fake.accepted).toHaveLength(60);
    // A worker hears of the pause within half a second: at 40 a second, that is 20 messages, and those under way.
    const refused = at.filter((each) => each.refused);
    expect(refused.length).toBeLessThanOrEqual(36);
    expect(refused.at(-1)!.ms - refused[0]!.ms).toBeLessThan(1_500);
  }, 120_000);
});

describe('a provider that cannot be reached', () => {
  it('is tried by a few messages, then by one at a time; the others wait and use up no try', async () => {
    const away = await core.open({ SENDGRID_BASE_URL: 'http://127.0.0.1:1' });
    const jobs = await plant(core.dataSource, 60);
    await away.delivery.deliverDue(200);
    const tried = async (): Promise<number> =>
      (await readRows(core.dataSource, jobs)).filter(({ attempts }) => attempts > 0).length;
    // Five open the breaker. Seven more may have been under way.
    expect(await tried()).toBeGreaterThanOrEqual(5);
    expect(await tried()).toBeLessThanOrEqual(12);
    const before = await tried();
    await until(
      () => core.gate.pausedFor('email'),
      (cause) => cause === 'trouble',
    );
    await core.delivery.deliverDue(200);
    expect([await tried(), core.fake.requests]).toEqual([before, 0]);

    // It can be reached again.
    await until(
      () => core.gate.channelsToProbe(),
      (channels) => channels.includes('email'),
    );
    const { promise, release } = held();
    core.fake.script({ after: promise });
    const probing = core.delivery.deliverDue(200);
    await until(
      () => core.fake.requests,
      (n) => n > 0,
    );
    await core.delivery.deliverDue(200);
    expect(core.fake.requests).toBe(1);
    release();
    await probing;
    expect(core.gate.pausedFor('email')).toBeNull();
    core.fake.script('normal');
    await passTime(core.dataSource, 'due_at', 600_000);
    await deliverAll(core);
    expect(ends(await readRows(core.dataSource, jobs))).toEqual({ sent: 60 });
    expect(core.fake.accepted).toHaveLength(60);
  }, 120_000);
});

describe('a channel that is probed', () => {
  it('is probed by the next message when the first cannot be put into words', async () => {
    for (let n = 0; n < 5; n++) await core.gate.miss('sms', `message-${n}`);
    await until(
      () => core.gate.channelsToProbe(),
      (channels) => channels.includes('sms'),
    );
    const broken = { ...SMS, context: { service_name: 'x'.repeat(2_000) } };
    const [first, second] = await plant(core.dataSource, 2, (n) => (n === 0 ? broken : SMS));
    expect(await core.delivery.deliver(first!)).toBe('failed');
    await until(
      async () => (await core.redis?.exists('{notifications}:channel:sms:probe')) ?? 0,
      (taken) => taken === 0,
    );
    expect(await core.delivery.deliver(second!)).toBe('sent');
    expect(core.gate.pausedFor('sms')).toBeNull();
  }, 30_000);
});

describe('a provider that hangs', () => {
  it('holds up no message of the other channel; what finds no turn waits in Postgres, not claimed', async () => {
    const { promise, release } = held();
    core.fake.script(({ channel }) => (channel === 'sms' ? { after: promise } : undefined));
    const jobs = await plant(core.dataSource, 120, (n) => (n % 2 === 0 ? SMS : {}));
    const texts = jobs.filter((_, n) => n % 2 === 0);
    const left = [...jobs];
    // As many in hand as a worker has. The dispatcher hands an email over again that found no turn.
    const worker = async (): Promise<void> => {
      for (let job = left.shift(); job; job = left.shift()) {
        const result = await core.delivery.deliverInTurn(job, 'urgent_notifications');
        if (result === 'not_claimed' && !texts.includes(job)) left.push(job);
      }
    };
    const work = Promise.all(Array.from({ length: 32 }, worker));
    const mails = (): number => core.fake.accepted.filter(({ channel }) => channel === 'email').length;
    const waiting = async (): Promise<Row[]> =>
      (await readRows(core.dataSource, texts)).filter(({ state }) => state === 'pending');
    await until(
      async () => [mails(), (await waiting()).length + core.fake.requests, left.length],
      (seen) => seen.join() === '60,120,0',
    );
    expect(core.fake.requests - mails()).toBeLessThanOrEqual(8);
    for (const row of await waiting()) expect(row).toMatchObject({ handed_until: null, fence: 0, generation: 1 });
    await until(
      () => core.turns.room('urgent_notifications', 'sms'),
      (room) => room === 0,
    );
    expect(core.turns.room('urgent_notifications', 'email')).toBeGreaterThan(0);
    release();
    await work;
    await deliverAll(core);
    expect(ends(await readRows(core.dataSource, jobs))).toEqual({ sent: 120 });
  }, 60_000);
});
