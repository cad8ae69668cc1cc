import { handOverDue } from '../db/notifications/hand-over.js';
import type { DeliverJob } from '../domain/jobs.js';
import type { Channel, Lane } from '../domain/notification.js';
import type { Services } from '../services/services.js';
import { channelsToFeed } from './hand-over.js';

/** Due now, and no job is trusted longer than its time of grace. */
const DUE_NOW = { aheadMs: 0, trustMs: 0 };

/** How many messages this process can send now: on each channel, and of all channels together. */
export type DirectRoom = Readonly<Record<Channel | 'all', number>>;

export interface TakenDue {
  readonly channel: Channel;
  readonly job: DeliverJob;
}

/**
 * Hands due rows over to this process itself, past Redis, in the order of `lanes`. It is the same hand-over: no other
 * worker takes these rows, and a job in Redis that was for one of them claims nothing.
 */
export async function takeDue(services: Services, lanes: readonly Lane[], room: DirectRoom): Promise<TakenDue[]> {
  const { open, probes } = channelsToFeed(services);
  const left = { ...room };
  for (const channel of probes) left[channel] = Math.min(left[channel], 1);
  const taken: TakenDue[] = [];
  for (const lane of lanes)
    for (const channel of [...open, ...probes]) {
      const limit = Math.min(left[channel], left.all);
      if (limit <= 0) continue;
      const jobs = await handOverDue(services.dataSource, lane, channel, limit, DUE_NOW);
      left[channel] -= jobs.length;
      left.all -= jobs.length;
      taken.push(...jobs.map(({ id, generation }) => ({ channel, job: { id, generation } })));
    }
  return taken;
}
