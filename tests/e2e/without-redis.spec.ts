import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { appointment, event } from '../support/bookings.js';
import { useWorld } from '../support/use-world.js';
import { until } from '../support/world.js';

/** Few at a time, so that it shows when more are under way. */
const CONCURRENCY = 4;
const world = useWorld({ workers: 2, ownRedis: true, environment: { WORKER_CONCURRENCY: String(CONCURRENCY) } });

const book = async (): Promise<string[]> => {
  const { notifications } = await world.tell(event('booking.created', appointment()));
  return notifications.slice(0, 2).map(({ id }) => id);
};
const times = (id: string): number =>
  world.provider.accepted.filter(({ notificationId }) => notificationId === id).length;
const logsOf = (): string => world.workers.map((worker) => worker.logs()).join('');

/** Waiting bulk messages, as many as it takes to keep the workers busy. */
const plantBulk = (n: number): Promise<unknown> =>
  world.sql.query(
    `INSERT INTO notification (id, user_id, notification_type, template_name, lane, recipient, locale, context, dedupe_key,
       scheduled_for, due_at)
     SELECT gen_random_uuid(), 'bulk-' || n, 'email', 'appointment_reminder', 'bulk', 'bulk-' || n || '@example.com', 'en',
       '{"client_name":"A","service_name":"B","appointment_date":"C","appointment_time":"D","hours_until":2}', 'bulk|' || n,
       now(), now()
     FROM generate_series(1, $1) AS n`,
    [n],
  );

describe('Redis is away', () => {
  beforeAll(async () => {
    // It may be in flight when Redis dies.
    await book();
    await world.redis.kill();
  });

  it('workers send what is due themselves, each message once', async () => {
    const ids = (await Promise.all([book(), book(), book()])).flat();
    const entries = await world.settled(ids, 40_000);
    expect(entries.map(({ status, attempts }) => [status, attempts])).toEqual(Array(6).fill(['sent', 1]));
    expect(ids.map(times)).toEqual(Array(6).fill(1));
  });

  it('a confirmation passes a bulk, and no worker sends more at a time than it may', async () => {
    world.answerAll('email', { delayMs: 300 });
    await plantBulk(60);
    const sending = async (): Promise<number> =>
      (await world.sql.query(`SELECT FROM notification WHERE state = 'sending'`)).rowCount ?? 0;
    const most: number[] = [];
    const look = async (): Promise<number> => {
      most.push(await sending());
      return most.at(-1)!;
    };
    await until('the bulk is under way', look, (n) => n > 0);
    const ids = await book();
    const left = async (): Promise<number> => {
      await look();
      const { rowCount } = await world.sql.query(`SELECT FROM notification WHERE lane = 'bulk' AND state <> 'sent'`);
      return rowCount ?? 0;
    };
    await until(
      'the confirmation is out',
      async () => {
        await look();
        return ids.map(times);
      },
      (sent) => sent.every((n) => n === 1),
    );
    expect(await left()).toBeGreaterThan(0);
    world.answerAll('email', 'normal');
    await until('the bulk is out', left, (n) => n === 0, 40_000);
    expect(Math.max(...most)).toBeLessThanOrEqual(2 * CONCURRENCY);
  });

  it('a worker that starts meanwhile sends, too', async () => {
    await Promise.all(world.workers.map((worker) => worker.stop()));
    const late = await world.startWorker({}, { healthy: false });
    const ids = await book();
    await world.settled(ids, 40_000);
    expect(ids.map(times)).toEqual([1, 1]);
    expect(late.logs()).toContain('Redis is away: what is due is sent from Postgres');
  });

  it('jobs come through it again when it is back, and nothing is sent twice', async () => {
    await world.redis.start();
    await until('a worker sees that it is back', logsOf, (logs) =>
      logs.includes('Redis is back: jobs come through it again'),
    );
    const ids = await book();
    await world.settled(ids, 30_000);
    const counts = new Map<string | null, number>();
    for (const { notificationId } of world.provider.accepted)
      counts.set(notificationId, (counts.get(notificationId) ?? 0) + 1);
    expect([...counts].filter(([, n]) => n !== 1)).toEqual([]);
  });
});

describe('Redis answers but takes no writes', () => {
  let client: Redis;
  beforeAll(() => {
    client = new Redis(world.redis.url);
  });
  afterAll(() => client.disconnect());
  const switches = (line: string): number => logsOf().split(line).length - 1;

  it.each([
    ['it is out of memory', 'CONFIG', ['SET', 'maxmemory', '1'], ['SET', 'maxmemory', '0']],
    ['it was demoted', 'REPLICAOF', ['127.0.0.1', '1'], ['NO', 'ONE']],
  ])(
    'because %s: messages go out all the same, each once, and jobs come through it again after that',
    async (_, command, begin, end) => {
      const BACK = 'Redis is back: jobs come through it again';
      const back = switches(BACK);
      await client.call(command, begin);
      try {
        const ids = (await Promise.all([book(), book()])).flat();
        await world.settled(ids, 40_000);
        expect(ids.map(times)).toEqual(Array(4).fill(1));
      } finally {
        await client.call(command, end);
      }
      await until(
        'a worker sees that it takes writes again',
        () => switches(BACK),
        (n) => n > back,
      );
      const ids = await book();
      await world.settled(ids, 30_000);
      expect(ids.map(times)).toEqual([1, 1]);
    },
    90_000,
  );
});

describe('a queue that is full of other jobs', () => {
  let client: Redis;
  beforeAll(() => {
    client = new Redis(world.redis.url);
  });
  afterAll(() => client.disconnect());

  it('reminders do not wait behind thousands of booking events of a platform', async () => {
    // Events that the workers cannot finish: they hold the queue, as a flood does.
    const lock = await world.sql.connect();
    await lock.query('BEGIN; LOCK TABLE booking_event IN ACCESS EXCLUSIVE MODE');
    try {
      const flood = Array.from({ length: 6_000 }, () => ({
        name: 'booking-event',
        data: event('booking.created', appointment()),
      }));
      await world.queue('notifications').addBulk(flood);
      const { rows } = await world.sql.query<{ id: string }>(
        `INSERT INTO notification (id, user_id, notification_type, template_name, lane, recipient, locale, context,
           dedupe_key, scheduled_for, due_at)
         SELECT gen_random_uuid(), 'late', 'email', 'appointment_reminder', 'reminder', 'late@example.com', 'en',
           '{"client_name":"A","service_name":"B","appointment_date":"C","appointment_time":"D","hours_until":2}', 'late',
           now(), now() RETURNING id`,
      );
      await until(
        'the reminder is out',
        () => times(rows[0]!.id),
        (n) => n === 1,
      );
      expect(await client.llen('{notifications}:notifications:wait')).toBeGreaterThan(5_000);
    } finally {
      await lock.query('ROLLBACK');
      lock.release();
      await world.queue('notifications').empty();
    }
  }, 60_000);
});
