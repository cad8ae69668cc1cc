import { dateFormat, plainSpaces } from './intl-formats.js';
import { offsetMs, type WallTime } from './wall-time.js';

/** "December 1, 2026": by the venue's calendar. */
export function formatDate({ instant, zone }: WallTime, locale: string): string {
  return dateFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(asIfUtc(instant, zone));
}

/** "Tuesday, December 1, 2026". */
export function formatDay({ instant, zone }: WallTime, locale: string): string {
  return plainSpaces(dateFormat(locale, { dateStyle: 'full', timeZone: 'UTC' }).format(asIfUtc(instant, zone)));
}

/** Further away than this, a weekday and a date could be those of another year. */
const YEAR_SHOWN_FROM_MS = 330 * 86_400_000;

/** "Tue Dec 1", for where space is short. "Tue Dec 1, 2027" when it is nearly a year or more away from `now`. */
export function formatShortDay({ instant, zone }: WallTime, locale: string, now: Date): string {
  const far = Math.abs(instant.getTime() - now.getTime()) >= YEAR_SHOWN_FROM_MS;
  const options: Intl.DateTimeFormatOptions = { weekday: 'short', month: 'short', day: 'numeric', timeZone: 'UTC' };
  const day = dateFormat(locale, far ? { ...options, year: 'numeric' } : options).format(asIfUtc(instant, zone));
  return plainSpaces(day).replace(', ', ' ');
}

/** "2:00 PM". */
export function formatTime({ instant, zone }: WallTime, locale: string): string {
  return plainSpaces(dateFormat(locale, { timeStyle: 'short', timeZone: 'UTC' }).format(asIfUtc(instant, zone)));
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
function asIfUtc(instant: Date, zone: string): Date {
  return new Date(instant.getTime() + offsetMs(instant, zone));
}
