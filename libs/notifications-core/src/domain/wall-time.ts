import { Temporal } from 'temporal-polyfill';

/** An instant together with the zone that people read it in. */
export interface WallTime {
  readonly instant: Date;
  /** IANA name, or an offset such as `-05:00` where no zone was given. */
  readonly zone: string;
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/i;

const knownZones = new Map<string, boolean>();
/** Entries. Hostile input must not grow the cache without end. */
const MOST_KNOWN_ZONES = 2_000;

/** The rule for a zone, as the end of an error text. */
export const TIME_ZONE_RULE = 'an IANA time zone such as America/New_York';

/** Characters. */
export const LONGEST_TIME_ZONE = 64;

/** Whether this is an IANA zone that the runtime knows. Offsets such as `+02:00` are not zones. */
export function isTimeZone(name: string): boolean {
  const known = knownZones.get(name);
  if (known !== undefined) return known;
  let valid = /^[A-Za-z]/.test(name) && name.length <= LONGEST_TIME_ZONE;
  try {
    // Both libraries must know it: Intl accepts old names such as `PST` that Temporal refuses.
    if (valid) Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    if (valid) new Intl.DateTimeFormat('en', { timeZone: name });
  } catch {
    valid = false;
  }
  if (knownZones.size < MOST_KNOWN_ZONES) knownZones.set(name, valid);
  return valid;
}

/**
 * Reads a start time. With an offset it is an instant; without one it is local time in `zone`. A local time in a
 * skipped hour counts as after the gap, one in a repeated hour as the earlier one (Temporal's `compatible`).
 * @returns the problem as text instead of throwing, so that the caller can name the field.
 */
export function parseWallTime(text: string, zone: string | undefined): WallTime | { readonly problem: string } {
  const match = RFC_3339.exec(text);
  if (!match) return { problem: 'must be a date and time such as 2026-12-01T14:00:00-05:00' };
  const offset = match[3];
  try {
    const plain = Temporal.PlainDateTime.from(offset === undefined ? text : text.slice(0, -offset.length), {
      overflow: 'reject',
    });
    if (offset !== undefined) {
      const canonical = /^(z|-00:?00)$/i.test(offset) ? '+00:00' : offset.replace(/^(.\d\d)(\d\d)$/, '$1:$2');
      return storable(plain.toZonedDateTime(canonical), zone ?? canonical);
    }
    if (zone === undefined) return { problem: 'has no offset: add one, or name the zone in data.appointment.timezone' };
    return storable(plain.toZonedDateTime(zone, { disambiguation: 'compatible' }), zone);
  } catch {
    return { problem: 'is not a real date and time' };
  }
}

/** Postgres has no year 0 and reads no ISO text of the year 10000. An offset can move a valid year into either. */
function storable(time: Temporal.ZonedDateTime, zone: string): WallTime | { readonly problem: string } {
  const instant = new Date(time.epochMilliseconds);
  const year = instant.getUTCFullYear();
  return year >= 1 && year <= 9_999 ? { instant, zone } : { problem: 'must be between the years 1 and 9999' };
}

/** The rule for the `time` of an event, as the end of an error text. */
export const INSTANT_RULE = 'an instant such as 2026-11-22T10:00:00Z';

/** Reads an instant with an offset, as CloudEvents require of `time`. `null`: it is not one. */
export function parseInstant(text: string): Date | null {
  const parsed = RFC_3339.exec(text)?.[3] === undefined ? null : parseWallTime(text, undefined);
  return parsed && 'instant' in parsed ? parsed.instant : null;
}

/** Whether a clock can be read in this zone: an IANA name, or an offset such as `-05:00`. */
export function isClockZone(zone: string): boolean {
  return isTimeZone(zone) || /^[+-]([01]\d|2[0-3]):[0-5]\d$/.test(zone);
}

/** Minutes since midnight that a clock in `zone` shows at `instant`. */
export function minuteOfDay(instant: Date, zone: string): number {
  const { hour, minute } = zoned(instant, zone);
  return hour * 60 + minute;
}

/** The first instant at or after `from` at which a clock in `zone` shows `minutes` since midnight. */
export function nextTimeOfDay(from: Date, minutes: number, zone: string): Date {
  for (let days = 0; ; days++) {
    const found = timesOfDay(from, days, minutes, zone).find((time) => time >= from.getTime());
    if (found !== undefined) return new Date(found);
  }
}

/** The last instant at or before `until` at which a clock in `zone` shows `minutes` since midnight. */
export function lastTimeOfDay(until: Date, minutes: number, zone: string): Date {
  for (let days = 0; ; days--) {
    const found = timesOfDay(until, days, minutes, zone).findLast((time) => time <= until.getTime());
    if (found !== undefined) return new Date(found);
  }
}

/**
 * The instants at which a clock shows that time, `days` after the day of `instant`. In a repeated hour they are two; a
 * skipped time counts as after the gap.
 */
function timesOfDay(instant: Date, days: number, minutes: number, zone: string): number[] {
  const day = zoned(instant, zone).toPlainDate().add({ days });
  const local = day.toPlainDateTime({ hour: Math.floor(minutes / 60), minute: minutes % 60 });
  return (['compatible', 'later'] as const).map(
    (disambiguation) => local.toZonedDateTime(zone, { disambiguation }).epochMilliseconds,
  );
}

/** Whether clocks in both zones show the same time at that instant. */
export function showSameTime(instant: Date, zone: string, other: string): boolean {
  return zone === other || offsetMs(instant, zone) === offsetMs(instant, other);
}

/** How far the clocks of the zone are ahead of UTC at that instant, in milliseconds. */
export function offsetMs(instant: Date, zone: string): number {
  return zoned(instant, zone).offsetNanoseconds / 1e6;
}

function zoned(instant: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
}
