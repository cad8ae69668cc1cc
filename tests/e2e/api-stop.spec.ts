import { expect, it } from '@jest/globals';
import { appointment, clientByEmail, event } from '../support/bookings.js';
import { useWorld } from '../support/use-world.js';
import { until } from '../support/world.js';

const world = useWorld({ workers: 0 });

it('an API that is told to stop while it sends waits for the provider, so that nothing is in doubt', async () => {
  // Longer than a stop took before: nine seconds.
  world.answerAll('email', { delayMs: 10_000 });
  const [api] = world.apis;
  const { requests } = world.provider;
  const { notifications } = await world.tell(event('booking.created', appointment({ client: clientByEmail() })));
  const answer = world.call('POST', '/api/v2/notifications/process-queue');
  await until(
    'the message is with the provider',
    () => world.provider.requests,
    (begun) => begun > requests,
  );

  const stopped = api?.stop();
  expect(await answer).toMatchObject({ status: 200, body: { result: { processed: 1, successful: 1, failed: 0 } } });
  expect(await stopped).toBe(0);
  const { rows } = await world.sql.query<{ state: string; doubts: number }>(
    'SELECT state, doubts FROM notification WHERE id = $1',
    [notifications[0]?.id],
  );
  expect(rows).toEqual([{ state: 'sent', doubts: 0 }]);
}, 60_000);
