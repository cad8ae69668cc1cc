import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Channel } from '../domain/notification.js';
import { channelKey } from './pauses.js';
import { ask, createSharedValues } from './shared-values.js';

/** How fast a channel may send after a pause, for all pods together. */
export interface Pace {
  /** Messages in a second, now. */
  readonly perSecond: number;
  /** Pauses that came one right after the other. */
  readonly strikes: number;
  /** Milliseconds since the pause ended. Negative while it lasts. */
  readonly ageMs: number;
}

/** Messages in a second that a channel may send at most, all pods together. Not set: no limit. */
export type Limits = Partial<Readonly<Record<Channel, number | undefined>>>;

/**
 * The pace of channels: their limit, and less after a pause. After a pause it begins slowly and doubles every five seconds, so that a provider that works
 * again does not meet all that has waited at once. All pods share it through Redis, and take their places in one row.
 * Without Redis each process has its share: it divides by the pods that took places lately.
 *
 * The row is a leaky bucket of one, as smooth as can be: no second has a burst, and the row says how long a message would
 * wait, so that each lane decides how far ahead it goes. The limiters of libraries count points in windows of time, or
 * queue in one process.
 */
export interface Paces {
  /** `undefined`: the channel may send as fast as its limit. */
  get(channel: Channel): Pace | undefined;
  /** Messages in a second that the channel may send now. `undefined`: as fast as it can. */
  perSecond(channel: Channel): number | undefined;
  /** Begins slowly, after a pause of `pauseMs`. */
  begin(channel: Channel, perSecond: number, strikes: number, pauseMs: number): Promise<void>;
  /**
   * Takes the next place in the row of a channel that is paced.
   * @returns the milliseconds until it comes. `null`: it would be more than `mostMs`, and no place was taken.
   */
  place(channel: Channel, mostMs: number): Promise<number | null>;
  close(): void;
}

/** A pace doubles in this time. */
const DOUBLES_MS = 5_000;
/** From one message a second to over 4,000: after this time nothing is slow any more. */
const LIVES_MS = 60_000;
/** A pod that took no place for so long has no share. */
const POD_LIVES_MS = 10_000;

/** Microseconds. Places are taken up to a second ahead, and the slowest pace sets them a second apart. */
const FURTHEST_US = 3_000_000;

interface Stored {
  readonly perSecond: number;
  readonly strikes: number;
}

/**
 * The next free place in the row, in microseconds of Redis' clock. Arguments: the distance between places, the longest
 * wait and the id of the pod. Answers with the wait, or -1, and how many pods take places. A place that is further ahead
 * than any can be was taken before Redis' clock went back.
 */
const TAKE_PLACE = `
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local second = tonumber(time[1])
  redis.call('ZADD', KEYS[2], second, ARGV[3])
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', second - ${POD_LIVES_MS / 1_000})
  redis.call('PEXPIRE', KEYS[2], ${POD_LIVES_MS})
  local pods = redis.call('ZCARD', KEYS[2])
  local at = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
  if at - now > ${FURTHEST_US} then at = now end
  local wait = at - now
  if wait > tonumber(ARGV[2]) then return {-1, pods} end
  local distance = tonumber(ARGV[1])
  redis.call('SET', KEYS[1], string.format('%.0f', at + distance), 'PX', math.ceil((wait + distance) / 1000) + 1000)
  return {wait, pods}`;

export function createPaces(redis: Redis | null, limits: Limits = {}): Paces {
  const values = createSharedValues<Stored>(redis, {
    key: (channel) => `${channelKey(channel)}:pace`,
    write: (value) => JSON.stringify(value),
    read,
  });
  const pod = randomUUID();
  /** How many pods took places when Redis last said so. */
  const pods = new Map<Channel, number>();
  /** Where this process is alone: its own next places, by `performance.now()`. */
  const ownPlaces = new Map<Channel, number>();
  const takeOwnPlace = (channel: Channel, distanceMs: number, mostMs: number): number | null => {
    const now = performance.now();
    const at = Math.max(now, ownPlaces.get(channel) ?? 0);
    if (at - now > mostMs) return null;
    ownPlaces.set(channel, at + distanceMs);
    return at - now;
  };
  const get = (channel: Channel): Pace | undefined => {
    const held = values.get(channel);
    if (held === undefined) return undefined;
    const ageMs = LIVES_MS - (held.endsAt - performance.now());
    const { perSecond, strikes } = held.value;
    return { perSecond: perSecond * 2 ** (Math.max(0, ageMs) / DOUBLES_MS), strikes, ageMs };
  };

  const perSecond = (channel: Channel): number | undefined => {
    const slowest = Math.min(get(channel)?.perSecond ?? Infinity, limits[channel] ?? Infinity);
    return slowest === Infinity ? undefined : slowest;
  };

  return {
    get,
    perSecond,
    begin: (channel, first, strikes, pauseMs) => values.set(channel, { perSecond: first, strikes }, pauseMs + LIVES_MS),
    place: async (channel, mostMs) => {
      const pace = perSecond(channel);
      if (pace === undefined) return 0;
      const distanceMs = 1_000 / pace;
      const keys = [`${channelKey(channel)}:place`, `${channelKey(channel)}:pods`] as const;
      const answer = await ask(redis, (client) =>
        client.eval(TAKE_PLACE, 2, ...keys, Math.ceil(distanceMs * 1_000), mostMs * 1_000, pod),
      );
      const [waitUs, known] = Array.isArray(answer) ? (answer as unknown[]) : [];
      if (typeof waitUs !== 'number' || typeof known !== 'number')
        return takeOwnPlace(channel, distanceMs * (pods.get(channel) ?? 1), mostMs);
      pods.set(channel, known);
      return waitUs < 0 ? null : waitUs / 1_000;
    },
    close: () => values.close(),
  };
}

function read(raw: string, ms: number | null): { value: Stored; ms: number } | null {
  try {
    const { perSecond, strikes } = JSON.parse(raw) as Partial<Record<keyof Stored, unknown>>;
    if (ms === null || typeof perSecond !== 'number' || !(perSecond > 0) || typeof strikes !== 'number') return null;
    return { value: { perSecond, strikes }, ms };
  } catch {
    return null;
  }
}
