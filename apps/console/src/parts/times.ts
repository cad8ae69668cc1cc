/** How an instant is written in a zone: "1 Dec 2026, 14:05", and the zone where it is asked for. */
export function timeText(
  instant: string | Date,
  timezone: string,
  options: { readonly withZone?: boolean } = {},
): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    ...(options.withZone === true ? { timeZoneName: 'short' } : {}),
  }).format(new Date(instant));
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const;
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/** "3 minutes ago", "in 2 hours". */
export function fromNow(instant: string | Date, now: number = Date.now()): string {
  const seconds = Math.round((new Date(instant).getTime() - now) / 1_000);
  const [unit, length] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? UNITS[3];
  return RELATIVE.format(Math.trunc(seconds / length), unit);
}

/** "350 ms", "2.4 s", "3 min", "2 h", "4 days". */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
  if (seconds < 3_600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 2 * 86_400) return `${Math.round(seconds / 3_600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}
