import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { DELIVERY_QUEUES, queueOf, type DeliveryQueue } from '../domain/jobs.js';
import { CHANNELS, type Channel, type Lane } from '../domain/notification.js';
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
  take(lane: Lane, channel: Channel, patienceMs: number): Promise<Turn | null>;
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

/**
 * How far ahead a message of each lane may take its place at a channel's pace, in milliseconds. All pods and lanes share
 * one row of places. It is always full where more comes than the pace allows, so its last places are only for what may
 * not wait.
 */
const PLACES_AHEAD_MS: Readonly<Record<Lane, number>> = { urgent: 1_000, reminder: 700, bulk: 400 };
/** The dispatcher's next round comes after this part of a second, so more than that of a pace is not handed over. */
const ROUND_SECONDS = 0.4;

/** @param limit the most messages of one queue that are sent at a time. */
export function createTurns(limit: number, gate: ChannelGate): Turns {
  const lines = Object.fromEntries(DELIVERY_QUEUES.map((queue) => [queue, createTurnLine(limit)])) as Record<
    DeliveryQueue,
    TurnLine
  >;
  const ending = new AbortController();
  // Each message that waits listens to it.
  setMaxListeners(0, ending.signal);
  /** Messages that wait for their place at the pace of their channel, by queue. */
  const placed = new Map<string, number>();
  const placeKey = (queue: DeliveryQueue, channel: Channel): string => `${queue} ${channel}`;
  const waitFor = async (key: string, ms: number): Promise<void> => {
    placed.set(key, (placed.get(key) ?? 0) + 1);
    await wait(ms, undefined, { signal: ending.signal }).catch(() => undefined);
    placed.set(key, (placed.get(key) ?? 0) - 1);
  };
  const isHeldBack = (channel: Channel): boolean => gate.isClosed(channel) || gate.pace(channel) !== null;

  return {
    any: (queue) => (CHANNELS.some(isHeldBack) ? null : lines[queue].any()),
    take: async (lane, channel, patienceMs) => {
      const queue = queueOf(lane);
      const line = lines[queue];
      const waitMs = gate.isClosed(channel) ? null : await gate.place(channel, PLACES_AHEAD_MS[lane]);
      if (waitMs === null) {
        line.turnedAway(channel);
        return null;
      }
      if (waitMs > 0) await waitFor(placeKey(queue, channel), waitMs);
      const turn = await line.take(channel, patienceMs);
      if (turn === null || !gate.isClosed(channel)) return turn;
      // The channel was paused while it waited: its row need not be claimed.
      turn.release();
      return null;
    },
    room: (queue, channel) => {
      const pace = gate.pace(channel) ?? Infinity;
      const atPace = Math.ceil(pace * ROUND_SECONDS) - (placed.get(placeKey(queue, channel)) ?? 0);
      return Math.min(lines[queue].room(channel), Math.max(0, atPace));
    },
    close: () => {
      ending.abort();
      Object.values(lines).forEach((line) => line.close());
    },
  };
}
