import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { AcceptedEvent } from '@booking/notifications-core';
import type { Queue } from 'bull';
import { Redis } from 'ioredis';
import { appointment, event } from '../support/bookings.js';
import { useWorld } from '../support/use-world.js';
import { until } from '../support/world.js';

// Few at a time, so that jobs wait in Redis.
const world = useWorld({
  workers: 2,
  ownRedis: true,
  environment: { WORKER_CONCURRENCY: '4', REMINDER_MIN_GAP_MINUTES: '0' },
});
let client: Redis;
beforeAll(() => {
  client = new Redis(world.redis.url);
  client.on('error', () => undefined);
});
afterAll(() => client.disconnect());

const noticesOf = (answers: readonly AcceptedEvent[]): string[] =>
  answers.flatMap(({ notifications }) => notifications.slice(0, 2).map(({ id }) => id));

function bookings(n: number) {
  return Array.from({ length: n }, () => event('booking.created', appointment()));
}

/** Books when the provider is slow; resolves when some messages are out and many wait in Redis. */
async function inTheMiddle(client: Redis): Promise<string[]> {
  world.answerAll('email', { delayMs: 300 });
  world.answerAll('sms', { delayMs: 300 });
  const before = world.provider.accepted.length;
  const answers = await Promise.all(bookings(40).map((told) => world.tell(told)));
  await until(
    'some are sent and many wait',
    async () => ({
      sent: world.provider.accepted.length - before,
      waiting: await client.llen('{notifications}:urgent_notifications:wait'),
    }),
    ({ sent, waiting }) => sent >= 8 && waiting > 10,
  );
  return noticesOf(answers);
}

async function allSentOnce(ids: readonly string[]): Promise<void> {
  world.answerAll('email', 'normal');
  world.answerAll('sms', 'normal');
  const entries = await world.settled(ids, 40_000);
  expect(new Set(entries.map(({ status }) => status))).toEqual(new Set(['sent']));
  expect(notOnce(ids)).toEqual([]);
}

/** Each notification that the providers took more or less often than once. */
const notOnce = (ids: readonly string[]): string[] =>
  ids.filter((id) => world.provider.accepted.filter(({ notificationId }) => notificationId === id).length !== 1);

describe('Redis is away', () => {
  it('bookings are taken within two seconds all the same, and their messages go out once, also when it comes back', async () => {
    await world.redis.kill();
    const answers = [];
    for (const told of bookings(10)) answers.push(await world.post(told));
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
    for (const { ms } of answers) expect(ms).toBeLessThan(2_000);
    const ids = noticesOf(answers.map(({ body }) => body));

    await world.redis.start();
    await allSentOnce(ids);
  });

  it('every message goes out once when Redis comes back empty in the middle of the work', async () => {
    const ids = await inTheMiddle(client);
    await world.redis.kill();
    await world.redis.start();
    await allSentOnce(ids);
  }, 60_000);
});

describe('somebody empties Redis', () => {
  it('every message goes out once, whether it waits, is delayed or under way', async () => {
    const inEightSeconds = new Date(Date.now() + 2 * 3_600_000 + 8_000).toISOString();
    const reminded = await world.tell(event('booking.created', appointment({ starts_at: inEightSeconds })));
    expect(reminded.notifications).toHaveLength(4);
    const ids = await inTheMiddle(client);
    expect(await client.zcard('{notifications}:notifications:delayed')).toBe(2);
    await client.flushall();
    await allSentOnce([...ids, ...reminded.notifications.map(({ id }) => id)]);
  }, 60_000);
});

describe('strange jobs in the queues', () => {
  let urgent: Queue;
  let reminders: Queue;
  beforeAll(() => {
    urgent = world.queue('urgent_notifications');
    reminders = world.queue('notifications');
  });

  /** Until the workers have looked at everything. */
  const worked = (queue: Queue) =>
    until(
      'the queue is empty',
      async () => {
        const { waiting, active, delayed } = await queue.getJobCounts();
        return waiting + active + delayed;
      },
      (left) => left === 0,
    );

  afterEach(async () => {
    // Whatever was in the queues: the next booking is served as ever.
    const [email] = noticesOf([await world.tell(event('booking.created', appointment()))]);
    expect(await world.settled([email!])).toMatchObject([{ status: 'sent', attempts: 1 }]);
    expect(notOnce([email!])).toEqual([]);
  });

  it('copies of jobs that were done, and jobs for reminders that are years away, send nothing', async () => {
    const { notifications } = await world.tell(event('booking.created', appointment()));
    const ids = notifications.map(({ id }) => id);
    await world.settled(ids.slice(0, 2));
    const before = world.provider.requests;
    for (const queue of [urgent, reminders])
      await queue.addBulk(
        ids.flatMap((id) => [0, 1, 2, 3].map((generation) => ({ name: 'deliver', data: { id, generation } }))),
      );
    await Promise.all([worked(urgent), worked(reminders)]);

    expect(world.provider.requests).toBe(before);
    for (const id of ids.slice(0, 2)) expect(await world.detail(id)).toMatchObject({ status: 'sent', attempts: 1 });
    for (const id of ids.slice(2)) expect(await world.detail(id)).toMatchObject({ status: 'pending', attempts: 0 });
  });

  it('a hundred copies of a job that is due send one message', async () => {
    const [id] = noticesOf([await world.tell(event('booking.created', appointment()))]);
    await urgent.addBulk(Array.from({ length: 100 }, () => ({ name: 'deliver', data: { id, generation: 1 } })));
    await worked(urgent);
    expect(await world.settled([id!])).toMatchObject([{ status: 'sent', attempts: 1 }]);
    expect(notOnce([id!])).toEqual([]);
  });

  it('ghosts claim nothing, and what is no job of ours is set aside', async () => {
    const before = world.provider.requests;
    await urgent.add('deliver', { id: '01900000-0000-7000-8000-000000000000', generation: 1 });
    const forged = await Promise.all([
      urgent.add('deliver', { id: "'; DROP TABLE notification; --", generation: 1 }),
      urgent.add('deliver', { id: '01900000-0000-7000-8000-000000000000', generation: 1e99 }),
      urgent.add('deliver', { id: ['01900000-0000-7000-8000-000000000000'], generation: 1 }),
      urgent.add('deliver', null),
      urgent.add('constructor', {}),
      urgent.add('__proto__', {}),
      reminders.add('send-everything', { to: 'everybody' }),
    ]);
    await Promise.all([worked(urgent), worked(reminders)]);

    expect(world.provider.requests).toBe(before);
    for (const job of forged)
      await until(
        'it is among the failed ones',
        () => job.getState(),
        (state) => state === 'failed',
      );
    const { rows } = await world.sql.query('SELECT count(*)::int AS n FROM notification WHERE state = $1', ['sending']);
    expect(rows).toEqual([{ n: 0 }]);
  });
});
