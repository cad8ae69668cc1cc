import { api, body } from '../../api/client.js';
import type { operations } from '../../api/schema.js';
import type { Analytics } from './figures.js';

export type Query = NonNullable<operations['Analytics_read']['parameters']['query']>;

export async function readAnalytics(query: Query): Promise<Analytics> {
  const answer = await body(api.GET('/api/v2/analytics', { params: { query } }));
  // A file comes only where one is asked for.
  if (typeof answer === 'string') throw new Error('The service answered with a file. Load the page again.');
  return answer;
}

/** The series as a file for a spreadsheet. */
export function readCsv(query: Query): Promise<Blob> {
  return body(api.GET('/api/v2/analytics', { params: { query }, headers: { accept: 'text/csv' }, parseAs: 'blob' }));
}
