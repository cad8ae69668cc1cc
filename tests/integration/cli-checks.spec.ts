import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@booking/local-stack';
import { PING_JOB, QUEUE_PREFIX, QUEUES, type QueueName } from '@booking/notifications-core';
import Queue, { type Job } from 'bull';
import { until } from '../support/core.js';
import { createTestDatabase, testRedisUrl, type TestDatabase } from '../support/database.js';
import { runCommand } from '../support/processes.js';

/** What `notify -- test` finds of the queues, with consumers of the tests' own in place of a worker. */
let database: TestDatabase;
let dataDir: string;
let queues: Record<QueueName, Queue.Queue>;

beforeAll(async () => {
  database = await createTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'cli-checks-'));
});
afterAll(async () => {
  rmSync(dataDir, { recursive: true, force: true });
  await database.drop();
});

beforeEach(async () => {
  queues = Object.fromEntries(
    QUEUES.map((name) => [name, new Queue(name, testRedisUrl(), { prefix: QUEUE_PREFIX })]),
  ) as Record<QueueName, Queue.Queue>;
  await Promise.all(Object.values(queues).map((queue) => queue.isReady()));
});
afterEach(async () => {
  for (const queue of Object.values(queues)) await queue.obliterate({ force: true });
  await Promise.all(Object.values(queues).map((queue) => queue.close(true)));
});

/** As a worker does: one job at a time, whatever its name. */
function consume(name: QueueName, handler: (job: Job) => Promise<unknown>): void {
  void queues[name].process('*', 1, handler);
}

interface Found {
  readonly code: number | null;
  /** By queue: what was found, in words. */
  readonly queues: Readonly<Record<QueueName, string>>;
  readonly steps: readonly string[];
}

async function notifyTest(over: Readonly<Record<string, string>> = {}): Promise<Found> {
  const { code, out } = await runCommand('test --json', {
    NODE_ENV: 'test',
    NOTIFICATIONS_DATA_DIR: dataDir,
    HOST: '127.0.0.1',
    // Nobody listens there: this is about the queues.
    API_PORT: String(await freePort()),
    DATABASE_URL: database.url,
    REDIS_URL: testRedisUrl(),
    ...over,
  });
  const { steps } = JSON.parse(out) as { steps: { name: string; result: string; detail: string }[] };
  const found = new Map(steps.map(({ name, result, detail }) => [name, `${result}: ${detail}`]));
  return {
    code,
    queues: Object.fromEntries(QUEUES.map((name) => [name, found.get(`queue ${name}`)])) as Found['queues'],
    steps: steps.map(({ name, result }) => `${name} ${result}`),
  };
}

/** Queue and name of the jobs that Redis still holds. */
async function jobsLeft(): Promise<string[]> {
  const jobs: (Job | null)[][] = await Promise.all(
    Object.values(queues).map((queue) =>
      queue.getJobs(['waiting', 'paused', 'active', 'delayed', 'completed', 'failed']),
    ),
  );
  // One that ends between two questions is not there any more.
  return jobs.flat().flatMap((job) => (job === null ? [] : [`${job.queue.name} ${job.name}`]));
}

