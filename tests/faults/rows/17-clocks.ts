import { appointment, event, type BookingEvent } from '../../support/bookings.js';
import { canaryClient } from '../../support/canaries.js';
import { clockOff } from '../../support/clock-ahead.js';
import type { FaultWorld } from '../fault-world.js';
import type { Row, RowContext } from '../row.js';
import { instantOf, jumpsOf, localTime, spokenTime, type Jump } from '../wall-clock.js';

/** Zones whose clocks jump: both halves of the world, half an hour, at midnight, by the moon. */
const ZONES = [
  ...['America/New_York', 'America/Los_Angeles', 'America/St_Johns', 'America/Havana', 'America/Santiago'],
  ...['America/Halifax', 'America/Nuuk', 'Atlantic/Azores', 'Europe/London', 'Europe/Berlin'],
  ...['Europe/Chisinau', 'Africa/Casablanca', 'Africa/Cairo', 'Asia/Beirut', 'Asia/Jerusalem'],
  ...['Australia/Sydney', 'Australia/Lord_Howe', 'Pacific/Auckland', 'Pacific/Chatham', 'Pacific/Norfolk'],
] as const;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Both edges of a year, and the first of the next. */
const LOOK_AHEAD_MS = 500 * DAY_MS;
/** So that no reminder is due while the row runs. */
const NOT_BEFORE_MS = 10 * DAY_MS;
const REMINDER_HOURS = [24, 2, 1];

const SIZES = { full: { zones: ZONES.length, reminders: 200 }, short: { zones: 4, reminders: 20 } } as const;
/** Each clock is wrong by an hour. That of Postgres is right. */
const CLOCKS_OFF_MS = [HOUR_MS, -HOUR_MS];
const FIRST_REMINDER_MS = 15_000;
const LAST_REMINDER_MS = 30_000;
/** Bull delays a job by the clock of a worker. A job that does not come is trusted for 15 s, then handed over again. */
const MOST_LATE_MS = 25_000;

export const clocks: Row = {
  number: 17,
  title: 'clocks that jump in 20 zones, and clocks of workers that are an hour off',
  expected: 'right instants by another library, and none early',
  run: async (context) => {
    const it = await context.world({
      workers: 0,
      environment: { APPOINTMENT_REMINDER_HOURS: JSON.stringify(REMINDER_HOURS), REMINDER_MIN_GAP_MINUTES: '0' },
    });
    await Promise.all(CLOCKS_OFF_MS.map((ms) => it.startWorker(clockOff(ms))));
    await soonReminders(context, it);
    await jumps(context, it);
  },
};

/** A start that is told as local time, or with the offset of one of the two times that a clock shows it. */
interface Start {
  readonly zone: string;
  readonly text: string;
  readonly at: number;
}

/** Local times before, in and after a jump; where they come twice, both of them by their offsets too. */
function startsAround({ at, byMs }: Jump, zone: string): Start[] {
  const before = localTime(at - MINUTE_MS, zone);
  const locals = [-90, -30, -1, 0, 1, 15, 29, 30, 45, 59, 60, 61, 90].map((minutes) => shifted(before, minutes + 1));
  const byOffset = (instant: number): Start => ({ zone, text: new Date(instant).toISOString(), at: instant });
  return [
    ...locals.map((text) => ({ zone, text: `${text}:00`, at: instantOf(text, zone) })),
    ...(byMs < 0 ? [byOffset(at - HOUR_MS / 2), byOffset(at + HOUR_MS / 4)] : []),
  ];
}

/** A time on the wall that is so much later, as if no clock ever jumped. */
function shifted(local: string, minutes: number): string {
  return new Date(Date.parse(`${local}Z`) + minutes * MINUTE_MS).toISOString().slice(0, 16);
}

interface Reminder {
  readonly appointmentId: string;
  readonly hours: number;
  readonly at: number;
  readonly context: Readonly<Record<string, unknown>>;
}

