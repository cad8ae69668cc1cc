import { Temporal } from 'temporal-polyfill';
import type { Buckets, Stretch } from '../db/analytics.js';
import { offsetMs } from '../domain/wall-time.js';

export type BucketSize = 'hour' | 'day';

const QUARTER_MS = 900_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * The starts of the last `days` days as clocks in `zone` show them, today included, or of their hours up to the present
 * one; and the end of the last. So both sizes cover the same time. Over a change of the clocks a day has 23 or 25 hours.
 */
export function bucketStarts(now: Date, days: number, size: BucketSize, zone: string): Date[] {
  const today = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone).toPlainDate();
  const starts = Array.from(
    { length: days + 1 },
    // The first moment of a day is not always midnight: some clocks change then.
    (_, day) => today.add({ days: day - days + 1 }).toZonedDateTime(zone).epochMilliseconds,
  );
  return (size === 'day' ? starts : hoursOf(starts, now.getTime(), zone)).map((ms) => new Date(ms));
}

function hoursOf(days: readonly number[], now: number, zone: string): number[] {
  const last = days.at(-1) ?? now;
  const hours: number[] = [];
  let next = days[0] ?? now;
  while (next <= now && next < last) {
    hours.push(next);
    next = nextHour(next, zone);
  }
  return [...hours, Math.min(next, last)];
}

/** When a clock that shows a full hour shows the next one. */
function nextHour(ms: number, zone: string): number {
  const offset = (at: number): number => offsetMs(new Date(at), zone);
  if (offset(ms) === offset(ms + HOUR_MS)) return ms + HOUR_MS;
  // A change of less than an hour, such as that of Lord Howe Island, makes an hour longer or shorter.
  for (let at = ms + QUARTER_MS; ; at += QUARTER_MS) if ((at + offset(at)) % HOUR_MS === 0) return at;
}

/** How to read buckets: whole hours (UTC) where it can be, and quarters of those in which a bucket begins. */
export function bucketsOf(starts: readonly Date[]): Buckets {
  const since = starts[0]?.getTime() ?? 0;
  const until = starts.at(-1)?.getTime() ?? 0;
  const split = starts.map((start) => start.getTime()).filter((ms) => ms % HOUR_MS !== 0);
  const splitHours = [...new Set(split.map((ms) => Math.floor(ms / HOUR_MS) * HOUR_MS))];
  const quarters = splitHours
    .flatMap((hour) => [0, 1, 2, 3].map((quarter) => hour + quarter * QUARTER_MS))
    .filter((ms) => ms >= since && ms < until);
  return { starts, splitHours: splitHours.map((ms) => new Date(ms)), quarters: quarters.map((ms) => new Date(ms)) };
}

/** What to read for all of a time: whole months and days (UTC), and hours at the edges. The first hour counts as a whole. */
export function lagStretches(from: Date, to: Date): Stretch[] {
  const since = Math.floor(from.getTime() / HOUR_MS) * HOUR_MS;
  const until = to.getTime();
  const [firstDay, lastDay] = within(
    since,
    until,
    Math.ceil(since / DAY_MS) * DAY_MS,
    Math.floor(until / DAY_MS) * DAY_MS,
  );
  const [firstMonth, lastMonth] = within(firstDay, lastDay, monthOf(firstDay - 1, 1), monthOf(lastDay, 0));
  return [
    { minutes: 60, since, until: firstDay } as const,
    { minutes: 1_440, since: firstDay, until: firstMonth } as const,
    { minutes: 43_200, since: firstMonth, until: lastMonth } as const,
    { minutes: 1_440, since: lastMonth, until: lastDay } as const,
    { minutes: 60, since: lastDay, until } as const,
  ].flatMap((each) =>
    each.since < each.until ? [{ ...each, since: new Date(each.since), until: new Date(each.until) }] : [],
  );
}

/** The whole parts of a time, from the first to the end of the last. Without any, both are its end. */
function within(since: number, until: number, first: number, last: number): [first: number, last: number] {
  return first <= last && first >= since ? [first, last] : [until, until];
}

/** When the month (UTC) of an instant begins, or one of the months after it. */
function monthOf(ms: number, later: number): number {
  const at = new Date(ms);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + later);
}
