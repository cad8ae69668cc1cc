import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { until } from '../../support/world.js';
import { PATIENCE, type FaultWorld } from '../fault-world.js';
import type { Row } from '../row.js';

const ROUNDS = { full: 3, short: 1 } as const;
const BOOKINGS = 40;
const TWO_HOURS_MS = 2 * 3_600_000;

interface Loss {
  readonly how: 'FLUSHALL' | 'restarted empty';
  readonly afterMs: number;
  /** When reminders are due that wait in Redis as delayed jobs. */
  readonly reminderInMs: number;
}

async function empty(it: FaultWorld, redis: Redis, how: Loss['how']): Promise<void> {
  if (how === 'FLUSHALL') {
    await redis.flushall();
    return;
  }
  await it.world.redis.kill();
  await it.world.redis.start();
}

export const redisEmptied: Row = {
  number: 5,
  title: 'Redis emptied with work in it',
  expected: 'I1, no extra accepts',
  allowed: { twice: 0, recoveryMs: 120_000 },
  run: async ({ random, size, world, drawn, note, expect }) => {
    const losses = Array.from({ length: ROUNDS[size] }, (): Loss => {
      const how = random.pick(['FLUSHALL', 'restarted empty'] as const);
      return { how, afterMs: random.between(0, 800), reminderInMs: random.between(6_000, 9_000) };
    });
    losses.forEach(({ how, afterMs }) => drawn(`${how} after ${afterMs} ms`));
    const it = await world({
      ownRedis: true,
      environment: {
        ...PATIENCE,
        WORKER_CONCURRENCY: '4',
        APPOINTMENT_REMINDER_HOURS: '[2]',
        REMINDER_MIN_GAP_MINUTES: '0',
      },
      decide: () => ({ delayMs: 300 }),
    });
    const redis = new Redis(it.world.redisUrl);
    redis.on('error', () => undefined);
    try {
      for (const loss of losses) {
        const startsAt = new Date(Date.now() + TWO_HOURS_MS + loss.reminderInMs).toISOString();
        const booking = it.platform.book(BOOKINGS, { over: { starts_at: startsAt } });
        const seen = await until(
          'jobs wait, are delayed and under way',
          async () => ({
            waiting: await redis.llen('{notifications}:urgent_notifications:wait'),
            active: await redis.llen('{notifications}:urgent_notifications:active'),
            delayed: await redis.zcard('{notifications}:notifications:delayed'),
          }),
          ({ waiting, active, delayed }) => waiting > 0 && active > 0 && delayed > 0,
        ).catch(() => null);
        expect(seen !== null, 'jobs waited, were delayed and under way when Redis was emptied');
        await wait(loss.afterMs);
        await empty(it, redis, loss.how);
        it.faultOver();
        if (seen !== null) note(`${loss.how}: ${seen.waiting} waiting, ${seen.active} active, ${seen.delayed} delayed`);
        await booking;
      }
      await it.everythingEnds(150_000);
    } finally {
      redis.disconnect();
    }
  },
};