async function jumps({ random, size, drawn, note, expect }: RowContext, it: FaultWorld): Promise<void> {
  const now = Date.now();
  const starts = new Map<string, Start>();
  const events: BookingEvent[] = [];
  let jumped = 0;
  for (const zone of random.shuffled(ZONES).slice(0, SIZES[size].zones)) {
    const found = jumpsOf(zone, now + NOT_BEFORE_MS, now + LOOK_AHEAD_MS);
    expect(found.length >= 2, `the clocks of ${zone} should jump twice in a year, and jump ${found.length} times`);
    jumped += found.length;
    drawn(zone);
    for (const start of found.flatMap((jump) => startsAround(jump, zone))) {
      const booked = appointment({ client: canaryClient(), starts_at: start.text, timezone: zone });
      starts.set(booked.id, start);
      events.push(event('booking.created', booked));
    }
  }
  const { status, body } = await it.world.post(events);
  expect(status === 202, `the bookings were answered with ${status}: ${JSON.stringify(body).slice(0, 500)}`);
  body.forEach(({ notifications }) => it.platform.acknowledge(notifications));
  await it.everythingEnds(60_000);

  const { rows } = await it.world.sql.query<Reminder>(
    `SELECT appointment_id AS "appointmentId", hours_until AS hours, context,
       (extract(epoch FROM scheduled_for) * 1000)::float8 AS at
     FROM notification WHERE hours_until IS NOT NULL AND appointment_id = ANY ($1)`,
    [[...starts.keys()]],
  );
  const expected = starts.size * REMINDER_HOURS.length * 2;
  expect(rows.length === expected, `there should be ${expected} reminders, and are ${rows.length}`);
  for (const { appointmentId, hours, at, context } of rows) {
    const start = starts.get(appointmentId)!;
    const told = `${start.text} in ${start.zone}`;
    const right = start.at - hours * HOUR_MS;
    expect(at === right, `${told}: ${hours} h before is ${iso(right)}, and the reminder is planned for ${iso(at)}`);
    const says = String(context['appointment_time']).replaceAll('\u202f', ' ');
    const spoken = spokenTime(start.at, start.zone);
    expect(says === spoken, `${told}: a clock shows ${spoken}, and the message says ${says}`);
  }
  note(`${starts.size} starts around ${jumped} jumps, ${rows.length} reminders compared`);
}

const iso = (at: number): string => new Date(at).toISOString();

/** Reminders that are due in seconds, with no worker whose clock is right. That none is early is an invariant. */
async function soonReminders({ random, size, note, expect }: RowContext, it: FaultWorld): Promise<void> {
  const now = Date.now();
  const events = Array.from({ length: SIZES[size].reminders }, () => {
    const at = now + HOUR_MS + random.between(FIRST_REMINDER_MS, LAST_REMINDER_MS);
    return event('booking.created', appointment({ client: canaryClient(), starts_at: iso(at) }));
  });
  const { status, body } = await it.world.post(events);
  expect(status === 202, `the bookings were answered with ${status}`);
  body.forEach(({ notifications }) => it.platform.acknowledge(notifications));
  await new Promise((resolve) => setTimeout(resolve, LAST_REMINDER_MS + now - Date.now()));
  await it.everythingEnds(60_000);

  const { rows } = await it.world.sql.query<{ late: number | null }>(
    `SELECT (extract(epoch FROM sent_at - scheduled_for) * 1000)::float8 AS late
     FROM notification WHERE hours_until = 1 ORDER BY late`,
  );
  const late = rows.map((row) => row.late ?? Number.NaN);
  expect(late.length === events.length * 2, `${events.length * 2} reminders should be sent, and are ${late.length}`);
  const last = late.at(-1) ?? Number.NaN;
  expect(last <= MOST_LATE_MS, `the last reminder was ${Math.round(last)} ms late`);
  note(
    `clocks an hour ahead and behind: ${late.length} reminders, recorded ${Math.round(late[0] ?? Number.NaN)} to ${Math.round(last)} ms after their time`,
  );
}
