import { Temporal } from 'temporal-polyfill';
import type { BucketStretch, Stretch } from '../db/analytics.js';
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

/** What to read for each bucket: whole hours (UTC) where it can be, and quarters at the edges, as in India. */
export function stretchesOf(starts: readonly Date[]): BucketStretch[] {
  return starts.slice(0, -1).flatMap((start, bucket) => {
    const since = start.getTime();
    const until = (starts[bucket + 1] ?? start).getTime();
    const firstHour = Math.min(Math.ceil(since / HOUR_MS) * HOUR_MS, until);
    const lastHour = Math.max(Math.floor(until / HOUR_MS) * HOUR_MS, firstHour);
    return [stretch(15, since, firstHour), stretch(60, firstHour, lastHour), stretch(15, lastHour, until)].flatMap(
      (each) => (each === null ? [] : { bucket, ...each }),
    );
  });
}

/** What to read for all of a time: whole days (UTC), and hours at the edges. The first hour counts as a whole. */
export function lagStretches(from: Date, to: Date): Stretch<60 | 1440>[] {
  const since = Math.floor(from.getTime() / HOUR_MS) * HOUR_MS;
  const until = to.getTime();
  const firstDay = Math.min(Math.ceil(since / DAY_MS) * DAY_MS, until);
  const lastDay = Math.max(Math.floor(until / DAY_MS) * DAY_MS, firstDay);
  return [stretch(60, since, firstDay), stretch(1440, firstDay, lastDay), stretch(60, lastDay, until)].flatMap(
    (each) => each ?? [],
  );
}

function stretch<Minutes extends number>(minutes: Minutes, since: number, until: number): Stretch<Minutes> | null {
  return since < until ? { minutes, since: new Date(since), until: new Date(until) } : null;
}
