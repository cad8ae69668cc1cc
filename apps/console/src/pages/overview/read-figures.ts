import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.js';
import type { components, paths } from '../../api/schema.js';
import type { Channel } from '../../parts/words.js';

type Query = NonNullable<paths['/api/v2/analytics']['get']['parameters']['query']>;

async function readFigures(query: Query): Promise<components['schemas']['AnalyticsAnswer']> {
  const answer = await body(api.GET('/api/v2/analytics', { params: { query } }));
  if (typeof answer === 'string') throw new TypeError('CSV comes only where it is asked for');
  return answer;
}

/** Today and yesterday of one channel, hour by hour. */
export const hoursOf = (channel: Channel, timezone: string) =>
  queryOptions({
    queryKey: ['analytics', 'hours', channel, timezone],
    queryFn: () => readFigures({ days: 2, bucket: 'hour', channel, timezone }),
  });

export const week = (timezone: string) =>
  queryOptions({
    queryKey: ['analytics', 'week', timezone],
    queryFn: () => readFigures({ days: 7, timezone }),
  });

/** The longest that the API counts. What waits longer is a booking far ahead. */
const WAITING_DAYS = 90;

/** How many messages wait. */
export const waiting = queryOptions({
  queryKey: ['notifications', 'waiting'],
  queryFn: () => body(api.GET('/api/v2/notifications/stats', { params: { query: { days: WAITING_DAYS } } })),
});
