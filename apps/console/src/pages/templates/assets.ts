import { queryOptions } from '@tanstack/react-query';
import { api, body } from '../../api/client.js';
import type { components } from '../../api/schema.js';

/** A picture that mails can show. */
export type Asset = components['schemas']['Asset'];

/** The pictures, newest first. */
export const assetsQuery = queryOptions({
  queryKey: ['assets'],
  queryFn: () => body(api.GET('/api/v2/assets', { params: { query: { limit: 200 } } })),
});

/** Stores a picture. */
export function addAsset(file: File): Promise<Asset> {
  const form = new FormData();
  form.set('file', file);
  // Types know the bytes of a form as a text, so the form takes its place.
  return body(api.POST('/api/v2/assets', { body: { file: file.name }, bodySerializer: () => form }));
}
