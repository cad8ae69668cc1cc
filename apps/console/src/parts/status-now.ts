import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../api/client.js';

/** How often it is looked at, for what nobody tells the page: a part that stopped, for example. */
const AGAIN_MS = 15_000;

/** How each part, channel and queue is. */
export const statusNow = queryOptions({
  queryKey: ['status'],
  queryFn: () => body(api.GET('/api/v2/status')),
  refetchInterval: AGAIN_MS,
});
