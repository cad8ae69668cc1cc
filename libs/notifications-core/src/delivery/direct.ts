import type { DeliverJob } from '../domain/jobs.js';
import type { Lane } from '../domain/notification.js';
import type { Services } from '../services/services.js';
import { beginHandOvers } from './hand-over.js';

/** Due now, and no job is trusted longer than its time of grace. */
const NOW = { aheadMs: 0, trustMs: 0 };

/**
 * Hands up to `limit` due rows over to this process itself, past Redis, in the order of `lanes`. It is the same
 * hand-over: no other worker takes these rows, and a job in Redis that was for one of them claims nothing.
 */
export async function takeDue(services: Services, lanes: readonly Lane[], limit: number): Promise<DeliverJob[]> {
  const handOver = beginHandOvers(services);
  const jobs: DeliverJob[] = [];
  for (const lane of lanes) {
    if (jobs.length >= limit) break;
    jobs.push(...(await handOver(lane, limit - jobs.length, NOW)).handed);
  }
  return jobs;
}
