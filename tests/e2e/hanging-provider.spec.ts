import { afterEach, expect, it } from '@jest/globals';
import { appointment, event } from '../support/bookings.js';
import { useWorld } from '../support/use-world.js';
import { until } from '../support/world.js';

const world = useWorld({ workers: 0, environment: { WORKER_CONCURRENCY: '8' } });
afterEach(async () => {
  world.answerAll('sms', 'normal');
  await Promise.all(world.workers.map((worker) => worker.stop()));
});

const BOOKINGS = 60;
const book = () =>
  Promise.all(Array.from({ length: BOOKINGS }, () => world.tell(event('booking.created', appointment()))));
const taken = (channel: 'email' | 'sms', from = 0): number =>
  world.provider.accepted.slice(from).filter((message) => message.channel === channel).length;

/** How calls ended, by their outcome, of messages by SMS. */
async function attemptsBySms(): Promise<string[]> {
  const { rows } = await world.sql.query<{ outcome: string }>(
    `SELECT a.outcome FROM delivery_attempt a JOIN notification n ON n.id = a.notification_id
     WHERE n.notification_type = 'sms'`,
  );
  return rows.map(({ outcome }) => outcome);
}

it('while every SMS hangs, all emails are out before the first SMS is given up', async () => {
  await world.startWorker({ PROVIDER_TIMEOUT_MS: '40000' });
  world.answerAll('sms', 'accept then never answer');
  await book();
  await until(
    'all emails are out',
    () => taken('email'),
    (n) => n === BOOKINGS,
    35_000,
  );
  expect(await attemptsBySms()).toEqual([]);
  // No more than a worker sends at a time: the others are not claimed, so no lease of theirs can run out.
  expect(taken('sms')).toBe(8);
}, 90_000);

it('when SMS get no answer, few are left in doubt: the others wait until one gets through', async () => {
  const from = world.provider.accepted.length;
  await world.startWorker({ PROVIDER_TIMEOUT_MS: '1500', CLAIM_LEASE_SECONDS: '10', IN_DOUBT_WAIT_SECONDS: '600' });
  world.answerAll('sms', 'accept then never answer');
  const answers = await book();
  const isSms = ({ notification_type }: { notification_type: string }): boolean => notification_type === 'sms';
  const texts = answers.flatMap(({ notifications }) =>
    notifications
      .slice(0, 2)
      .filter(isSms)
      .map(({ id }) => id),
  );
  await until(
    'several are in doubt',
    async () => (await attemptsBySms()).length,
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
  // Two rounds at most had begun when the first one ended.
  expect(open['in_doubt']).toBeLessThanOrEqual(16);
  expect(open['sent']).toBe(BOOKINGS - open['in_doubt']!);
  expect(taken('sms', from)).toBe(BOOKINGS);
}, 120_000);
