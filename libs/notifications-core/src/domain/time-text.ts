import { dateFormat, plainSpaces } from './intl-formats.js';
import { offsetMs, type WallTime } from './wall-time.js';

/** A time in the forms that messages show. */
export interface WrittenTime {
  /** "December 1, 2026". */
  readonly date: string;
  /** "Tuesday, December 1, 2026". */
  readonly day: string;
  /** "Tue Dec 1", for where space is short. "Tue Dec 1, 2027" when it is nearly a year or more away. */
  readonly dayShort: string;
  /** "2:00 PM". */
  readonly time: string;
}

/** Further away than this, a weekday and a date could be those of another year. */
const YEAR_SHOWN_FROM_MS = 330 * 86_400_000;

/** Writes a time by the venue's clock and calendar. */
export function writeTime(start: WallTime, locale: string, now: Date): WrittenTime {
  const wall = asIfUtc(start);
  const write = (options: Intl.DateTimeFormatOptions): string =>
    plainSpaces(dateFormat(locale, { ...options, timeZone: 'UTC' }).format(wall));
  const isFar = Math.abs(start.instant.getTime() - now.getTime()) >= YEAR_SHOWN_FROM_MS;
  const short = { weekday: 'short', month: 'short', day: 'numeric' } as const;
  return {
    date: write({ dateStyle: 'long' }),
    day: write({ dateStyle: 'full' }),
    dayShort: write(isFar ? { ...short, year: 'numeric' } : short).replace(', ', ' '),
    time: write({ timeStyle: 'short' }),
  };
}

/** "EST". For a bare offset "GMT+9", "GMT-3:30" or "UTC". */
export function zoneName({ instant, zone }: WallTime, locale: string): string {
  if (isOffset(zone)) return zone === '+00:00' ? 'UTC' : `GMT${shortOffset(zone)}`;
  const parts = dateFormat(locale, { timeZone: zone, timeZoneName: 'short' }).formatToParts(instant);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

/** Whether the zone of a time is only an offset, such as `-05:00`: the name of the place is not known. */
export function isOffset(zone: string): boolean {
  return /^[+-]/.test(zone);
}

/** `+09:00` as "+9". */
function shortOffset(offset: string): string {
  return offset.replace(/^([+-])0/, '$1').replace(/:00$/, '');
}

/** Intl does not format bare offsets everywhere, so the wall clock is shifted to UTC and formatted as UTC. */
export function asIfUtc({ instant, zone }: WallTime): Date {
  return new Date(instant.getTime() + offsetMs(instant, zone));
}
