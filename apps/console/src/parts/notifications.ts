import { queryOptions } from '@tanstack/react-query';
import { api, body, listPage, type ListPage } from '../api/client.js';
import type { components, paths } from '../api/schema.js';

/** A message, as lists show it. */
export type Item = components['schemas']['HistoryItem'];
/** A message with its tries and receipts. */
export type ItemDetail = components['schemas']['HistoryItemDetail'];
export type HistoryFilter = NonNullable<paths['/api/v2/notifications/history']['get']['parameters']['query']>;

/** Messages, newest first. Of everybody, unless `user_id` says whose. */
export function readHistory(filter: HistoryFilter): Promise<ListPage<Item>> {
  return listPage(api.GET('/api/v2/notifications/history', { params: { query: { user_id: '*', ...filter } } }));
}

export const notificationOf = (id: string) =>
  queryOptions({
    queryKey: ['notifications', 'one', id],
    queryFn: () => body(api.GET('/api/v2/notifications/history/{id}', { params: { path: { id } } })),
  });

export const personOf = (id: string) =>
  queryOptions({
    queryKey: ['people', 'one', id],
    queryFn: () => body(api.GET('/api/v2/recipients/{id}', { params: { path: { id } } })),
  });

export const storyOf = (id: string) =>
  queryOptions({
    queryKey: ['appointments', 'one', id],
    queryFn: () => body(api.GET('/api/v2/appointments/{id}', { params: { path: { id } } })),
  });
