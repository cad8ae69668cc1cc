import type { Redis } from 'ioredis';
import { QUEUE_PREFIX } from '../domain/jobs.js';
import { ask } from './shared-values.js';

/** Something that is counted, and how many of it there may be in its hour or day. */
export interface Counted {
  /** Tells nothing of a number: a hash. */
  readonly name: string;
  readonly window: 'hour' | 'day';
  readonly limit: number;
}

/** Which of the given limits a message is over, and how long its window still lasts. */
export interface Over {
  readonly index: number;
  readonly waitMs: number;
}

export interface SmsCounters {
  /** For each message, in order: counts it under all its names, or says which limit it is over. Never throws. */
  takeAll(messages: readonly (readonly Counted[])[]): Promise<(Over | null)[]>;
}

const WINDOW_SECONDS = { hour: 3_600, day: 86_400 } as const;

/**
 * One script for all messages of a moment: of many libraries for limits, none asks once for several messages of several
 * limits each. Hours and days are those of Redis' clock, so that pods with other clocks agree.
 *
 * Counters of an hour or a day lie in 4,096 hashes, which Redis stores far more compactly than as many keys. Redis
 * forgets them when their window is over.
 *
 * Arguments: for each message the number of its limits, then for each of them name, seconds of the window and limit.
 * Answers two numbers for each message: the index of the limit that it is over, from 1, or 0; and milliseconds to wait.
 */
const TAKE = `
local time = redis.call('TIME')
local now = tonumber(time[1])
local answers, at = {}, 1
while at <= #ARGV do
  local limits, over, wait = tonumber(ARGV[at]), 0, 0
  local counters = {}
  for i = 1, limits do
    local name, seconds, limit = ARGV[at + 1], tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
    at = at + 3
    local window = math.floor(now / seconds)
    local key = KEYS[1] .. ':' .. seconds .. ':' .. window .. ':' .. string.sub(name, 1, 2)
    local left = (window + 1) * seconds - now
    counters[i] = { key, string.sub(name, 3), left }
    if left * 1000 > wait and tonumber(redis.call('HGET', key, string.sub(name, 3)) or 0) >= limit then
      over, wait = i, left * 1000
    end
  end
  at = at + 1
  if over == 0 then
    for _, counter in ipairs(counters) do
      if redis.call('HINCRBY', counter[1], counter[2], 1) == 1 then redis.call('EXPIRE', counter[1], counter[3] + 1) end
    end
  end
  answers[#answers + 1] = over
  answers[#answers + 1] = wait
end
return answers`;

/** Milliseconds without a question to Redis after one that it did not answer: each would delay messages by a second. */
const PAUSE_MS = 5_000;

type WithScript = Redis & { takeSms(key: string, ...values: (string | number)[]): Promise<number[]> };

export function createSmsCounters(redis: Redis | null): SmsCounters {
  redis?.defineCommand('takeSms', { numberOfKeys: 1, lua: TAKE });
  const alone = createOwnCounters();
  let pausedUntil = -Infinity;
  return {
    takeAll: async (messages) => {
      const values = messages.flatMap((counted) => [
        counted.length,
        ...counted.flatMap(({ name, window, limit }) => [name, WINDOW_SECONDS[window], limit]),
      ]);
      const answers =
        performance.now() < pausedUntil
          ? undefined
          : await ask(redis, (client) => (client as WithScript).takeSms(`${QUEUE_PREFIX}:sms-limits`, ...values));
      if (answers === undefined && performance.now() >= pausedUntil) pausedUntil = performance.now() + PAUSE_MS;
      if (answers === undefined) return messages.map((counted) => alone(counted));
      return messages.map((_, index) => {
        const [over = 0, waitMs = 0] = answers.slice(2 * index);
        return over === 0 ? null : { index: over - 1, waitMs };
      });
    },
  };
}

/** Names of an hour or day that a process remembers at most. More are not counted. */
const MOST_REMEMBERED = 200_000;

/** Counts in this process alone, for the time that Redis is away. */
function createOwnCounters(): (counted: readonly Counted[]) => Over | null {
  const counts = { hour: new Map<string, number>(), day: new Map<string, number>() };
  const begun = { hour: 0, day: 0 };
  return (counted) => {
    const now = Date.now();
    for (const window of ['hour', 'day'] as const) {
      const current = Math.floor(now / 1_000 / WINDOW_SECONDS[window]);
      if (current !== begun[window]) counts[window].clear();
      begun[window] = current;
    }
    const endsInMs = (window: Counted['window']): number => {
      const ms = WINDOW_SECONDS[window] * 1_000;
      return ms - (now % ms);
    };
    const countOf = ({ name, window }: Counted): number => counts[window].get(name) ?? 0;
    const full = counted
      .map((each, index) => ({ index, waitMs: endsInMs(each.window), each }))
      .filter(({ each }) => countOf(each) >= each.limit)
      .sort((a, b) => b.waitMs - a.waitMs)[0];
    if (full !== undefined) return { index: full.index, waitMs: full.waitMs };
    for (const each of counted) {
      const own = counts[each.window];
      if (own.has(each.name) || own.size < MOST_REMEMBERED) own.set(each.name, countOf(each) + 1);
    }
    return null;
  };
}
