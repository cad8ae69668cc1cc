import type { Redis } from 'ioredis';
import { CHANNELS, type Channel } from '../domain/notification.js';
import type { Logger } from '../observability/logging.js';
import { createPauses, type Pause, type PauseCause } from './pauses.js';

/** Whether a message may go out on a channel now. */
export type Admission =
  | { readonly open: true; readonly probe: boolean }
  | { readonly open: false; readonly cause: PauseCause; readonly waitMs: number };

/**
 * Pauses a channel for all pods at once: after a refused key until a probe gets through, after a 429 for as long as the
 * provider asked. The state is shared through Redis. Without Redis each process has its own.
 */
export interface ChannelGate {
  /** Ask it right before a send. After an auth pause it admits one message at a time as a probe. */
  admit(channel: Channel): Promise<Admission>;
  /** Channels that the dispatcher may feed. */
  openChannels(): Channel[];
  /** Channels whose key was refused and that may be probed with one message now. */
  channelsToProbe(): Channel[];
  /** Why a channel is paused. `null`: it is not. */
  pausedFor(channel: Channel): PauseCause | null;
  /**
   * Call it when the key was refused: whether this message is the first to meet that. Only this message fails, the
   * others wait.
   */
  isFirstRefusal(channel: Channel): Promise<boolean>;
  /** Pauses a channel whose key was refused. Only probes go out until one gets through. */
  refuse(channel: Channel): Promise<void>;
  /** Pauses a channel because its provider asked us to wait. */
  slow(channel: Channel, ms: number): Promise<void>;
  /** Call it when a message got through. True if that ended an auth pause. */
  succeed(channel: Channel): Promise<boolean>;
  close(): void;
}

/** Wait before the first probe. It doubles with each failed probe, up to five minutes. */
const FIRST_PROBE_MS = 5_000;
const LONGEST_PROBE_MS = 300_000;
/** For this long after a probe was admitted, no other is. */
const PROBE_WINDOW_MS = 20_000;
/** The longest pause that one `Retry-After` of a provider makes. */
const LONGEST_RATE_PAUSE_MS = 3_600_000;

export function createChannelGate(redis: Redis | null, log: Logger): ChannelGate {
  const pauses = createPauses(redis);
  const channelsWhere = (holds: (pause: Pause | undefined) => boolean): Channel[] =>
    CHANNELS.filter((channel) => holds(pauses.get(channel)));

  return {
    admit: async (channel) => {
      const pause = pauses.get(channel);
      const now = Date.now();
      if (!pause) return { open: true, probe: false };
      if (now < pause.until) return { open: false, cause: pause.cause, waitMs: pause.until - now };
      if (pause.cause === 'rate') {
        pauses.expire(channel);
        return { open: true, probe: false };
      }
      return (await pauses.take(channel, 'probe', PROBE_WINDOW_MS))
        ? { open: true, probe: true }
        : { open: false, cause: 'auth', waitMs: FIRST_PROBE_MS };
    },

    openChannels: () => channelsWhere((pause) => !pause || (pause.cause === 'rate' && pause.until <= Date.now())),
    channelsToProbe: () => channelsWhere((pause) => pause?.cause === 'auth' && pause.until <= Date.now()),
    pausedFor: (channel) => pauses.get(channel)?.cause ?? null,

    isFirstRefusal: async (channel) =>
      pauses.get(channel)?.cause !== 'auth' && (await pauses.take(channel, 'refused', PROBE_WINDOW_MS)),

    refuse: async (channel) => {
      const pause = pauses.get(channel);
      const known = pause?.cause === 'auth';
      // Messages that were sent before the pause may still fail. Only a failed probe postpones the next probe.
      if (known && Date.now() < pause.until) return;
      const strikes = known ? pause.strikes + 1 : 0;
      const until = Date.now() + Math.min(LONGEST_PROBE_MS, FIRST_PROBE_MS * 2 ** strikes);
      await pauses.set(channel, { cause: 'auth', until, strikes });
      if (!known)
        log.error('channel paused: the provider refused our credentials', { channel, probe_in_ms: FIRST_PROBE_MS });
    },

    slow: async (channel, ms) => {
      const until = Date.now() + Math.min(ms, LONGEST_RATE_PAUSE_MS);
      const pause = pauses.get(channel);
      if (pause && (pause.cause === 'auth' || pause.until >= until)) return;
      if (!pause) log.warn('channel slowed down: the provider asked to wait', { channel, wait_ms: ms });
      await pauses.set(channel, { cause: 'rate', until, strikes: 0 });
    },

    succeed: async (channel) => {
      const pause = pauses.get(channel);
      // A message that was sent before the pause proves nothing about the key now.
      if (pause?.cause !== 'auth' || Date.now() < pause.until) return false;
      await pauses.end(channel);
      log.info('channel works again', { channel });
      return true;
    },

    close: () => pauses.close(),
  };
}
