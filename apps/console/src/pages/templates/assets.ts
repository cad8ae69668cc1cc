import { queryOptions } from '@tanstack/react-query';
import { API_URL } from '../../api/base.js';
import { problemOf, unreachable } from '../../api/problem.js';

/** A picture that mails can show. */
export interface Asset {
  readonly url: string;
  /** In pixels. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

const ASSETS = `${API_URL}/api/v2/assets`;

/** The pictures, newest first. */
export const assetsQuery = queryOptions({
  queryKey: ['assets'],
  queryFn: () => call<Asset[]>(`${ASSETS}?limit=200`, { method: 'GET' }),
});

/** Stores a picture. A form is no JSON, so it does not go by the typed client. */
export function addAsset(file: File): Promise<Asset> {
  const form = new FormData();
  form.set('file', file);
  return call<Asset>(ASSETS, { method: 'POST', body: form });
}

async function call<Answer>(url: string, request: RequestInit): Promise<Answer> {
  const response = await fetch(url, { ...request, credentials: 'same-origin' }).catch(() => {
    throw unreachable();
  });
  const answer: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw problemOf(response.status, answer);
  return answer as Answer;
}
