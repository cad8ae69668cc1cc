import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.js';

/** The newest messages that were captured instead of sent. */
export const capturedMessages = (limit: number) =>
  queryOptions({
    queryKey: ['messages', 'captured', limit],
    queryFn: () => body(api.GET('/api/v2/sandbox/messages', { params: { query: { limit } } })),
  });

export const clearInbox = () => body(api.DELETE('/api/v2/sandbox/messages'));
