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
 * second, and are not lost before: the value that lasts longest wins, and only what a pod has seen is deleted by it.
 */
export interface SharedValues<T> {
  /** `undefined`: there is none, or its time is over. */
  get(channel: Channel): Held<T> | undefined;
  /** Sets it for `ms` milliseconds, unless another pod has set one that lasts longer. */
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

/** Sets the value, or answers with the one that lasts longer and how long. */
const SET_LONGEST = `
  local left = redis.call('PTTL', KEYS[1])
  if left > tonumber(ARGV[2]) then return {redis.call('GET', KEYS[1]), left} end
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
  return {}`;
const DELETE_SEEN = `
  if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
  return 0`;

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
    const mine: Mine<T> = { value, endsAt, raw };
    const longest = await ask(redis, async (client): Promise<Mine<T>> => {
      const [theirs, leftMs] = (await client.eval(SET_LONGEST, 1, key(channel), raw, ms)) as [string?, number?];
      if (theirs === undefined || leftMs === undefined) return mine;
      const found = read(theirs, leftMs);
      if (found !== null) return { value: found.value, endsAt: performance.now() + found.ms, raw: theirs };
      // What cannot be read keeps nobody from setting a value.
      await client.set(key(channel), raw, 'PX', ms);
      return mine;
    });
    if (longest !== undefined && changes === before) held.set(channel, longest);
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
      const raw = held.get(channel)?.raw ?? null;
      held.delete(channel);
      seen?.(channel, undefined);
      await ask(redis, async (client) =>
        raw === null ? client.del(key(channel)) : client.eval(DELETE_SEEN, 1, key(channel), raw),
      );
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
