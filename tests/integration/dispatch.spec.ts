import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createEngine,
  dispatchDue,
  explainWaiting,
  QUEUE_PREFIX,
  sweep,
  takeDue,
  type DeliverJob,
  type HandedOver,
  type QueueProducer,
} from '@booking/notifications-core';
import Queue from 'bull';
import { Redis } from 'ioredis';
import { passTime, plant, readRows, until } from '../support/core.js';
import { testRedisUrl } from '../support/database.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { useCore } from '../support/use-core.js';

let link: TcpProxy;
beforeAll(async () => {
  link = await startTcpProxy(testRedisUrl());
});
const core = useCore({ environment: () => ({ REDIS_URL: link.url }) });

let producer: QueueProducer;
let redis: Redis;
let urgent: Queue.Queue<DeliverJob>;
let other: Queue.Queue<DeliverJob>;

beforeAll(async () => {
  redis = new Redis(testRedisUrl());
  urgent = new Queue('urgent_notifications', testRedisUrl(), { prefix: QUEUE_PREFIX });
  other = new Queue('notifications', testRedisUrl(), { prefix: QUEUE_PREFIX });
  await Promise.all([urgent.isReady(), other.isReady()]);
});

beforeEach(async () => {
  await redis.flushdb();
  await until(
    () => core.gate.openChannels(),
    (channels) => channels.length === 2,
  );
  // What a producer has counted, it remembers for a moment.
  ({ producer } = createEngine(core));
});

afterEach(() => producer.close());

afterAll(async () => {
  await Promise.all([urgent.close(), other.close()]);
  redis.disconnect();
  await link.cut();
});

const BULK = { lane: 'bulk', template_name: 'appointment_confirmation' } as const;
const REMINDER = { lane: 'reminder', hours_until: 2 } as const;
const SMS = { notification_type: 'sms', recipient: '+12025550123' } as const;

const handed = async (jobs: readonly DeliverJob[]): Promise<number> =>
  (await readRows(core.dataSource, jobs)).filter(({ handed_until }) => handed_until !== null).length;

/** Works off what waits in Redis, as a worker's two processors do, urgent first. */
async function drain(): Promise<string[]> {
  const results: string[] = [];
  for (const queue of [urgent, other]) {
    const jobs = await queue.getJobs(['waiting', 'delayed']);
    results.push(...(await Promise.all(jobs.map((job) => core.delivery.deliver(job.data)))));
    await Promise.all(jobs.map((job) => job.remove()));
  }
  return results;
}

