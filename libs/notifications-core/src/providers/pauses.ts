import type { Redis } from 'ioredis';
import { QUEUE_PREFIX } from '../domain/jobs.js';
import type { Channel } from '../domain/notification.js';
import { metrics } from '../observability/metrics.js';
import { ask, createSharedValues } from './shared-values.js';

/**
 * Why a channel is paused. `auth`: its key was refused. `rate`: its provider takes nothing more for now. `trouble`: its
 * provider cannot be reached or does not answer.
 */
export type PauseCause = 'auth' | 'rate' | 'trouble';

export interface Pause {
  readonly cause: PauseCause;
  /** Milliseconds until the channel opens (`rate`) or may be probed. 0 or less: that time has come. */
  readonly leftMs: number;
  /** Counts failed probes. */
  readonly strikes: number;
  /** When it began, by the clock of the pod that began it. `null`: a pod of an older release did, and did not say. */
  readonly since: Date | null;
}

/** Pauses that all pods share through Redis. No pause depends on Redis: without it each process keeps its own view. */
export interface Pauses {
  get(channel: Channel): Pause | undefined;
  /** Begins a pause, or changes the one that there is, which keeps its beginning. */
  set(channel: Channel, pause: Omit<Pause, 'since'>): Promise<void>;
  /** Ends a pause for all pods and frees everything taken on the channel. */
  end(channel: Channel): Promise<void>;
  /** Takes something that only one pod may have within that time. True for the one that got it. */
  take(channel: Channel, what: Taken, ms: number): Promise<boolean>;
  /** Lets others take it before that time is over, when they have seen what came of it. */
  free(channel: Channel, what: Taken): Promise<void>;
  close(): void;
}

type Taken = 'probe' | 'refused';

/** A pause that ends by a probe is known much longer than the wait for that probe. */
const KNOWN_LONGER_MS: Readonly<Record<PauseCause, number>> = { auth: 3_600_000, trouble: 3_600_000, rate: 0 };

/** After this time every pod has seen what another did. */
const SEEN_WITHIN_MS = 1_000;

export const channelKey = (channel: Channel): string => `${QUEUE_PREFIX}:channel:${channel}`;

interface Stored {
  readonly cause: PauseCause;
  readonly strikes: number;
  /** Milliseconds since 1970. */
  readonly since: number | null;
}

export function createPauses(redis: Redis | null): Pauses {
  const taken = new Map<string, number>();
  const values = createSharedValues<Stored>(redis, {
    key: channelKey,
    write,
    read,
    seen: (channel) => showState(channel, get(channel)),
  });
  const get = (channel: Channel): Pause | undefined => {
    const held = values.get(channel);
    if (held === undefined) return undefined;
    const { cause, strikes, since } = held.value;
    return {
      cause,
      strikes,
      leftMs: held.endsAt - performance.now() - KNOWN_LONGER_MS[cause],
      since: since === null ? null : new Date(since),
    };
  };
  const forget = async (channel: Channel, ...what: readonly Taken[]): Promise<void> => {
    for (const each of what) taken.delete(`${channel} ${each}`);
    await ask(redis, (client) => client.del(...what.map((each) => `${channelKey(channel)}:${each}`)));
  };

  return {
    get,
    set: (channel, { cause, strikes, leftMs }) => {
      const held = values.get(channel);
      const since = held === undefined ? Date.now() : held.value.since;
      return values.set(channel, { cause, strikes, since }, leftMs + KNOWN_LONGER_MS[cause]);
    },
    end: async (channel) => {
      await Promise.all([values.delete(channel), forget(channel, 'probe', 'refused')]);
    },
    take: async (channel, what, ms) => {
      const mine = await ask(redis, (client) => client.set(`${channelKey(channel)}:${what}`, '1', 'PX', ms, 'NX'));
      // Without Redis this process decides alone. Nothing is awaited from here on, so no other call can come in
      // between.
      const now = performance.now();
      const got = mine === undefined ? (taken.get(`${channel} ${what}`) ?? -Infinity) < now : mine === 'OK';
      if (got) taken.set(`${channel} ${what}`, now + ms);
      return got;
    },
    free: async (channel, what) => {
      taken.set(`${channel} ${what}`, performance.now() + SEEN_WITHIN_MS);
      await ask(redis, (client) => client.pexpire(`${channelKey(channel)}:${what}`, SEEN_WITHIN_MS));
    },
    close: () => values.close(),
  };
}

const CHANNEL_STATES = ['open', 'auth', 'rate', 'trouble', 'probing'] as const;

function showState(channel: Channel, pause: Pause | undefined): void {
  metrics.channelPaused.set({ channel }, pause === undefined ? 0 : 1);
  const state = pause === undefined ? 'open' : pause.leftMs > 0 ? pause.cause : 'probing';
  for (const each of CHANNEL_STATES) metrics.channelState.set({ channel, state: each }, each === state ? 1 : 0);
}

/** Processes of an older release read `until`, by their own clock. */
function write({ cause, strikes, since }: Stored, ms: number): string {
  return JSON.stringify({ cause, strikes, since, until: Date.now() + ms - KNOWN_LONGER_MS[cause] });
}

/** Only a value that is kept for ever, which no release writes, is read by its `until`. */
function read(raw: string, ms: number | null): { value: Stored; ms: number } | null {
  try {
    const { cause, strikes, since, until } = JSON.parse(raw) as Partial<Record<keyof Stored | 'until', unknown>>;
    if (!isCause(cause) || typeof until !== 'number') return null;
    const value = {
      cause,
      strikes: typeof strikes === 'number' ? strikes : 0,
      since: typeof since === 'number' ? since : null,
    };
    return { value, ms: ms ?? until - Date.now() + KNOWN_LONGER_MS[cause] };
  } catch {
    return null;
  }
}

const isCause = (value: unknown): value is PauseCause =>
  typeof value === 'string' && Object.hasOwn(KNOWN_LONGER_MS, value);
