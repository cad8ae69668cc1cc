import { DateTime } from 'luxon';

/** Time on the wall, worked out by another library than the product uses. Instants are epoch milliseconds. */

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** How far clocks of the zone are ahead of UTC, in milliseconds. */
export function offsetMs(at: number, zone: string): number {
  return DateTime.fromMillis(at, { zone }).offset * MINUTE_MS;
}

/** What a clock in the zone shows: `2026-11-30T14:05`. */
export function localTime(at: number, zone: string): string {
  return DateTime.fromMillis(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");
}

/** The same in the words of the English messages: `2:05 PM`. */
export function spokenTime(at: number, zone: string): string {
  return DateTime.fromMillis(at, { zone, locale: 'en-US' }).toFormat('h:mm a');
}

/**
 * The instant at which clocks in the zone show that time. A time that comes twice is the earlier one, a time that is left
 * out is as long after the gap as it is after its beginning.
 */
export function instantOf(local: string, zone: string): number {
  const asUtc = DateTime.fromISO(local, { zone: 'utc' }).toMillis();
  const before = asUtc - offsetMs(asUtc - DAY_MS, zone);
  const after = asUtc - offsetMs(asUtc + DAY_MS, zone);
  const right = [before, after].filter((at) => at + offsetMs(at, zone) === asUtc);
  // In a gap no instant is right: the clock that was not yet moved forward decides.
  return right.length === 0 ? before : Math.min(...right);
}

/** Where clocks of a zone jump. */
export interface Jump {
  readonly at: number;
  /** Positive: this many milliseconds are left out. Negative: they come twice. */
  readonly byMs: number;
}

/** Every jump of a zone's clocks between two instants. */
export function jumpsOf(zone: string, from: number, until: number): Jump[] {
  const jumps: Jump[] = [];
  for (let hour = from; hour < until; hour += HOUR_MS) {
    const byMs = offsetMs(hour + HOUR_MS, zone) - offsetMs(hour, zone);
    if (byMs === 0) continue;
    let [low, high] = [hour, hour + HOUR_MS];
    while (high - low > MINUTE_MS / 2) {
      const middle = (low + high) / 2;
      if (offsetMs(middle, zone) === offsetMs(hour, zone)) low = middle;
      else high = middle;
    }
    jumps.push({ at: Math.round(high / MINUTE_MS) * MINUTE_MS, byMs });
  }
  return jumps;
}
