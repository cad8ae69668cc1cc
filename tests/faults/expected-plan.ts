import type { History, Telling, Version } from './told-history.js';
import { spokenTime } from './wall-clock.js';

/** What of a row of `notification` is compared. */
export interface PlannedRow {
  readonly channel: 'email' | 'sms';
  readonly template: string;
  readonly state: string;
  readonly reason: string | null;
  readonly hoursUntil: number | null;
  /** Epoch milliseconds. */
  readonly scheduledFor: number;
  readonly context: Readonly<Record<string, unknown>>;
}

const CHANNELS = ['email', 'sms'] as const;
const HOUR_MS = 3_600_000;
const ENDED_BY_PLANNING: ReadonlySet<string | null> = new Set(['superseded', 'booking_cancelled']);

export function newestOf({ versions }: History): Version {
  return versions.at(-1)!;
}

/** Templates that tell the truth about a booking in this version. */
export function trueNotices({ type, status }: Version): readonly string[] {
  if (type === 'booking.cancelled') return ['appointment_cancellation'];
  // Whoever reads that it has moved knows that it stands.
  return status === 'pending' ? ['appointment_request'] : ['appointment_confirmation', 'appointment_rescheduled'];
}

/**
 * Compares the rows of a booking with what its newest version alone says, whatever came before it and in which order.
 * Nothing of it has been sent. This is no second planner: it knows the promise, and nothing of how it is kept.
 * @returns what differs, in words.
 */
export function differencesOf(
  { appointmentId, history }: Telling,
  rows: readonly PlannedRow[],
  reminderHours: readonly number[],
): string[] {
  const newest = newestOf(history);
  const waiting = rows.filter(({ state }) => state === 'pending');
  const strange = rows
    .filter(({ state, reason }) => state !== 'pending' && (state !== 'cancelled' || !ENDED_BY_PLANNING.has(reason)))
    .map(({ template, state, reason }) => `${template} is ${state} (${reason ?? 'no reason'})`);
  return [
    ...strange,
    ...remindersThatDiffer(newest, waiting, reminderHours),
    ...noticesThatDiffer(newest, waiting),
  ].map((what) => `${appointmentId}, ${history.versions.map(({ type }) => type.slice(8)).join(' ')}: ${what}`);
}

/** Exactly the reminders of a booking that stands, at their times, with the facts of now. */
export function remindersThatDiffer(newest: Version, rows: readonly PlannedRow[], hours: readonly number[]): string[] {
  const stands = newest.type !== 'booking.cancelled' && newest.status === 'confirmed';
  const expected = CHANNELS.flatMap((channel) =>
    (stands ? hours : []).map((each) => `${channel} ${each} h ${newest.startsAt - each * HOUR_MS}`),
  );
  const reminders = rows.filter(({ hoursUntil, state }) => hoursUntil !== null && state === 'pending');
  const found = reminders.map(
    ({ channel, hoursUntil, scheduledFor }) => `${channel} ${hoursUntil ?? ''} h ${scheduledFor}`,
  );
  const times =
    [...expected].sort().join() === [...found].sort().join()
      ? []
      : [`reminders should be ${expected.join(', ') || 'none'}, and are ${found.join(', ') || 'none'}`];
  return [...times, ...reminders.flatMap((row) => factsThatDiffer(newest, row))];
}

/** One notice waits on each channel, and it tells the truth. */
function noticesThatDiffer(newest: Version, waiting: readonly PlannedRow[]): string[] {
  const right = trueNotices(newest);
  return CHANNELS.flatMap((channel) => {
    const notices = waiting.filter((row) => row.hoursUntil === null && row.channel === channel);
    const names = notices.map(({ template }) => template);
    const isRight = names.length === 1 && right.includes(names[0]!);
    return [
      ...(isRight
        ? []
        : [`${channel} should wait with one of ${right.join(', ')}, and waits with ${names.join(', ')}`]),
      ...notices.flatMap((row) => factsThatDiffer(newest, row)),
    ];
  });
}

function factsThatDiffer({ startsAt, zone, serviceName, barberName }: Version, row: PlannedRow): string[] {
  const expected = {
    service_name: serviceName,
    barber_name: barberName,
    appointment_time: spokenTime(startsAt, zone),
  };
  return Object.entries(expected)
    .filter(([name, value]) => spaced(row.context[name]) !== value)
    .map(
      ([name, value]) => `${row.template} by ${row.channel} says ${name} ${spaced(row.context[name])}, it is ${value}`,
    );
}

/** Intl writes a narrow space before AM and PM. */
function spaced(value: unknown): string {
  return String(value).replaceAll('\u202f', ' ');
}
