import type { Redis } from 'ioredis';
import type { Logger } from '../observability/logging.js';
import { metrics } from '../observability/metrics.js';
import { CHANNELS, type Channel } from '../domain/notification.js';
import { QUEUE_PREFIX } from '../domain/jobs.js';

/** Why a channel is paused. */
export type PauseCause = 'auth' | 'rate';

/** Whether a message may go out on a channel now. */
export type Admission =
  | { readonly open: true; readonly probe: boolean }
  | { readonly open: false; readonly cause: PauseCause; readonly waitMs: number };

/**
 * Pauses a channel for all pods at once: after a rejected key until a probe gets through, after a 429 for as
 * long as the provider asked. Shared through Redis; without Redis each process keeps its own view.
 */
export interface ChannelGate {
  /** Asked right before a send. After an auth pause one message at a time is let through as a probe. */
  admit(channel: Channel): Promise<Admission>;
  /** Channels that the dispatcher may feed. */
  openChannels(): Channel[];
  /** Channels whose key was refused and that may be tried with one message now. */
  channelsToProbe(): Channel[];
  /** Why a channel is paused, if it is. */
  pausedFor(channel: Channel): PauseCause | null;
  /** The key was refused: whether this message is the first to meet that. It alone fails, the others wait. */
  isFirstRefusal(channel: Channel): Promise<boolean>;
  /** The key was refused: nothing but probes goes out until one gets through. */
  refuse(channel: Channel): Promise<void>;
  /** The provider asked everybody to wait. */
  slow(channel: Channel, ms: number): Promise<void>;
  /** A message got through. True when that ends an auth pause. */
  succeed(channel: Channel): Promise<boolean>;
  close(): void;
}

interface Pause {
  readonly cause: PauseCause;
  /** Epoch milliseconds. */
  readonly until: number;
  /** Grows with each probe that failed. */
  readonly strikes: number;
}

/** First probe after this; doubles up to five minutes. */
const FIRST_PROBE_MS = 5_000;
const LONGEST_PROBE_MS = 300_000;
/** A probe that was admitted keeps the others out for this long. */
const PROBE_WINDOW_MS = 20_000;
/** How old the view of the other pods' pauses may be. */
const REFRESH_MS = 500;
/** A provider's wish is followed up to an hour per answer. */
const LONGEST_RATE_PAUSE_MS = 3_600_000;

const key = (channel: Channel): string => `${QUEUE_PREFIX}:channel:${channel}`;

/** `null` for what is not ours: a value that nobody understands must not stop every worker. */
function readPause(raw: string): Pause | null {
  try {
    const { cause, until, strikes } = JSON.parse(raw) as Partial<Pause>;
    if ((cause !== 'auth' && cause !== 'rate') || typeof until !== 'number') return null;
    return { cause, until, strikes: typeof strikes === 'number' ? strikes : 0 };
  } catch {
    return null;
  }
}

