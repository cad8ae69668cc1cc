import type { Behaviour, FakeRequest } from '../../support/fake-provider.js';
import { PATIENCE } from '../fault-world.js';
import type { Row } from '../row.js';

type Channel = FakeRequest['channel'];

const BOOKINGS = { full: 2_500, short: 100 } as const;
const REFUSALS = { full: 3, short: 1 } as const;
/** Requests that are under way when a 429 comes are no fault of anybody; other pods hear of it within half a second. */
const HEARD_MS = 1_500;
const PROBES = 1;
/**
 * A channel is refused up to three times, for up to 6 s, and each time begins again at a message a second, twice as fast
 * every 5 s (providers/pace.ts): 40 s until nothing is slow. Both channels wait side by side.
 */
const MOST_RECOVERY_MS = 3 * (6_000 + 40_000) + 42_000;

/** A time in which the provider of a channel takes nothing, and says for how long. */
interface Refusal {
  readonly channel: Channel;
  /** It begins with this request of the channel. */
  readonly fromRequest: number;
  readonly seconds: number;
}

interface Window {
  readonly channel: Channel;
  readonly from: number;
  readonly until: number;
  /** Requests that came within it, after everybody could know. */
  late: number;
  all: number;
}

/** A provider that refuses by this schedule, and counts who came all the same. */
function limiting(refusals: readonly Refusal[]) {
  const counts: Record<Channel, number> = { email: 0, sms: 0 };
  const left = [...refusals];
  const windows: Window[] = [];
  const decide = ({ channel }: FakeRequest): Behaviour => {
    const now = Date.now();
    counts[channel] += 1;
    let window = windows.find((one) => one.channel === channel && now < one.until);
    const next = left.findIndex((one) => one.channel === channel && counts[channel] >= one.fromRequest);
    if (window === undefined && next >= 0) {
      const [{ seconds }] = left.splice(next, 1) as [Refusal];
      window = { channel, from: now, until: now + seconds * 1_000, late: 0, all: 0 };
      windows.push(window);
    }
    if (window === undefined) return { delayMs: 10 };
    window.all += 1;
    if (now > window.from + HEARD_MS) window.late += 1;
    return { status: 429, headers: { 'retry-after': String(Math.ceil((window.until - now) / 1_000)) }, body: '{}' };
  };
  return { decide, windows };
}

export const storm: Row = {
  number: 10,
  title: '429 with Retry-After in a storm',
  expected: 'all sent once, pace obeyed by all pods together',
  allowed: { twice: 0, recoveryMs: MOST_RECOVERY_MS },
  run: async ({ random, size, world, drawn, note, expect }) => {
    const refusals = (['email', 'sms'] as const).flatMap((channel) =>
      Array.from({ length: REFUSALS[size] }, (_, n): Refusal => {
        const part = BOOKINGS[size] / REFUSALS[size];
        return {
          channel,
          fromRequest: Math.floor(n * part + random.between(10, part / 2)),
          seconds: random.between(3, 6),
        };
      }),
    );
    refusals.forEach(({ channel, fromRequest, seconds }) =>
      drawn(`429 on ${channel} from request ${fromRequest}, for ${seconds} s`),
    );
    const { decide, windows } = limiting(refusals);
    const it = await world({ workers: 3, environment: { ...PATIENCE, WORKER_CONCURRENCY: '16' }, decide });
    await it.platform.book(BOOKINGS[size], { atATime: 30 });
    it.faultOver();
    await it.everythingEnds(240_000);
    for (const { channel, from, until, all, late } of windows) {
      note(`${channel} refused for ${(until - from) / 1_000} s: ${all} requests came, ${late} after ${HEARD_MS} ms`);
      expect(late <= PROBES, `${channel}: ${late} requests came within the Retry-After, after every pod could know`);
    }
    expect(windows.length === refusals.length, `the provider refused ${windows.length} times, not ${refusals.length}`);
  },
};
