import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.js';
import { readAnalytics } from '../../parts/analytics.js';
import type { Channel } from '../../parts/words.js';

/** Today and yesterday of one channel, hour by hour. */
export const hoursOf = (channel: Channel, timezone: string) =>
  queryOptions({
    queryKey: ['analytics', 'hours', channel, timezone],
    queryFn: () => readAnalytics({ days: 2, bucket: 'hour', channel, timezone }),
  });

export const week = (timezone: string) =>
  queryOptions({
    queryKey: ['analytics', 'week', timezone],
    queryFn: () => readAnalytics({ days: 7, timezone }),
  });

/** The longest that the API counts. What waits longer is a booking far ahead. */
const WAITING_DAYS = 90;

/** How many messages wait. */
export const waiting = queryOptions({
  queryKey: ['notifications', 'waiting'],
  queryFn: () => body(api.GET('/api/v2/notifications/stats', { params: { query: { days: WAITING_DAYS } } })),
});
