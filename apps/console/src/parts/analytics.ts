import { api, body } from '../api/client.js';
import type { components, operations } from '../api/schema.js';

type Analytics = components['schemas']['AnalyticsAnswer'];
export type AnalyticsQuery = NonNullable<operations['Analytics_read']['parameters']['query']>;

/** What was sent in a period, and what became of it. */
export async function readAnalytics(query: AnalyticsQuery): Promise<Analytics> {
  const answer = await body(api.GET('/api/v2/analytics', { params: { query } }));
  // A file comes only where one is asked for.
  if (typeof answer === 'string') throw new Error('The service answered with a file. Load the page again.');
  return answer;
}

/** The series as a file for a spreadsheet. */
export function readCsv(query: AnalyticsQuery): Promise<Blob> {
  return body(api.GET('/api/v2/analytics', { params: { query }, headers: { accept: 'text/csv' }, parseAs: 'blob' }));
}