describe('handing over what is due', () => {
  it('keeps a backlog of 20,000 in Postgres: Redis holds as many jobs of it as are taken in a moment', async () => {
    const backlog = await plant(core.dataSource, 20_000, BULK);
    const memory = async (): Promise<number> => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
    const before = await memory();
    for (let round = 0; round < 20; round++) await dispatchDue(core, producer, 300);
    expect((await other.getJobCounts()).waiting).toBe(300);
    expect(await handed(backlog)).toBe(300);
    expect((await memory()) - before).toBeLessThan(8 * 1024 * 1024);
  });

  it('urgent messages and reminders pass a backlog of bulk', async () => {
    await plant(core.dataSource, 5_000, { ...BULK, dueInMs: -3_600_000 });
    await dispatchDue(core, producer);
    const reminders = await plant(core.dataSource, 300, REMINDER);
    const confirmations = await plant(core.dataSource, 300);
    await dispatchDue(core, producer);
    expect([await handed(reminders), await handed(confirmations)]).toEqual([300, 300]);
    expect((await urgent.getJobCounts()).waiting).toBe(300);
  });

  it('reminders that are due in a few seconds are there in time, and a bulk that is due then leaves them room', async () => {
    const bulk = await plant(core.dataSource, 8_000, { ...BULK, dueInMs: 9_000 });
    for (let round = 0; round < 25; round++) await dispatchDue(core, producer);
    const reminders = await plant(core.dataSource, 1_500, { ...REMINDER, dueInMs: 5_000 });
    for (let round = 0; round < 3; round++) await dispatchDue(core, producer);
    expect([await handed(bulk), await handed(reminders)]).toEqual([0, 1_500]);
    expect((await other.getJobCounts()).delayed).toBe(1_500);
  });

  it('one channel of a bulk gets the room that the other does not need', async () => {
    await plant(core.dataSource, 500, { ...BULK, ...SMS });
    expect(await dispatchDue(core, producer, 101)).toEqual({ handedOver: 101, more: ['bulk'] });
    await plant(core.dataSource, 500, BULK);
    expect(await dispatchDue(core, producer, 201)).toEqual({ handedOver: 100, more: ['bulk'] });
  });

  it('with room for one, the channels of a bulk take turns', async () => {
    await plant(core.dataSource, 5, BULK);
    await plant(core.dataSource, 5, { ...BULK, ...SMS });
    for (let round = 0; round < 6; round++) expect(await takeDue(core, ['bulk'], 1)).toHaveLength(1);
    const counts = await core.sql<{ n: number }>(
      `SELECT count(handed_until)::int AS n FROM notification GROUP BY notification_type`,
    );
    expect(counts.map(({ n }) => n)).toEqual([3, 3]);
  });

  it('a round says that there is no more when all that is due was handed over', async () => {
    await plant(core.dataSource, 10, BULK);
    await plant(core.dataSource, 10);
    expect(await dispatchDue(core, producer)).toEqual({ handedOver: 20, more: [] });
  });

  it('however many reminders are due in the same second, Redis does not take them all at once', async () => {
    const reminders = await plant(core.dataSource, 12_000, { ...REMINDER, dueInMs: 8_000 });
    for (let round = 0; round < 20; round++) await dispatchDue(core, producer);
    expect(await handed(reminders)).toBe(5_000);
  });

  it('leaves alone what is far away, on its way already, being sent or ended', async () => {
    const far = await plant(core.dataSource, 5, { ...REMINDER, dueInMs: 60_000 });
    await plant(core.dataSource, 5, { state: 'sending', lease_until: '2999-01-01T00:00:00Z' });
    await plant(core.dataSource, 5, { state: 'cancelled', reason: 'user_request', ended_at: '2020-01-01T00:00:00Z' });
    await plant(core.dataSource, 5, { state: 'failed', reason: 'rejected', ended_at: '2020-01-01T00:00:00Z' });
    const due = await plant(core.dataSource, 5);
    expect((await dispatchDue(core, producer)).handedOver).toBe(5);
    expect((await dispatchDue(core, producer)).handedOver).toBe(0);
    expect([await handed(far), await handed(due)]).toEqual([0, 5]);
  });

  it('many dispatchers hand each row over once', async () => {
    const due = await plant(core.dataSource, 900);
    const producers = [1, 2, 3].map(() => createEngine(core).producer);
    const totals = await Promise.all(producers.map((one) => dispatchDue(core, one)));
    await Promise.all(producers.map((one) => one.close()));
    expect(totals.reduce((sum, { handedOver }) => sum + handedOver, 0)).toBe(900);
    expect((await urgent.getJobCounts()).waiting).toBe(900);
    expect(await handed(due)).toBe(900);
  });

  it('puts nothing but ids into Redis', async () => {
    await plant(core.dataSource, 3, { context: { client_name: 'canary' }, recipient: 'canary@example.com' });
    await dispatchDue(core, producer);
    const jobs = await urgent.getWaiting();
    expect(jobs.map(({ data }) => Object.keys(data).sort())).toEqual(Array(3).fill(['generation', 'id']));
    for (const key of await redis.keys('*')) {
      const type = await redis.type(key);
      const text = type === 'hash' ? JSON.stringify(await redis.hgetall(key)) : '';
      expect(key + text).not.toMatch(/canary/);
    }
  });
});

describe('when Redis loses everything', () => {
  it('what was handed over comes again, and what comes twice is sent once', async () => {
    const due = await plant(core.dataSource, 50);
    await dispatchDue(core, producer);
    const lost = (await urgent.getWaiting()).map(({ data }) => data);
    await redis.flushdb();

    expect((await dispatchDue(core, producer)).handedOver).toBe(0);
    await passTime(core.dataSource, 'handed_until', 20_000);
    expect((await dispatchDue(core, producer)).handedOver).toBe(50);
    expect(await Promise.all(lost.map((job) => core.delivery.deliver(job)))).toEqual(Array(50).fill('not_claimed'));
    expect(await drain()).toEqual(Array(50).fill('sent'));
    expect(new Set(core.fake.accepted.map(({ notificationId }) => notificationId))).toEqual(
      new Set(due.map(({ id }) => id)),
    );
    expect(core.fake.accepted).toHaveLength(50);
  });

  it('trusts a job until fifteen seconds after its time', async () => {
    const [row] = await readRows(core.dataSource, await handedOver(4_000));
    const trust = (row?.handed_until?.getTime() ?? 0) - (row?.scheduled_for.getTime() ?? 0);
    expect(trust).toBe(15_000);
  });

  async function handedOver(dueInMs: number): Promise<DeliverJob[]> {
    const jobs = await plant(core.dataSource, 1, { ...REMINDER, dueInMs });
    await dispatchDue(core, producer);
    return jobs;
  }
});

