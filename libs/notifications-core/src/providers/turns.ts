import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { DELIVERY_QUEUES, type DeliveryQueue } from '../domain/jobs.js';
import { CHANNELS, type Channel } from '../domain/notification.js';
import type { ChannelGate } from './channel-gate.js';
import { createTurnLine, type Turn, type TurnLine } from './turn-line.js';

/**
 * Who may send now, in this process. A turn is taken before the claim, so that no lease runs while a message waits. Each
 * queue has its own turns: bulk takes none from what is urgent.
 */
export interface Turns {
  /** A turn for a message whose channel is not known yet. `null`: there is none, or a channel is held back. */
  any(queue: DeliveryQueue): Turn | null;
  /**
   * Waits for a turn on a channel, and at the channel's pace if it begins slowly after a pause.
   * @returns `null`: none can be had within `patienceMs`.
   */
  take(queue: DeliveryQueue, channel: Channel, patienceMs: number): Promise<Turn | null>;
  /** How many more messages of a channel should be handed over. `Infinity`: as many as there are. */
  room(queue: DeliveryQueue, channel: Channel): number;
  /** From now on nobody gets a turn. */
  close(): void;
}

/**
 * So many jobs are in hand for each message that may be sent at a time. Those that are read, rendered or recorded, or
 * that wait for a turn, keep no other from the provider: measured at a provider that takes 50 ms, 864 messages a second
 * instead of 605.
 */
export const JOBS_FOR_EACH_TURN = 4;

/** @param limit the most messages of one queue that are sent at a time. */
export function createTurns(limit: number, gate: ChannelGate): Turns {
  const lines = Object.fromEntries(DELIVERY_QUEUES.map((queue) => [queue, createTurnLine(limit)])) as Record<
    DeliveryQueue,
    TurnLine
  >;
  const ending = new AbortController();
  // Each message that waits listens to it.
  setMaxListeners(0, ending.signal);
  /** Messages that wait for their place at the pace of their channel. */
  const placed = new Map<Channel, number>();
  const waitFor = async (channel: Channel, ms: number): Promise<void> => {
    placed.set(channel, (placed.get(channel) ?? 0) + 1);
    await wait(ms, undefined, { signal: ending.signal }).catch(() => undefined);
    placed.set(channel, (placed.get(channel) ?? 0) - 1);
  };
  const isHeldBack = (channel: Channel): boolean => gate.isClosed(channel) || gate.pace(channel) !== null;

  return {
    any: (queue) => (CHANNELS.some(isHeldBack) ? null : lines[queue].any()),
    take: async (queue, channel, patienceMs) => {
      const line = lines[queue];
      const waitMs = gate.isClosed(channel) ? null : await gate.place(channel, patienceMs);
      if (waitMs === null) {
        line.turnedAway(channel);
        return null;
      }
      if (waitMs > 0) await waitFor(channel, waitMs);
      return line.take(channel, patienceMs);
    },
    room: (queue, channel) => {
      const pace = gate.pace(channel) ?? Infinity;
      return Math.min(lines[queue].room(channel), Math.max(0, Math.ceil(pace) - (placed.get(channel) ?? 0)));
    },
    close: () => {
      ending.abort();
      Object.values(lines).forEach((line) => line.close());
    },
  };
}
