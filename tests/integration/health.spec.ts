import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { beatScheduler, checkHealth, metrics, readScheduler, type HealthReport } from '@booking/notifications-core';
import { SCHEDULER_KEY } from '@booking/notifications-core/testing';
import { Redis } from 'ioredis';
import { plant, until } from '../support/core.js';
import { testRedisUrl } from '../support/database.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { useCore } from '../support/use-core.js';

let link: TcpProxy;
beforeAll(async () => {
  link = await startTcpProxy(testRedisUrl());
});
const core = useCore({ environment: () => ({ REDIS_URL: link.url }) });
let redis: Redis;

beforeAll(() => {
  redis = new Redis(testRedisUrl());
});

beforeEach(async () => {
  await redis.flushdb();
  await core.sql('UPDATE template SET is_active = true, version = version + 1, updated_at = clock_timestamp()');
  await core.templates.refresh();
  await beatScheduler(redis, {});
  await until(
    () => core.gate.openChannels(),
    (channels) => channels.length === 2,
  );
});

afterAll(async () => {
  redis.disconnect();
  await link.cut();
});

type GaugeName = 'backlog' | 'oldestDue' | 'unsettled' | 'queueJobs' | 'healthProblems';

/** The value of a gauge of this process, by its labels. */
async function gauge(name: GaugeName, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> {
  const { values } = await metrics[name].get();
  return values.find((value) =>
    Object.entries(labels).every(([label, wanted]) => (value.labels as Record<string, unknown>)[label] === wanted),
  )?.value;
}

const backlogOf = ({ backlog }: HealthReport, lane: string, channel: string) =>
  backlog?.find((entry) => entry.lane === lane && entry.channel === channel);

describe('the health check', () => {
  it('finds nothing wrong when all parts answer, and says how fast', async () => {
    const report = await checkHealth(core);
    expect(report).toMatchObject({ healthy: true, problems: [], in_doubt: 0, lost_claims: 0, missing_templates: [] });
    for (const { up, ms } of [report.postgres, report.redis]) {
      expect(up).toBe(true);
      expect(ms).toBeLessThan(2_000);
    }
    expect(report.channels).toEqual({
      email: { provider: 'live', paused: null },
      sms: { provider: 'live', paused: null },
    });
    expect(await gauge('healthProblems')).toBe(0);
  });

  it('shows what is due for each class and channel, the age of the oldest, and calls it late', async () => {
    await plant(core.dataSource, 3, { lane: 'reminder', dueInMs: -300_000 });
    await plant(core.dataSource, 2, { lane: 'bulk', dueInMs: -7_200_000, notification_type: 'sms' });
    await plant(core.dataSource, 4, { lane: 'urgent', dueInMs: 60_000 });
    const report = await checkHealth(core);
    expect(backlogOf(report, 'urgent', 'email')).toEqual({
      lane: 'urgent',
      channel: 'email',
      due: 0,
      oldest_seconds: 0,
    });
    expect(backlogOf(report, 'bulk', 'sms')).toMatchObject({ due: 2 });
    const late = backlogOf(report, 'reminder', 'email');
    expect(late?.due).toBe(3);
    expect(late?.oldest_seconds).toBeGreaterThanOrEqual(300);
    expect(report.problems).toEqual([
      expect.stringMatching(/^3 reminder notifications by email are late: the oldest by 30\d s$/),
    ]);
    expect(await gauge('backlog', { lane: 'reminder', channel: 'email' })).toBe(3);
    expect(await gauge('oldestDue', { lane: 'bulk', channel: 'sms' })).toBeGreaterThan(7_000);
  });

  it('counts doubts, and tells of claims that nobody sweeps up', async () => {
    await plant(core.dataSource, 2, { state: 'in_doubt', doubts: 1 });
    await plant(core.dataSource, 1, { state: 'sending', lease_until: '2020-01-01T00:00:00Z' });
    const report = await checkHealth(core);
    expect(report).toMatchObject({ healthy: false, in_doubt: 2, lost_claims: 1 });
    expect(report.problems).toEqual([expect.stringContaining('1 claims of lost workers')]);
    expect(await gauge('unsettled', { state: 'in_doubt' })).toBe(2);
  });

  it('counts the jobs of every queue', async () => {
    await redis.rpush('{notifications}:urgent_notifications:wait', 'a', 'b');
    await redis.rpush('{notifications}:notifications:paused', 'c');
    await redis.zadd('{notifications}:maintenance:failed', 1, 'd');
    await redis.rpush('{notifications}:maintenance:active', 'e', 'f', 'g');
    await redis.zadd('{notifications}:notifications:delayed', 1, 'h');
    const { queues } = await checkHealth(core);
    const none = { waiting: 0, active: 0, delayed: 0, completed: 0, failed: 0 };
    expect(queues).toEqual({
      urgent_notifications: { ...none, waiting: 2 },
      notifications: { ...none, waiting: 1, delayed: 1 },
      maintenance: { ...none, active: 3, failed: 1 },
    });
    expect(await gauge('queueJobs', { queue: 'urgent_notifications', state: 'waiting' })).toBe(2);
  });

  it('names templates that are not there, a channel that is paused, and a scheduler that does not run', async () => {
    await core.dataSource.query(
      `UPDATE template SET is_active = false, version = version + 1, updated_at = clock_timestamp()
       WHERE name = 'appointment_reminder' AND template_type = 'sms'`,
    );
    await core.templates.refresh();
    await redis.del(SCHEDULER_KEY);
    await (await core.open()).gate.refuse('email');
    await until(
      () => core.gate.pausedFor('email'),
      (cause) => cause === 'auth',
    );
    const report = await checkHealth(core);
    expect(report.healthy).toBe(false);
    expect(report.problems).toEqual([
      expect.stringContaining('no scheduler runs'),
      expect.stringContaining('email is paused'),
      expect.stringContaining('no active template: appointment_reminder (sms)'),
    ]);
  });

  it('tells of a provider that slows its channel down for long, and of what is late meanwhile', async () => {
    await plant(core.dataSource, 2, { dueInMs: -600_000 });
    const slow = async (ms: number): Promise<readonly string[]> => {
      await core.gate.slow('email', ms);
      expect(core.gate.pausedFor('email')).toBe('rate');
      return (await checkHealth(core)).problems;
    };
    const late = expect.stringMatching(/^2 urgent notifications by email are late/);
    try {
      expect(await slow(30_000)).toEqual([late]);
      const named = expect.stringMatching(/^email is slowed down by its provider for (3600|3599) s$/);
      expect(await slow(3_600_000)).toEqual([named, late]);
    } finally {
      await redis.flushdb();
      await until(
        () => core.gate.openChannels(),
        (channels) => channels.length === 2,
      );
    }
  });

  it('tells of a channel without a provider, whose backlog is no surprise', async () => {
    const poor = await core.open({
      NODE_ENV: 'production',
      JWT_SECRET: 'x'.repeat(32),
      JWT_ISSUER: 'i',
      JWT_AUDIENCE: 'a',
      SENDGRID_API_KEY: '',
      TWILIO_ACCOUNT_SID: '',
      TWILIO_AUTH_TOKEN: '',
    });
    await plant(poor.dataSource, 1, { dueInMs: -600_000 });
    expect((await checkHealth(poor)).problems).toEqual([
      expect.stringContaining('email has no provider'),
      expect.stringContaining('sms has no provider'),
    ]);
  });

  it('tells of a Redis and of a Postgres that do not answer, within seconds, and still of the other', async () => {
    await link.cut();
    const started = performance.now();
    const report = await checkHealth(core);
    expect(performance.now() - started).toBeLessThan(4_000);
    expect(report).toMatchObject({
      healthy: false,
      redis: { up: false, ms: null },
      queues: null,
      postgres: { up: true },
    });
    expect(report.problems).toEqual(['Redis does not answer, or takes no writes: check REDIS_URL and its memory']);
    expect(await gauge('queueJobs')).toBeUndefined();
    await link.mend();

    const lost = await core.open({
      DATABASE_URL: 'postgres://nobody@127.0.0.1:9/nothing',
      REDIS_URL: testRedisUrl(),
    });
    expect((await checkHealth(lost)).problems).toEqual([
      'Postgres does not answer, is a standby, or was not migrated: check DATABASE_URL',
      'the templates are not loaded yet',
    ]);
  });
});

describe('the sign of life of the scheduler', () => {
  it('is there for half a minute, with the latest tick that any pod told of', async () => {
    const [early, late] = ['2026-11-22T10:00:00.000Z', '2026-11-22T10:05:00.000Z'];
    await beatScheduler(redis, { cleanup: early, 'send-reminders': late }, new Date(early));
    await beatScheduler(redis, { 'send-reminders': early, 'process-queue': early }, new Date(late));
    expect(await readScheduler(redis)).toEqual({
      beat_at: late,
      ticks: { 'process-queue': early, 'send-reminders': late, cleanup: early },
    });
    const left = await redis.pttl(SCHEDULER_KEY);
    expect(left).toBeGreaterThan(25_000);
    expect(left).toBeLessThanOrEqual(30_000);
  });

  it('is nothing when there is none, or something that is not ours', async () => {
    await redis.del(SCHEDULER_KEY);
    expect(await readScheduler(redis)).toBeNull();
    for (const strange of ['x', '1', 'null', '[]', '{"beat_at":5}']) {
      await redis.set(SCHEDULER_KEY, strange);
      expect(await readScheduler(redis)).toBeNull();
    }
  });
});
