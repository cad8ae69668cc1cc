import { afterEach, expect, it } from '@jest/globals';
import { appointment, event } from '../support/bookings.js';
import { useWorld } from '../support/use-world.js';
import { until } from '../support/world.js';

const world = useWorld({ workers: 0, environment: { WORKER_CONCURRENCY: '8' } });
afterEach(async () => {
  world.answerAll('sms', 'normal');
  // An orderly stop would wait for the calls that hang.
  await Promise.all(world.workers.map((worker) => worker.kill9()));
});

const BOOKINGS = 60;

/** Books; gives the ids of the SMS that leave at once. */
async function book(): Promise<string[]> {
  const answers = await Promise.all(
    Array.from({ length: BOOKINGS }, () => world.tell(event('booking.created', appointment()))),
  );
  return answers.flatMap(({ notifications }) =>
    notifications
      .slice(0, 2)
      .filter(({ notification_type }) => notification_type === 'sms')
      .map(({ id }) => id),
  );
}

const taken = (channel: 'email' | 'sms', from = 0): number =>
  world.provider.accepted.slice(from).filter((message) => message.channel === channel).length;

/** How many calls for these messages ended without an answer. */
async function unanswered(ids: readonly string[]): Promise<number> {
  const { rows } = await world.sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM delivery_attempt WHERE outcome = 'in_doubt' AND notification_id = ANY ($1)`,
    [ids],
  );
  return rows[0]!.n;
}

it('when SMS get no answer, few are left in doubt: the others wait until one gets through', async () => {
  await world.startWorker({ PROVIDER_TIMEOUT_MS: '1500', CLAIM_LEASE_SECONDS: '10', IN_DOUBT_WAIT_SECONDS: '600' });
  world.answerAll('sms', 'accept then never answer');
  const texts = await book();
  await until(
    'several are in doubt',
    () => unanswered(texts),
    (n) => n >= 5,
  );
  world.answerAll('sms', 'normal');
  const open = await until(
    'the others are sent',
    async () => {
      const { rows } = await world.sql.query<{ state: string; n: number }>(
        'SELECT state, count(*)::int AS n FROM notification WHERE id = ANY ($1) GROUP BY state',
        [texts],
      );
      return Object.fromEntries(rows.map(({ state, n }) => [state, n]));
    },
    (states) => !('pending' in states) && !('sending' in states),
    60_000,
  );
  // Two rounds at most had begun when the first one ended. Some may be settled by now: the provider lists them.
  expect(await unanswered(texts)).toBeLessThanOrEqual(16);
  expect((open['sent'] ?? 0) + (open['in_doubt'] ?? 0)).toBe(BOOKINGS);
  expect(taken('sms')).toBe(BOOKINGS);
}, 120_000);

it('while every SMS hangs, all emails are out before the first SMS is given up', async () => {
  const from = world.provider.accepted.length;
  await world.startWorker({ PROVIDER_TIMEOUT_MS: '40000' });
  world.answerAll('sms', 'accept then never answer');
  const texts = await book();
  await until(
    'all emails are out',
    () => taken('email', from),
    (n) => n === BOOKINGS,
    35_000,
  );
  expect(await unanswered(texts)).toBe(0);
  // No more than a worker sends at a time: the others are not claimed, so no lease of theirs can run out.
  expect(taken('sms', from)).toBeLessThanOrEqual(8);
}, 90_000);