export function createChannelGate(redis: Redis | null, log: Logger): ChannelGate {
  const pauses = new Map<Channel, Pause>();
  const probes = new Map<Channel, number>();
  const refusals = new Map<Channel, number>();

  /** Redis is asked, never waited for: without it the local view stands. */
  const shared = async <T>(ask: (client: Redis) => Promise<T>): Promise<T | undefined> => {
    if (redis?.status !== 'ready') return undefined;
    try {
      return await ask(redis);
    } catch {
      return undefined;
    }
  };

  const set = async (channel: Channel, pause: Pause): Promise<void> => {
    pauses.set(channel, pause);
    metrics.channelPaused.set({ channel }, 1);
    // An auth pause lasts until a probe succeeds: it must outlive its own probe time by far.
    const lives = pause.until - Date.now() + (pause.cause === 'auth' ? 3_600_000 : 0);
    await shared((client) => client.set(key(channel), JSON.stringify(pause), 'PX', Math.max(1, lives)));
  };

  const refresh = async (): Promise<void> => {
    for (const channel of CHANNELS) {
      const raw = await shared((client) => client.get(key(channel)));
      if (raw === undefined) continue;
      const pause = raw === null ? null : readPause(raw);
      if (pause === null) pauses.delete(channel);
      else pauses.set(channel, pause);
      metrics.channelPaused.set({ channel }, pause === null ? 0 : 1);
    }
  };
  const timer = setInterval(() => void refresh(), REFRESH_MS);
  timer.unref();

  return {
    admit: async (channel) => {
      const pause = pauses.get(channel);
      const now = Date.now();
      if (!pause) return { open: true, probe: false };
      if (now < pause.until) return { open: false, cause: pause.cause, waitMs: pause.until - now };
      if (pause.cause === 'rate') {
        pauses.delete(channel);
        metrics.channelPaused.set({ channel }, 0);
        return { open: true, probe: false };
      }
      const mine = await shared((client) => client.set(`${key(channel)}:probe`, '1', 'PX', PROBE_WINDOW_MS, 'NX'));
      const local = (probes.get(channel) ?? 0) < now;
      if (mine === undefined ? local : mine === 'OK') {
        probes.set(channel, now + PROBE_WINDOW_MS);
        return { open: true, probe: true };
      }
      return { open: false, cause: 'auth', waitMs: FIRST_PROBE_MS };
    },

    openChannels: () =>
      CHANNELS.filter((channel) => {
        const pause = pauses.get(channel);
        return !pause || (pause.cause === 'rate' && pause.until <= Date.now());
      }),

    channelsToProbe: () =>
      CHANNELS.filter((channel) => {
        const pause = pauses.get(channel);
        return pause?.cause === 'auth' && pause.until <= Date.now();
      }),

    pausedFor: (channel) => pauses.get(channel)?.cause ?? null,

    isFirstRefusal: async (channel) => {
      const now = Date.now();
      if (pauses.get(channel)?.cause === 'auth' || (refusals.get(channel) ?? 0) > now) return false;
      refusals.set(channel, now + PROBE_WINDOW_MS);
      const first = await shared((client) => client.set(`${key(channel)}:refused`, '1', 'PX', PROBE_WINDOW_MS, 'NX'));
      return first === undefined || first === 'OK';
    },

    refuse: async (channel) => {
      const pause = pauses.get(channel);
      const strikes = pause?.cause === 'auth' ? pause.strikes + 1 : 0;
      const until = Date.now() + Math.min(LONGEST_PROBE_MS, FIRST_PROBE_MS * 2 ** strikes);
      if (pause?.cause === 'auth') {
        // Of many that were in flight together, only a probe moves the next probe further away.
        if (Date.now() >= pause.until) await set(channel, { cause: 'auth', until, strikes });
        return;
      }
      await set(channel, { cause: 'auth', until, strikes });
      log.error('channel paused: the provider refused our credentials', { channel, probe_in_ms: FIRST_PROBE_MS });
    },

    slow: async (channel, ms) => {
      const until = Date.now() + Math.min(ms, LONGEST_RATE_PAUSE_MS);
      const pause = pauses.get(channel);
      if (pause && (pause.cause === 'auth' || pause.until >= until)) return;
      if (!pause) log.warn('channel slowed down: the provider asked to wait', { channel, wait_ms: ms });
      await set(channel, { cause: 'rate', until, strikes: 0 });
    },

    succeed: async (channel) => {
      const pause = pauses.get(channel);
      // What was in flight when the pause began proves nothing about the key now.
      if (pause?.cause !== 'auth' || Date.now() < pause.until) return false;
      pauses.delete(channel);
      probes.delete(channel);
      refusals.delete(channel);
      metrics.channelPaused.set({ channel }, 0);
      await shared((client) => client.del(key(channel), `${key(channel)}:probe`, `${key(channel)}:refused`));
      log.info('channel works again', { channel });
      return true;
    },

    close: () => clearInterval(timer),
  };
}
