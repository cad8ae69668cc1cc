import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { HealthReport, QueueName, SchedulerBeat } from '@booking/notifications-core';
import type { JobOptions } from 'bull';
import { Redis } from 'ioredis';
import { appointment, event } from '../support/bookings.js';
import { minuteIn } from '../support/clock-ahead.js';
import { useWorld } from '../support/use-world.js';
import { startWorld, until, type World } from '../support/world.js';

const PREFIX = '{notifications}';
/** A tick comes at the full minute, and a moment is needed for its work. */
const NEXT_TICK_MS = 75_000;
/** Enough for workers to start. */
const FIRST_TICK_MS = 12_000;

const logDir = mkdtempSync(join(tmpdir(), 'booking-logs-'));
const world = useWorld({ workers: 0, ownRedis: true, environment: { LOG_DIR: logDir } });
let client: Redis;

beforeAll(() => {
  client = new Redis(world.redisUrl);
  client.on('error', () => undefined);
});

afterAll(() => {
  client.disconnect();
  rmSync(logDir, { recursive: true, force: true });
});

/** Adds a job as an operator would, and waits for its result. */
async function byHand(queue: QueueName, name: string, options: JobOptions = {}): Promise<unknown> {
  const job = await world.queue(queue).add(name, {}, options);
  return job.finished() as Promise<unknown>;
}

interface LogLine {
  readonly level: string;
  readonly message: string;
  readonly service: string;
  readonly job?: string;
  readonly job_id?: string;
}

/** What the workers of the world wrote, line by line. */
const written = (): LogLine[] =>
  world.workers.flatMap((worker) =>
    worker
      .logs()
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as LogLine),
  );

describe('while Postgres is away', () => {
  it('the health check says so, and a job that needs it fails and is gone', async () => {
    const worker = await world.startWorker(
      { DATABASE_URL: 'postgres://nobody@127.0.0.1:9/nothing' },
      { healthy: false },
    );
    const report = (await byHand('maintenance', 'health-check')) as HealthReport;
    expect(report).toMatchObject({ healthy: false, postgres: { up: false }, redis: { up: true }, backlog: null });
    for (const job of ['process-queue', 'send-reminders', 'cleanup'])
      await expect(byHand('maintenance', job)).rejects.toThrow('failed: ');
    expect(await worker.stop()).toBe(0);
    await Promise.all([world.startWorker(), world.startWorker()]);
  });
});

describe('a job that an operator adds', () => {
  it('every maintenance job is done, whatever its id, and its findings are the result', async () => {
    expect(await byHand('maintenance', 'process-queue', { jobId: 'please' })).toMatchObject({ handed_over: 0 });
    expect(await byHand('maintenance', 'cleanup')).toMatchObject({ notifications: 0, jobs: 0 });
    const report = (await byHand('maintenance', 'health-check')) as HealthReport;
    expect(report).toMatchObject({ healthy: true, problems: [] });
  });

  it('process-queue compacts the statistics', async () => {
    const { notifications } = await world.tell(event('booking.created', appointment()));
    await world.settled(notifications.slice(0, 2).map(({ id }) => id));
    await byHand('maintenance', 'process-queue');
    expect((await world.sql.query('SELECT FROM statistics_delta')).rows).toEqual([]);
    await world.sql.query('TRUNCATE notification, delivery_attempt, appointment CASCADE');
  });

  it('send-reminders looks at everything', async () => {
    const { notifications } = await world.tell(event('booking.created', appointment()));
    await world.settled(notifications.slice(0, 2).map(({ id }) => id));
    await world.sql.query('DELETE FROM notification WHERE hours_until IS NOT NULL');
    expect(await byHand('maintenance', 'send-reminders')).toEqual({ scope: 'all', looked: 1, planned: 4, failed: 0 });
    const { rows } = await world.sql.query(
      `SELECT FROM notification WHERE hours_until IS NOT NULL AND state = 'pending'`,
    );
    expect(rows).toHaveLength(4);
  });

  it.each(['nonsense', 'constructor', '__proto__'])('called %s is refused', async (name) => {
    await expect(byHand('maintenance', name)).rejects.toThrow('set aside');
  });

  it('a ping comes back through both notification queues', async () => {
    const pids = world.workers.map(({ pid }) => String(pid));
    for (const queue of ['urgent_notifications', 'notifications'] as const) {
      const pong = (await byHand(queue, 'ping')) as { pong: boolean; worker: string };
      expect(pong.pong).toBe(true);
      expect(pids).toContain(pong.worker.split(':')[1]);
    }
  });

  it('one tick is done of those that piled up while the queue was paused', async () => {
    const maintenance = world.queue('maintenance');
    await maintenance.pause();
    // Cleanup comes once an hour: no tick of the workers themselves comes between, but around the full hour.
    const hours = [5, 4, 3, 2, 1, 0].map((back) => {
      const hour = new Date(Math.floor(Date.now() / 3_600_000 - back) * 3_600_000);
      return { jobId: `cleanup-${hour.toISOString().slice(0, 16)}`, timestamp: hour.getTime() };
    });
    const ticks = await Promise.all(hours.map((tick) => maintenance.add('cleanup', {}, tick)));
    await maintenance.resume();
    const results = await Promise.all(ticks.map((tick) => tick.finished() as Promise<unknown>));
    expect(results.slice(0, -1)).toEqual(Array(5).fill({ overtaken: true }));
    expect(results.at(-1)).toMatchObject({ notifications: 0 });
  });
});

