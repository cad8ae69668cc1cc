import type { Redis } from 'ioredis';
import { QUEUE_PREFIX } from '../domain/jobs.js';
import { CHANNELS, type Channel } from '../domain/notification.js';
import { metrics } from '../observability/metrics.js';

/** Why a channel is paused. */
export type PauseCause = 'auth' | 'rate';

export interface Pause {
  readonly cause: PauseCause;
  /** Epoch milliseconds. */
  readonly until: number;
  /** Counts failed probes. */
  readonly strikes: number;
}

/**
 * Pauses that all pods share through Redis. No pause depends on Redis: without it each process keeps its local view.
 * Changes of other pods are seen within half a second.
 */
export interface Pauses {
  get(channel: Channel): Pause | undefined;
  set(channel: Channel, pause: Pause): Promise<void>;
  /** Ends a pause in this process only: its time is over, and other processes see that themselves. */
  expire(channel: Channel): void;
  /** Ends a pause for all pods and frees everything taken on the channel. */
  end(channel: Channel): Promise<void>;
  /** Takes something that only one pod may have within that time. True for the one that got it. */
  take(channel: Channel, what: 'probe' | 'refused', ms: number): Promise<boolean>;
  close(): void;
}

/** The greatest age of what this process knows of other pods' pauses. */
const REFRESH_MS = 500;
/** An auth pause lasts until a probe succeeds, so its key must live much longer than the wait for a probe. */
const AUTH_LIVES_MS = 3_600_000;

const key = (channel: Channel): string => `${QUEUE_PREFIX}:channel:${channel}`;

export function createPauses(redis: Redis | null): Pauses {
  const pauses = new Map<Channel, Pause>();
  const taken = new Map<string, number>();

  const shared = async <T>(ask: (client: Redis) => Promise<T>): Promise<T | undefined> => {
    if (redis?.status !== 'ready') return undefined;
    try {
      return await ask(redis);
    } catch {
      return undefined;
    }
  };
  /** Counts what this process changed, so that a look that was under way meanwhile does not bring back the old. */
  let changes = 0;
  const show = (channel: Channel, pause: Pause | null): void => {
    if (pause === null) pauses.delete(channel);
    else pauses.set(channel, pause);
    metrics.channelPaused.set({ channel }, pause === null ? 0 : 1);
  };
  const keep = (channel: Channel, pause: Pause | null): void => {
    changes += 1;
    show(channel, pause);
  };
  const refresh = async (): Promise<void> => {
    for (const channel of CHANNELS) {
      const before = changes;
      const raw = await shared((client) => client.get(key(channel)));
      if (raw !== undefined && changes === before) show(channel, raw === null ? null : readPause(raw));
    }
  };
  const timer = setInterval(() => void refresh(), REFRESH_MS);
  timer.unref();

  return {
    get: (channel) => pauses.get(channel),
    set: async (channel, pause) => {
      keep(channel, pause);
      const lives = pause.until - Date.now() + (pause.cause === 'auth' ? AUTH_LIVES_MS : 0);
      await shared((client) => client.set(key(channel), JSON.stringify(pause), 'PX', Math.max(1, lives)));
    },
    expire: (channel) => keep(channel, null),
    end: async (channel) => {
      keep(channel, null);
      taken.delete(`${channel} probe`);
      taken.delete(`${channel} refused`);
      await shared((client) => client.del(key(channel), `${key(channel)}:probe`, `${key(channel)}:refused`));
    },
    take: async (channel, what, ms) => {
      const mine = await shared((client) => client.set(`${key(channel)}:${what}`, '1', 'PX', ms, 'NX'));
      // Without Redis this process decides alone. Nothing is awaited from here on, so no other call can come in
      // between.
      const now = Date.now();
      const got = mine === undefined ? (taken.get(`${channel} ${what}`) ?? 0) < now : mine === 'OK';
      if (got) taken.set(`${channel} ${what}`, now + ms);
      return got;
    },
    close: () => clearInterval(timer),
  };
}

/** `null` for a value that is not a pause: an unreadable value must not stop the workers. */
function readPause(raw: string): Pause | null {
  try {
    const { cause, until, strikes } = JSON.parse(raw) as Partial<Pause>;
    if ((cause !== 'auth' && cause !== 'rate') || typeof until !== 'number') return null;
    return { cause, until, strikes: typeof strikes === 'number' ? strikes : 0 };
  } catch {
    return null;
  }
}
