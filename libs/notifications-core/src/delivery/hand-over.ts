import { handOverDue } from '../db/notifications/hand-over.js';
import { queueOf, type HandedOver } from '../domain/jobs.js';
import type { Channel, Lane } from '../domain/notification.js';
import type { ChannelGate } from '../providers/channel-gate.js';
import type { Services } from '../services/services.js';

/** Most rows of one statement. */
export const MOST_PER_STATEMENT = 1_000;

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

/** How often a process has handed over rows of a lane. */
const rounds = new WeakMap<ChannelGate, Map<Lane, number>>();

/** In each round another channel comes first: where there is room for one, that one gets it. */
function inTurn(gate: ChannelGate, lane: Lane, open: readonly Channel[]): Channel[] {
  const counts = rounds.get(gate) ?? new Map<Lane, number>();
  const round = counts.get(lane) ?? 0;
  rounds.set(gate, counts.set(lane, round + 1));
  const first = round % Math.max(1, open.length);
  return [...open.slice(first), ...open.slice(0, first)];
}

/**
 * One round of hand-overs. The channels that are open share the room: what one does not need, the other gets. A crowded
 * channel gets what it can send in the next moment, because more would only be given back. A channel whose key was
 * refused is probed with one message a round, not with all.
 */
export function beginHandOvers({ dataSource, gate, providers, turns }: Services): HandOverLane {
  const configured = (channel: Channel): boolean => providers[channel].mode !== 'not_configured';
  const open = gate.openChannels().filter(configured);
  const probes = new Set(gate.channelsToProbe().filter(configured));

  return async (lane, room, bounds) => {
    const handed: HandedOver[] = [];
    let left = Math.min(MOST_PER_STATEMENT, room);
    const take = async (channel: Channel, limit: number): Promise<number> => {
      const taken = await handOverDue(dataSource, lane, channel, limit, bounds);
      handed.push(...taken);
      left -= taken.length;
      return taken.length;
    };

    /** Channels of which more is due than their part of the room. */
    const wanting: { readonly channel: Channel; readonly roomLeft: number }[] = [];
    for (const [at, channel] of inTurn(gate, lane, open).entries()) {
      const part = Math.ceil(left / (open.length - at));
      const space = turns.room(queueOf(lane), channel);
      const limit = Math.min(part, space);
      if (limit > 0 && (await take(channel, limit)) === part) wanting.push({ channel, roomLeft: space - part });
    }
    let more = wanting.length > 0 && left <= 0;
    for (const { channel, roomLeft } of wanting) {
      const limit = Math.min(left, roomLeft);
      if (limit > 0 && (await take(channel, limit)) === limit) more = true;
    }
    for (const channel of [...probes]) if ((await take(channel, 1)) > 0) probes.delete(channel);
    return { handed, more };
  };
}