describe('while Redis is away', () => {
  it('nothing is marked as handed over; it goes once Redis is back', async () => {
    const due = await plant(core.dataSource, 20);
    const refusing = { ...producer, enqueue: () => Promise.reject(new Error('no Redis')) };
    expect(await dispatchDue(core, refusing)).toMatchObject({ handedOver: 0 });
    expect(await handed(due)).toBe(0);
    await link.cut();
    await expect(dispatchDue(core, producer)).rejects.toThrow();
    expect(await handed(due)).toBe(0);
    await link.mend();
    await until(
      async () => dispatchDue(core, producer).catch(() => undefined),
      (round) => round?.handedOver === 20,
    );
    expect(new Set(await drain())).toContain('sent');
    expect(core.fake.accepted).toHaveLength(20);
  });

  it('a wake-up that Redis does not take is given back at once', async () => {
    const jobs = await plant(core.dataSource, 3, { handed_until: '2999-01-01T00:00:00Z' });
    await link.cut();
    producer.enqueueInBackground(jobs.map((job): HandedOver => ({ ...job, lane: 'urgent', delayMs: 0 })));
    await until(
      () => handed(jobs),
      (n) => n === 0,
    );
    expect(producer.hasRoom()).toBe(false);
    await link.mend();
  });
});

describe('new work and a full queue', () => {
  it('waits in Postgres while the queue is full, and is handed over at once again when it is not', async () => {
    expect(producer.hasRoom()).toBe(true);
    const fill = Array.from({ length: 5_100 }, (_, n) => ({ name: 'deliver', data: { id: String(n), generation: 1 } }));
    await urgent.addBulk(fill);
    await until(
      () => producer.hasRoom(),
      (room) => !room,
    );
    await urgent.empty();
    await until(
      () => producer.hasRoom(),
      (room) => room,
    );
  });
});

describe('a queue that an operator paused', () => {
  it('is known to be paused, with what waits in it, so that no worker takes its silence for a fault', async () => {
    await urgent.pause();
    try {
      await plant(core.dataSource, 3);
      await dispatchDue(core, producer);
      expect(await producer.depth('urgent_notifications')).toMatchObject({ waiting: 3, paused: true });
    } finally {
      await urgent.resume();
    }
    expect(await producer.depth('urgent_notifications')).toMatchObject({ waiting: 3, paused: false });
  });
});

describe('a paused channel', () => {
  const pauseSms = async (cause: string, until_: number): Promise<void> => {
    await redis.set(`${QUEUE_PREFIX}:channel:sms`, JSON.stringify({ cause, until: until_, strikes: 0 }));
    await until(
      () => core.gate.pausedFor('sms'),
      (found) => found === cause,
    );
  };

  it('stays in Postgres, says why, and does not hold up the other', async () => {
    const texts = await plant(core.dataSource, 10, SMS);
    const mails = await plant(core.dataSource, 10);
    await pauseSms('auth', Date.now() + 60_000);
    await dispatchDue(core, producer);
    await explainWaiting(core);
    expect([await handed(texts), await handed(mails)]).toEqual([0, 10]);
    const reasons = (await readRows(core.dataSource, texts)).map(({ state, reason, attempts }) => [
      state,
      reason,
      attempts,
    ]);
    expect(reasons).toEqual(Array(10).fill(['pending', 'provider_auth', 0]));
  });

  it('is tried with one message when its time has come, however busy the other is', async () => {
    const texts = await plant(core.dataSource, 10, { ...SMS, ...REMINDER });
    await plant(core.dataSource, 500);
    await pauseSms('auth', Date.now() - 1);
    await dispatchDue(core, producer);
    expect(await handed(texts)).toBe(1);
  });

  it('goes on with all when the probe got through', async () => {
    const texts = await plant(core.dataSource, 10, SMS);
    await pauseSms('auth', Date.now() - 1);
    await explainWaiting(core);
    await dispatchDue(core, producer);
    expect(await drain()).toEqual(['sent']);
    expect((await readRows(core.dataSource, texts)).filter(({ reason }) => reason !== null)).toEqual([]);
    expect((await dispatchDue(core, producer)).handedOver).toBe(9);
    expect(await drain()).toEqual(Array(9).fill('sent'));
  });

  it('refused keys fail one message; the rest wait and use up no try', async () => {
    core.fake.script(({ channel }) =>
      channel === 'sms' ? { status: 401, body: { code: 20003, status: 401 } } : undefined,
    );
    const texts = await plant(core.dataSource, 20, SMS);
    const results = await Promise.all(texts.map((job) => core.delivery.deliver(job)));
    expect(results.filter((result) => result === 'failed')).toHaveLength(1);
    expect(results.filter((result) => result === 'released')).toHaveLength(19);
    const rows = await readRows(core.dataSource, texts);
    expect(rows.filter(({ state, reason }) => state === 'failed' && reason === 'provider_auth')).toHaveLength(1);
    expect(rows.filter(({ state, attempts }) => state === 'pending' && attempts === 0)).toHaveLength(19);
    await sweep(core);
    await dispatchDue(core, producer);
    expect(await handed(texts)).toBe(0);
    await redis.flushdb();
  });
});
