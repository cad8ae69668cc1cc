import type { Redis } from 'ioredis';
import { CHANNELS, type Channel } from '../domain/notification.js';

/** A value and when it is forgotten, by `performance.now()`. */
export interface Held<T> {
  readonly value: T;
  readonly endsAt: number;
}

/**
 * One small value for each channel, shared by all pods through Redis. Redis counts the time that is left, so the clocks
 * of pods may differ. Without Redis each process keeps its own view. Changes of other pods are seen within half a
 * second.
 */
export interface SharedValues<T> {
  /** `undefined`: there is none, or its time is over. */
  get(channel: Channel): Held<T> | undefined;
  /** Sets it for `ms` milliseconds. */
  set(channel: Channel, value: T, ms: number): Promise<void>;
  delete(channel: Channel): Promise<void>;
  close(): void;
}

/** What this process knows. `raw` as Redis holds it; `null`: Redis does not have it. */
type Mine<T> = Held<T> & { readonly raw: string | null };

export interface SharedValuesOptions<T> {
  readonly key: (channel: Channel) => string;
  readonly write: (value: T, ms: number) => string;
  /**
   * Reads what Redis holds. `ms` is the time it has left, `null` if it is kept for ever. `null` for anything that is no
   * such value: an unreadable value must not stop the workers.
   */
  readonly read: (raw: string, ms: number | null) => { readonly value: T; readonly ms: number } | null;
  /** Told of each channel's value after every look. */
  readonly seen?: (channel: Channel, value: T | undefined) => void;
}

/** The greatest age of what this process knows of other pods' values. */
const REFRESH_MS = 500;
/** Redis' `PTTL` of a key that is kept for ever. */
const FOR_EVER = -1;

export function createSharedValues<T>(redis: Redis | null, options: SharedValuesOptions<T>): SharedValues<T> {
  const { key, write, read, seen } = options;
  const held = new Map<Channel, Mine<T>>();
  /** Counts what this process changed, so that a look that was under way meanwhile does not bring back the old. */
  let changes = 0;

  const get = (channel: Channel): Mine<T> | undefined => {
    const found = held.get(channel);
    return found !== undefined && performance.now() < found.endsAt ? found : undefined;
  };
  const share = async (channel: Channel, { value, endsAt }: Held<T>): Promise<void> => {
    const ms = Math.max(1, Math.ceil(endsAt - performance.now()));
    const before = changes;
    const raw = write(value, ms);
    const done = await ask(redis, (client) => client.set(key(channel), raw, 'PX', ms));
    if (done !== undefined && changes === before) held.set(channel, { value, endsAt, raw });
  };
  const look = async (channel: Channel): Promise<void> => {
    const before = changes;
    const found = await ask(redis, (client) => Promise.all([client.get(key(channel)), client.pttl(key(channel))]));
    if (found === undefined || changes !== before) return;
    const [raw, ms] = found;
    const theirs = raw === null ? null : read(raw, ms === FOR_EVER ? null : ms);
    const mine = get(channel);
    if (theirs !== null) {
      // The time that is left of one value never grows, unless Redis' clock went back.
      const known = mine !== undefined && mine.raw === raw ? mine.endsAt : Infinity;
      held.set(channel, {
        value: theirs.value,
        endsAt: Math.min(known, performance.now() + theirs.ms),
        raw,
      });
    }
    // Redis was away when this process set it.
    else if (mine !== undefined && mine.raw === null) await share(channel, mine);
    else held.delete(channel);
  };
  const refresh = async (): Promise<void> => {
    for (const channel of CHANNELS) {
      await look(channel);
      seen?.(channel, get(channel)?.value);
    }
  };
  const timer = setInterval(() => void refresh(), REFRESH_MS);
  timer.unref();

  return {
    get,
    set: async (channel, value, ms) => {
      changes += 1;
      const mine = { value, endsAt: performance.now() + ms, raw: null };
      held.set(channel, mine);
      seen?.(channel, value);
      await share(channel, mine);
    },
    delete: async (channel) => {
      changes += 1;
      held.delete(channel);
      seen?.(channel, undefined);
      await ask(redis, (client) => client.del(key(channel)));
    },
    close: () => clearInterval(timer),
  };
}

/** Asks Redis. `undefined`: it is not configured, away, or did not answer. */
export async function ask<T>(redis: Redis | null, question: (client: Redis) => Promise<T>): Promise<T | undefined> {
  if (redis?.status !== 'ready') return undefined;
  try {
    return await question(redis);
  } catch {
    return undefined;
  }
}
