import type { Redis } from 'ioredis';
import { CHANNELS, type Channel } from '../domain/notification.js';
import type { Logger } from '../observability/logging.js';
import { createPaces, type Limits, type Pace } from './pace.js';
import { createPauses, type Pause, type PauseCause } from './pauses.js';
import { createRate } from './rate.js';
import { createStorm } from './storm.js';

/** Whether a message may go out on a channel now. */
export type Admission =
  | { readonly open: true; readonly probe: boolean }
  | { readonly open: false; readonly cause: PauseCause; readonly waitMs: number };

/**
 * Pauses a channel for all pods at once: after a refused key, after calls without any answer and in a storm of 5xx until a
 * probe gets through; after a 429 for as long as the provider asked. After a pause the channel begins slowly, and it
 * never sends faster than its limit. The state is shared through Redis. Without Redis each process has its own.
 */
export interface ChannelGate {
  /** Ask it right before a send. It admits one message at a time as a probe. */
  admit(channel: Channel): Promise<Admission>;
  /** Call it when a probe was not sent after all: another message may probe within a second or so. */
  giveUpProbe(channel: Channel): Promise<void>;
  /** Channels that the dispatcher may feed. */
  openChannels(): Channel[];
  /** Channels that may be probed with one message now. */
  channelsToProbe(): Channel[];
  /** Why a channel is paused. `null`: it is not. */
  pausedFor(channel: Channel): PauseCause | null;
  /** When the pause began. `null`: there is none, or it is not known. */
  pausedSince(channel: Channel): Date | null;
  /** Milliseconds until a paused channel opens, or may be probed. 0: now. */
  pauseLeftMs(channel: Channel): number;
  /**
   * Whether a message need not be claimed now: its provider takes nothing, and this is no fault of ours that its row
   * should name.
   */
  isClosed(channel: Channel): boolean;
  /** Messages in a second that the channel may send: its limit, or less after a pause. `null`: as many as it can. */
  pace(channel: Channel): number | null;
  /**
   * Takes the next place in the row of messages, if the channel has a limit or begins slowly.
   * @returns the milliseconds until it comes. `null`: it would be more than `mostMs`.
   */
  place(channel: Channel, mostMs: number): Promise<number | null>;
  /**
   * Call it when the key was refused: whether this message is the first to meet that. Only this message fails, the
   * others wait.
   */
  isFirstRefusal(channel: Channel): Promise<boolean>;
  /** Pauses a channel whose key was refused. Only probes go out until one gets through. */
  refuse(channel: Channel): Promise<void>;
  /**
   * Pauses a channel because its provider takes nothing more for now.
   * @param ms what the provider asked for. `undefined`: it did not say. Each pause that follows right after another
   * lasts twice as long, from a second to a minute. The longer of the two counts, at most an hour.
   * @returns the milliseconds until the channel opens.
   */
  slow(channel: Channel, ms: number | undefined): Promise<number>;
  /**
   * Call it when the provider was not reached or did not answer, with the id of the message. Several in a row pause the
   * channel.
   */
  miss(channel: Channel, id: string): Promise<void>;
  /** Call it when the provider answered 5xx. Many messages that meet that pause the channel. */
  fail(channel: Channel, id: string): Promise<void>;
  /** Call it for any other answer. It ends a pause because of trouble. */
  answer(channel: Channel): Promise<void>;
  /** Call it when a message got through, instead of `answer`. True if that ended an auth pause. */
  succeed(channel: Channel): Promise<boolean>;
  close(): void;
}

/** Wait before the first probe. It doubles with each failed probe, up to the longest. */
const FIRST_PROBE_MS = 5_000;
const LONGEST_PROBE_MS = { auth: 300_000, trouble: 30_000 } as const;
/** For this long after a probe was admitted, no other is: time enough for a call that gets no answer. */
const PROBE_WINDOW_MS = 20_000;
/** So many calls in a row without any answer pause a channel. One message alone, tried four times, does not. */
const MOST_MISSES = 5;
/** The longest pause that a provider can ask for. */
const LONGEST_RATE_PAUSE_MS = 3_600_000;
/** Our own pauses after a 429: the first, and the longest after several in a row. */
const FIRST_RATE_PAUSE_MS = 1_000;
const LONGEST_OWN_RATE_PAUSE_MS = 60_000;
/** A 429 sooner than this after a pause means that the pause was too short. */
const TOO_SHORT_MS = 3_000;
/** The first pace after a provider was away, in messages a second. */
const CAREFUL_PER_SECOND = 20;

