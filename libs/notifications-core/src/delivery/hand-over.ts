import { handOverDue } from '../db/notifications/hand-over.js';
import type { HandedOver } from '../domain/jobs.js';
import type { Channel, Lane } from '../domain/notification.js';
import type { Services } from '../services/services.js';

/** Most rows of one statement. */
export const MOST_PER_STATEMENT = 1_000;

/** Channels with a provider: those that are open, and those whose key was refused and that may be probed now. */
export function channelsToFeed({ gate, providers }: Pick<Services, 'gate' | 'providers'>): {
  readonly open: readonly Channel[];
  readonly probes: readonly Channel[];
} {
  const configured = (channel: Channel): boolean => providers[channel].mode !== 'not_configured';
  return { open: gate.openChannels().filter(configured), probes: gate.channelsToProbe().filter(configured) };
}

export interface HandOver {
  readonly handed: readonly HandedOver[];
  /** Whether some rows were left because there was no room for them. */
  readonly more: boolean;
}

/** Milliseconds: how far ahead rows are taken, and how much longer an overdue job is trusted. */
export interface Bounds {
  readonly aheadMs: number;
  readonly trustMs: number;
}

/** Hands over due rows of a lane, at most as many as there is room for. */
export type HandOverLane = (lane: Lane, room: number, bounds: Bounds) => Promise<HandOver>;

/**
 * One round of hand-overs. The channels that are open share the room: what one does not need, the other gets. A channel
 * whose key was refused is probed with one message a round, not with all.
 */
export function beginHandOvers(services: Services): HandOverLane {
  const { open, probes } = channelsToFeed(services);
  const toProbe = new Set(probes);

  return async (lane, room, bounds) => {
    const handed: HandedOver[] = [];
    let left = Math.min(MOST_PER_STATEMENT, room);
    /** Whether there was as much as asked for, so that there may be more. */
    const take = async (channel: Channel, limit: number): Promise<boolean> => {
      const taken = await handOverDue(services.dataSource, lane, channel, limit, bounds);
      handed.push(...taken);
      left -= taken.length;
      return taken.length === limit;
    };

    const wanting: Channel[] = [];
    for (const [at, channel] of open.entries())
      if (left > 0 && (await take(channel, Math.ceil(left / (open.length - at))))) wanting.push(channel);
    let more = false;
    for (const channel of wanting) more = left <= 0 || (await take(channel, left)) || more;
    for (const channel of [...toProbe]) if (await take(channel, 1)) toProbe.delete(channel);
    return { handed, more };
  };
}