describe('a job through every queue', () => {
  it('is there and back when a worker answers, and leaves nothing in Redis', async () => {
    const seen: string[] = [];
    for (const name of QUEUES)
      consume(name, (job) => {
        seen.push(`${name} ${job.name} ${JSON.stringify(job.data)}`);
        return Promise.resolve({ pong: true });
      });
    const found = await notifyTest();
    expect(found.queues).toEqual({
      urgent_notifications: 'passed: there and back',
      notifications: 'passed: there and back',
      maintenance: 'passed: there and back',
    });
    expect(seen.sort()).toEqual([
      'maintenance health-check {}',
      `notifications ${PING_JOB} {}`,
      `urgent_notifications ${PING_JOB} {}`,
    ]);
    expect(await jobsLeft()).toEqual([]);
  });

  it('tells what the health check of the worker wants attention for', async () => {
    for (const name of QUEUES) consume(name, () => Promise.resolve({ problems: ['5 are late', 'no API'] }));
    expect((await notifyTest()).queues.maintenance).toBe('passed: there and back; attention: 5 are late; no API');
    expect(await jobsLeft()).toEqual([]);
  });

  it('overtakes those that wait', async () => {
    await queues.notifications.add('first', {});
    await queues.notifications.add('waits', {});
    const seen: string[] = [];
    for (const name of QUEUES)
      consume(name, async (job) => {
        if (name === 'notifications') seen.push(job.name);
        // The worker is busy until the job of the command stands in line too.
        const standing = (): Promise<number> => queues.notifications.getWaitingCount();
        if (job.name === 'first') await until(standing, (count) => count === 2);
      });
    expect((await notifyTest()).queues.notifications).toBe('passed: there and back');
    expect(seen.slice(0, 2)).toEqual(['first', PING_JOB]);
  });

  it('fails with the reason of a worker that refuses it, and leaves nothing in Redis', async () => {
    for (const name of QUEUES) consume(name, () => Promise.reject(new Error('set aside: its name is unknown')));
    const found = await notifyTest();
    const refused = 'failed: the worker refused the job (set aside: its name is unknown): is it of this version?';
    expect(found.queues).toEqual({
      urgent_notifications: refused,
      notifications: refused,
      maintenance: refused,
    });
    expect(found.code).toBe(1);
    expect(await jobsLeft()).toEqual([]);
  });
});

describe('a job that is not back in time', () => {
  it('is told apart by what keeps it: no worker, a busy worker, a queue that is paused', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    consume('notifications', () => released);
    const busy = await queues.notifications.add('long', {}, { removeOnComplete: true });
    await until(
      () => busy.isActive(),
      (active) => active,
    );
    await queues.maintenance.pause();

    expect((await notifyTest()).queues).toEqual({
      urgent_notifications: 'failed: not back within 6 s: no worker takes it: npm run notify -- status',
      notifications:
        'failed: not back within 6 s: no worker runs, or all are busy with 1 other jobs: npm run notify -- status',
      maintenance: 'failed: not back within 6 s: the queue is paused: somebody has to resume it',
    });
    // Only the job of somebody else is left.
    expect(await jobsLeft()).toEqual(['notifications long']);
    release();
    await until(jobsLeft, (jobs) => jobs.length === 0);
  });

  it('stays with a worker that took it and is frozen, which ends it when it wakes', async () => {
    let wake: () => void = () => undefined;
    const awake = new Promise<void>((resolve) => (wake = resolve));
    for (const name of QUEUES) consume(name, () => (name === 'notifications' ? awake : Promise.resolve()));
    expect((await notifyTest()).queues.notifications).toBe(
      'failed: not back within 6 s: a worker took it and does not answer: is it frozen? npm run notify -- status',
    );
    expect(await jobsLeft()).toEqual([`notifications ${PING_JOB}`]);
    wake();
    await until(jobsLeft, (jobs) => jobs.length === 0);
  });
});

describe('a Redis that cannot be used', () => {
  it('is told for every queue when nobody listens there, and what is checked without it goes on', async () => {
    const port = await freePort();
    const found = await notifyTest({ REDIS_URL: `redis://user:secret@127.0.0.1:${port}/0` });
    const away = `failed: Redis at 127.0.0.1:${port}/0: nobody listens there (ECONNREFUSED). Check it, or REDIS_URL.`;
    expect(found.queues).toEqual({ urgent_notifications: away, notifications: away, maintenance: away });
    expect(found.steps).toEqual([
      'postgres passed',
      ...QUEUES.map((name) => `queue ${name} failed`),
      'email failed',
      'sms failed',
    ]);
  });

  it('is told when none runs here', async () => {
    const found = await notifyTest({ REDIS_URL: '' });
    const none = 'failed: no Redis runs here, and REDIS_URL is not set: npm run notify -- start';
    expect(found.queues).toEqual({ urgent_notifications: none, notifications: none, maintenance: none });
  });
});
