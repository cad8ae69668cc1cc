import type { HandedOver } from '../domain/jobs.js';
import type { Lane } from '../domain/notification.js';
import type { Services } from '../services/services.js';
import { beginHandOvers } from './hand-over.js';

/** Due now, and no job is trusted longer than its time of grace. */
const DUE_NOW = { aheadMs: 0, trustMs: 0 };

/**
 * Hands up to `limit` due rows over to this process itself, past Redis, in the order of `lanes`. It is the same
 * hand-over: no other worker takes these rows, and a job in Redis that was for one of them claims nothing.
 */
export async function takeDue(services: Services, lanes: readonly Lane[], limit: number): Promise<HandedOver[]> {
  const handOver = beginHandOvers(services);
  const taken: HandedOver[] = [];
  for (const lane of lanes)
    if (taken.length < limit) taken.push(...(await handOver(lane, limit - taken.length, DUE_NOW)).handed);
  return taken;
}
