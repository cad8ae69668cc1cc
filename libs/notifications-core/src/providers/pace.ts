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

/**
 * The pace of channels after a pause. It begins slowly and doubles every five seconds, so that a provider that works
 * again does not meet all that has waited at once. All pods share it through Redis, and take their places in one row.
 * Without Redis each process has its own.
 */
export interface Paces {
  /** `undefined`: the channel may send as fast as it can. */
  get(channel: Channel): Pace | undefined;
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

/** Microseconds. Places are taken up to a second ahead, and the slowest pace sets them a second apart. */
const FURTHEST_US = 3_000_000;

interface Stored {
  readonly perSecond: number;
  readonly strikes: number;
}

/**
 * The next free place in the row, in microseconds of Redis' clock. Arguments: the distance between places and the
 * longest wait. Answers with the wait, or -1. A place that is further ahead than any can be was taken before Redis'
 * clock went back.
 */
const TAKE_PLACE = `
  local time = redis.call('TIME')
  local now = time[1] * 1000000 + time[2]
  local at = math.max(now, tonumber(redis.call('GET', KEYS[1]) or '0'))
  if at - now > ${FURTHEST_US} then at = now end
  local wait = at - now
  if wait > tonumber(ARGV[2]) then return -1 end
  local distance = tonumber(ARGV[1])
  redis.call('SET', KEYS[1], string.format('%.0f', at + distance), 'PX', math.ceil((wait + distance) / 1000) + 1000)
  return wait`;

export function createPaces(redis: Redis | null): Paces {
  const values = createSharedValues<Stored>(redis, {
    key: (channel) => `${channelKey(channel)}:pace`,
    write: (value) => JSON.stringify(value),
    read,
  });
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

  return {
    get,
    begin: (channel, perSecond, strikes, pauseMs) => values.set(channel, { perSecond, strikes }, pauseMs + LIVES_MS),
    place: async (channel, mostMs) => {
      const pace = get(channel);
      if (pace === undefined) return 0;
      const distanceMs = 1_000 / pace.perSecond;
      const waitUs = await ask(redis, (client) =>
        client.eval(TAKE_PLACE, 1, `${channelKey(channel)}:place`, Math.ceil(distanceMs * 1_000), mostMs * 1_000),
      );
      if (typeof waitUs !== 'number') return takeOwnPlace(channel, distanceMs, mostMs);
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
