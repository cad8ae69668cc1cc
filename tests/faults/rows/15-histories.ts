import { setTimeout as wait } from 'node:timers/promises';
import type { BookingEvent } from '../../support/bookings.js';
import { canaryClient } from '../../support/canaries.js';
import { differencesOf, newestOf, remindersThatDiffer, trueNotices, type PlannedRow } from '../expected-plan.js';
import type { FaultWorld } from '../fault-world.js';
import type { Row, RowContext } from '../row.js';
import type { Random } from '../seed.js';
import { drawHistory, eventsOf, type Telling } from '../told-history.js';

const SIZES = { full: { bookings: 100, histories: 20 }, short: { bookings: 12, histories: 4 } } as const;
const REMINDER_HOURS = [24, 2];
const CONNECTIONS = 6;
const MOST_EVENTS_IN_A_POST = 200;
const AGAIN_MS = 100;
const ENDS_WITHIN_MS = 180_000;

interface Stored extends PlannedRow {
  readonly appointmentId: string;
}

export const histories: Row = {
  number: 15,
  title: 'booking events five-fold, shuffled, cancel before create',
  expected: 'the final plan equals the one computed from the highest version',
  allowed: { reasons: ['superseded', 'booking_cancelled'] },
  run: async (context) => {
    const { random, size, world, drawn, note, expect } = context;
    const { bookings, histories: perBooking } = SIZES[size];
    const now = Date.now();
    const drawnHistories = Array.from({ length: bookings }, () => drawHistory(random, now));
    drawnHistories.forEach(({ orderedBy, versions }, n) =>
      drawn(`booking ${n + 1}, by ${orderedBy}: ${versions.map(({ type }) => type.slice(8)).join(' ')}`),
    );
    const tellings = (name: string): Telling[] =>
      drawnHistories.flatMap((history, n) =>
        Array.from({ length: perBooking / 2 }, (_, copy) => ({
          appointmentId: `${name}-${n + 1}-${copy + 1}`,
          history,
          client: canaryClient(),
        })),
      );

    const it = await world({
      workers: 0,
      apis: 2,
      environment: { APPOINTMENT_REMINDER_HOURS: JSON.stringify(REMINDER_HOURS) },
    });
    const unsent = tellings('unsent');
    const posted = await tellAll(it, random, unsent);
    const rows = byAppointment(await rowsOf(it));
    for (const telling of unsent) {
      const differences = differencesOf(telling, rows.get(telling.appointmentId) ?? [], REMINDER_HOURS);
      expect(differences.length === 0, differences.join('; '));
    }

    // The same once more, while what is planned goes out.
    await Promise.all([it.startWorker(), it.startWorker()]);
    const sending = tellings('sent');
    const postedToo = await tellAll(it, random, sending);
    await it.everythingEnds(ENDS_WITHIN_MS);
    await expectTruth(context, it, sending);
    note(`${unsent.length + sending.length} bookings of ${bookings} kinds, ${posted + postedToo} events`);
  },
};

/** Posts every event in a random order, in arrays of random size, over several connections. Gives how many. */
async function tellAll(it: FaultWorld, random: Random, tellings: readonly Telling[]): Promise<number> {
  const events = random.shuffled(tellings.flatMap(eventsOf));
  const posts: BookingEvent[][] = [];
  for (let from = 0; from < events.length;) {
    const size = random.between(1, MOST_EVENTS_IN_A_POST);
    posts.push(events.slice(from, from + size));
    from += size;
  }
  const work = async (connection: number): Promise<void> => {
    for (let post = posts.shift(); post !== undefined; post = posts.shift()) await tellUntilTaken(it, post, connection);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, connection) => work(connection)));
  return events.length;
}

async function tellUntilTaken(it: FaultWorld, events: readonly BookingEvent[], connection: number): Promise<void> {
  for (;;) {
    const { status, body } = await it.world.post(events, it.apis[connection % it.apis.length]);
    if (status === 202) {
      body.forEach(({ notifications }) => it.platform.acknowledge(notifications));
      return;
    }
    if (status !== 503) throw new Error(`an array of events was answered with ${status}: ${JSON.stringify(body)}`);
    await wait(AGAIN_MS);
  }
}

async function rowsOf({ world }: FaultWorld): Promise<Stored[]> {
  const { rows } = await world.sql.query<Stored>(
    `SELECT appointment_id AS "appointmentId", notification_type AS channel, template_name AS template, state, reason,
       hours_until AS "hoursUntil", (extract(epoch FROM scheduled_for) * 1000)::float8 AS "scheduledFor", context
     FROM notification ORDER BY coalesce(sent_at, ended_at, created_at), id`,
  );
  return rows;
}

function byAppointment(rows: readonly Stored[]): Map<string, Stored[]> {
  const found = new Map<string, Stored[]>();
  for (const row of rows) found.set(row.appointmentId, [...(found.get(row.appointmentId) ?? []), row]);
  return found;
}

/** What waits is of the newest version, and what was said last is true of it. */
async function expectTruth({ expect }: RowContext, it: FaultWorld, tellings: readonly Telling[]): Promise<void> {
  const rows = byAppointment(await rowsOf(it));
  for (const { appointmentId, history } of tellings) {
    const theirs = rows.get(appointmentId) ?? [];
    const newest = newestOf(history);
    const differences = remindersThatDiffer(newest, theirs, REMINDER_HOURS);
    expect(differences.length === 0, `${appointmentId}: ${differences.join('; ')}`);
    for (const channel of ['email', 'sms'] as const) {
      const last = theirs.findLast((row) => row.channel === channel && row.state === 'sent')?.template;
      const isTrue = last !== undefined && trueNotices(newest).includes(last);
      expect(isTrue, `${appointmentId}: the last that was sent by ${channel} is ${last ?? 'nothing'}`);
    }
  }
}