describe('what the scheduler tells', () => {
  it('has a log of its own, beside that of the worker', async () => {
    await byHand('maintenance', 'process-queue');
    const file = join(logDir, 'scheduler.log');
    const lines = await until(
      'the file has the line',
      () => (existsSync(file) ? readFileSync(file, 'utf8') : ''),
      (text) => text.includes('maintenance done'),
    );
    for (const line of lines.trim().split('\n')) expect(JSON.parse(line)).toMatchObject({ service: 'scheduler' });
    expect(readFileSync(join(logDir, 'worker.log'), 'utf8')).not.toContain('maintenance done');
    expect(readFileSync(join(logDir, 'api.log'), 'utf8')).toContain('booking events accepted');
  });

  it('a booking that was accepted is found by the id of any of its notifications', async () => {
    const { notifications } = await world.tell(event('booking.created', appointment()));
    const lines = world.apis[0]!.logs().split('\n');
    const about = lines.filter((line) => line.includes('accepted') && line.includes(notifications[0]!.id));
    expect(about).toHaveLength(1);
    expect(JSON.parse(about[0]!)).toMatchObject({ level: 'info', events: 1, duplicates: 0, planned: 6 });
    expect(JSON.parse(about[0]!)).toHaveProperty('request_id');
  });

  it('gives a sign of life for as long as a worker runs', async () => {
    const beat = JSON.parse((await client.get(`${PREFIX}:scheduler`)) ?? 'null') as SchedulerBeat;
    expect(Date.now() - Date.parse(beat.beat_at)).toBeLessThan(30_000);
    expect(await client.pttl(`${PREFIX}:scheduler`)).toBeGreaterThan(0);
  });
});

describe('the minute strikes', () => {
  /** A worker whose Redis is away just then. */
  let away: World;
  let slot: string;

  beforeAll(async () => {
    await Promise.all(world.workers.map((worker) => worker.stop()));
    const { environment, minute } = minuteIn(FIRST_TICK_MS);
    [away] = await Promise.all([
      startWorld({ apis: 0, ownRedis: true, environment }),
      world.startWorker(environment),
      world.startWorker(environment),
    ]);
    await away.redis.kill();
    // Workers that took longer to start tick a minute later.
    const before = minute();
    slot = await until('a minute begins', minute, (now) => now !== before, NEXT_TICK_MS);
  }, NEXT_TICK_MS + 30_000);

  afterAll(() => away.close());

  const runsOf = (jobId: string): number =>
    written().filter(
      ({ message, job_id }) => job_id === jobId && message !== 'tick' && message !== 'maintenance begins',
    ).length;

  it('two workers do each job of the slot once', async () => {
    for (const job of ['process-queue', 'health-check']) {
      const id = `${job}-${slot}`;
      await until(
        'both ticked',
        () => written().filter(({ message, job_id }) => message === 'tick' && job_id === id),
        (ticks) => ticks.length === 2,
      );
      await until(
        'the work is done',
        () => runsOf(id),
        (runs) => runs > 0,
      );
    }
    const beat = JSON.parse((await client.get(`${PREFIX}:scheduler`)) ?? 'null') as SchedulerBeat;
    expect(Object.keys(beat.ticks)).toEqual(expect.arrayContaining(['process-queue', 'health-check']));
    expect(runsOf(`process-queue-${slot}`)).toBe(1);
    expect(runsOf(`health-check-${slot}`)).toBe(1);
  });

  it('a worker whose Redis is away leaves that tick out, and goes on when Redis is back', async () => {
    // The others ticked by now; timers may be late by a little.
    await wait(1_500);
    await away.redis.start();
    const late = new Redis(away.redisUrl);
    try {
      await until(
        'the worker is back',
        () => late.get(`${PREFIX}:scheduler`),
        (beat) => beat !== null,
      );
      const asked = await away.queue('maintenance').add('process-queue', {});
      expect(await asked.finished()).toHaveProperty('handed_over');
      expect(away.workers[0]!.logs()).not.toContain(`process-queue-${slot}`);
      expect(await late.exists(`${PREFIX}:maintenance:process-queue-${slot}`)).toBe(0);
    } finally {
      late.disconnect();
    }
  });
});
