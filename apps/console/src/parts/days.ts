/** The calendar day of an instant in a zone: "2026-12-01". */
export function dayOf(instant: string | number, timezone: string): string {
  const { year, month, day } = clock(new Date(instant), timezone);
  return `${year}-${month}-${day}`;
}

/** The instant, RFC 3339, at which a day begins on the clocks of a zone. */
export function startOfDay(day: string, timezone: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Clocks may change on that day, so the offset is read again where it begins.
  const guess = midnight - offsetMs(midnight, timezone);
  return new Date(midnight - offsetMs(guess, timezone)).toISOString();
}

/** The day so many days later; earlier, if negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

export function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && Number.isFinite(Date.parse(`${text}T00:00:00Z`));
}

/** The zone, if this browser knows it: bookings may have one that it does not. */
export function knownZone(timezone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: timezone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function offsetMs(instant: number, timezone: string): number {
  const { year, month, day, hour, minute, second } = clock(new Date(instant), timezone);
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - Math.trunc(instant / 1_000) * 1_000;
}

const FIGURES = {
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
} as const;

function clock(instant: Date, timezone: string): Record<keyof typeof FIGURES, string> {
  const parts = new Intl.DateTimeFormat('en-US', { ...FIGURES, timeZone: timezone, hourCycle: 'h23' }).formatToParts(
    instant,
  );
  return Object.fromEntries(parts.map(({ type, value }) => [type, value])) as Record<keyof typeof FIGURES, string>;
}