export interface GateOptions {
  /** Milliseconds. A call gets no answer for so long at most. */
  readonly timeoutMs?: number;
  /** Messages in a second that all pods together may send. Not given: as many as they can. */
  readonly limits?: Limits;
}

export function createChannelGate(
  redis: Redis | null,
  log: Logger,
  { timeoutMs = 0, limits = {} }: GateOptions = {},
): ChannelGate {
  const pauses = createPauses(redis);
  const paces = createPaces(redis, limits);
  const misses = new Map<Channel, number>();
  const storms = new Map(CHANNELS.map((channel) => [channel, createStorm()]));
  const admitted = new Map(CHANNELS.map((channel) => [channel, createRate()]));
  const probeWindowMs = Math.max(PROBE_WINDOW_MS, timeoutMs + FIRST_PROBE_MS);
  const channelsWhere = (holds: (pause: Pause | undefined) => boolean): Channel[] =>
    CHANNELS.filter((channel) => holds(pauses.get(channel)));
  const isClosed = (channel: Channel): boolean => {
    const pause = pauses.get(channel);
    return pause !== undefined && pause.cause !== 'auth' && pause.leftMs > 0;
  };

  /** The probe failed: the next one waits twice as long. */
  const postpone = async (channel: Channel, cause: 'auth' | 'trouble', strikes: number): Promise<void> => {
    // The provider may have asked for a longer wait before.
    const askedMs = pauses.get(channel)?.leftMs ?? 0;
    const leftMs = Math.max(askedMs, Math.min(LONGEST_PROBE_MS[cause], FIRST_PROBE_MS * 2 ** strikes));
    await pauses.set(channel, { cause, leftMs, strikes });
    await pauses.free(channel, 'probe');
  };
  /** Opens the breaker for trouble, or waits longer after a probe that failed. */
  const troubled = async (channel: Channel, isTrouble: boolean, what: string): Promise<void> => {
    const pause = pauses.get(channel);
    if (pause !== undefined && pause.cause !== 'rate') {
      if (pause.leftMs <= 0) await postpone(channel, pause.cause, pause.strikes + 1);
    } else if (isTrouble) {
      storms.get(channel)?.forget();
      await postpone(channel, 'trouble', 0);
      log.error(`channel paused: the provider ${what}`, { channel, probe_in_ms: pauses.get(channel)?.leftMs });
    }
  };
  const answer = async (channel: Channel): Promise<void> => {
    misses.delete(channel);
    storms.get(channel)?.note(null);
    const pause = pauses.get(channel);
    if (pause?.cause !== 'trouble' || pause.leftMs > 0) return;
    await paces.begin(channel, CAREFUL_PER_SECOND, 0, 0);
    await pauses.end(channel);
    log.info('channel works again: it begins slowly', { channel });
  };

  return {
    admit: async (channel) => {
      const pause = pauses.get(channel);
      if (pause !== undefined && pause.leftMs > 0)
        return { open: false, cause: pause.cause, waitMs: Math.ceil(pause.leftMs) };
      if (pause !== undefined && !(await pauses.take(channel, 'probe', probeWindowMs)))
        return { open: false, cause: pause.cause, waitMs: FIRST_PROBE_MS };
      admitted.get(channel)?.count();
      return { open: true, probe: pause !== undefined };
    },

    giveUpProbe: (channel) => pauses.free(channel, 'probe'),

    openChannels: () => channelsWhere((pause) => pause === undefined),
    channelsToProbe: () => channelsWhere((pause) => pause !== undefined && pause.leftMs <= 0),
    pausedFor: (channel) => pauses.get(channel)?.cause ?? null,
    pausedSince: (channel) => pauses.get(channel)?.since ?? null,
    pauseLeftMs: (channel) => Math.max(0, Math.ceil(pauses.get(channel)?.leftMs ?? 0)),
    isClosed,
    pace: (channel) => paces.perSecond(channel) ?? null,
    place: (channel, mostMs) => paces.place(channel, mostMs),

    isFirstRefusal: async (channel) =>
      pauses.get(channel)?.cause !== 'auth' && (await pauses.take(channel, 'refused', PROBE_WINDOW_MS)),

    refuse: async (channel) => {
      misses.delete(channel);
      const pause = pauses.get(channel);
      const known = pause?.cause === 'auth';
      // Messages that were sent before the pause may still fail. Only a failed probe postpones the next probe.
      if (known && pause.leftMs > 0) return;
      await postpone(channel, 'auth', known ? pause.strikes + 1 : 0);
      if (!known)
        log.error('channel paused: the provider refused our credentials', { channel, probe_in_ms: FIRST_PROBE_MS });
    },

    slow: async (channel, ms) => {
      misses.delete(channel);
      const pause = pauses.get(channel);
      if (pause?.cause === 'auth') return Math.max(pause.leftMs, FIRST_RATE_PAUSE_MS);
      // It is probed in the end, but not before the provider wants to be asked.
      if (pause?.cause === 'trouble') {
        const leftMs = Math.min(Math.max(ms ?? 0, pause.leftMs, FIRST_RATE_PAUSE_MS), LONGEST_RATE_PAUSE_MS);
        await pauses.set(channel, { ...pause, leftMs });
        return leftMs;
      }
      const pace = paces.get(channel);
      // Messages that were sent before the pause meet the same 429. It is counted once.
      const counted = pause?.cause === 'rate' && pace !== undefined;
      const next = counted ? pace : slower(pace, admitted.get(channel)?.lately() ?? 0);
      const own = counted ? 0 : Math.min(LONGEST_OWN_RATE_PAUSE_MS, FIRST_RATE_PAUSE_MS * 2 ** next.strikes);
      const leftMs = Math.min(Math.max(ms ?? 0, own), LONGEST_RATE_PAUSE_MS);
      if (counted && pause.leftMs >= leftMs) return Math.ceil(pause.leftMs);
      if (pause === undefined)
        log.warn('channel slowed down: the provider takes no more for now', { channel, wait_ms: leftMs });
      await paces.begin(channel, next.perSecond, next.strikes, leftMs);
      await pauses.set(channel, { cause: 'rate', leftMs, strikes: next.strikes });
      return leftMs;
    },

    miss: async (channel, id) => {
      const missed = (misses.get(channel) ?? 0) + 1;
      misses.set(channel, missed);
      const isStorm = storms.get(channel)?.note(id) ?? false;
      await troubled(channel, isStorm || missed >= MOST_MISSES, 'does not answer');
    },
    fail: async (channel, id) => {
      misses.delete(channel);
      await troubled(channel, storms.get(channel)?.note(id) ?? false, 'answers with errors (5xx)');
    },

    answer,
    succeed: async (channel) => {
      await answer(channel);
      const pause = pauses.get(channel);
      // A message that was sent before the pause proves nothing about the key now.
      if (pause?.cause !== 'auth' || pause.leftMs > 0) return false;
      await pauses.end(channel);
      log.info('channel works again', { channel });
      return true;
    },

    close: () => {
      pauses.close();
      paces.close();
    },
  };
}

/** A pace that is this many times what this process sends was not the reason for a 429. Other pods send too. */
const FAR_ABOVE = 10;

/** The pace after a 429: half of what was too fast. */
function slower(pace: Pace | undefined, sentPerSecond: number): Pick<Pace, 'perSecond' | 'strikes'> {
  const tooFast = pace === undefined ? sentPerSecond : Math.min(pace.perSecond, FAR_ABOVE * Math.max(1, sentPerSecond));
  const strikes = pace !== undefined && pace.ageMs < TOO_SHORT_MS ? pace.strikes + 1 : 0;
  return { perSecond: Math.max(1, tooFast / 2), strikes };
}
