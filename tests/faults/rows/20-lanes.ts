import { setTimeout as wait } from 'node:timers/promises';
import { appointment, event } from '../../support/bookings.js';
import { canaryClient } from '../../support/canaries.js';
import type { FaultWorld } from '../fault-world.js';
import type { Row } from '../row.js';

const SIZES = {
  full: { bulk: 100_000, urgent: 500, reminders: 500 },
  short: { bulk: 4_000, urgent: 40, reminders: 40 },
} as const;
const USERS_IN_A_BULK = 10_000;
/** Bookings, of an email and an SMS each. */
const BOOKINGS_A_SECOND = 20;
/** From the post of the bookings to their reminders. Their confirmations are out by then. */
const REMINDERS_IN_MS = 10_000;
/** Where it is quick when idle, twice that is less than what a busy machine needs to look around. */
const LEAST_ALLOWED_MS = 1_000;
const LAST_REMINDER_MS = 10_000;
const ENDS_WITHIN_MS = 900_000;
const HOUR_MS = 3_600_000;

export const lanes: Row = {
  number: 20,
  title: '100,000 bulk behind urgent messages and reminders',
  expected: 'urgent p99 within twice its idle value; reminders out within seconds, none early',
  run: async ({ size, world, note, expect }) => {
    const { bulk, urgent, reminders } = SIZES[size];
    const it = await world({
      workers: 2,
      keepContent: false,
      environment: {
        WORKER_CONCURRENCY: '32',
        PROVIDER_TIMEOUT_MS: '15000',
        CLAIM_LEASE_SECONDS: '60',
        APPOINTMENT_REMINDER_HOURS: '[1]',
        REMINDER_MIN_GAP_MINUTES: '0',
        LOG_LEVEL: 'warn',
      },
    });
    // Not measured: first connections, compiled code.
    await it.platform.book(100);
    await it.everythingEnds(60_000);
    const idle = await lagsOf(it, await bookSteadily(it, urgent));

    const batches = await plantBulk(it, bulk);
    const posted = performance.now();
    const urgentLags = await lagsOf(it, await bookSteadily(it, urgent));
    const soon = await bookReminders(it, reminders);
    await wait(REMINDERS_IN_MS + LAST_REMINDER_MS / 2);
    const left = await waiting(it, batches);
    const reminderLags = await lagsOf(it, soon);
    await bulkEnds(it, batches);
    await it.everythingEnds(60_000);
    const seconds = (performance.now() - posted) / 1_000;

    expect(left > 0 || size === 'short', 'the bulk was through before all was measured');
    const allowed = Math.max(2 * quantile(idle, 0.99), LEAST_ALLOWED_MS);
    const late = quantile(urgentLags, 0.99);
    expect(
      late <= allowed,
      `p99 of urgent messages is ${late} ms behind bulk, and ${quantile(idle, 0.99)} ms when idle`,
    );
    const last = quantile(reminderLags, 1);
    expect(last <= LAST_REMINDER_MS, `the last reminder was ${last} ms late`);
    note(`urgent when idle: ${described(idle)}`);
    note(`urgent behind ${bulk} bulk: ${described(urgentLags)}`);
    note(`${reminderLags.length} reminders of one second: ${described(reminderLags)}`);
    note(`${left} of the bulk waited when that was measured; all out after ${Math.round(seconds)} s`);
  },
};

/** Books at a steady pace; resolves to the ids of what was planned. */
async function bookSteadily(it: FaultWorld, bookings: number): Promise<string[]> {
  const booked: Promise<string[]>[] = [];
  const started = performance.now();
  for (let n = 0; n < bookings; n += 1) {
    booked.push(it.platform.book(1));
    await wait(Math.max(0, started + ((n + 1) * 1_000) / BOOKINGS_A_SECOND - performance.now()));
  }
  const ids = (await Promise.all(booked)).flat();
  return ids;
}

/** People who get the bulk, and the bulk itself, by the API. Resolves to the ids of the batches. */
async function plantBulk(it: FaultWorld, count: number): Promise<string[]> {
  await it.world.sql.query(
    `INSERT INTO recipient (id, name, email) SELECT 'bulk-' || n, 'Somebody', 'bulk-' || n || '@example.com'
     FROM generate_series(1, $1) AS n`,
    [count],
  );
  const batches: string[] = [];
  for (let from = 1; from <= count; from += USERS_IN_A_BULK) {
    const size = Math.min(USERS_IN_A_BULK, count - from + 1);
    const { status, body } = await it.world.call<{ batch_id: string }>('POST', '/api/v2/notifications/bulk', {
      user_ids: Array.from({ length: size }, (_, n) => `bulk-${from + n}`),
      template_name: 'appointment_reminder',
      context: {
        client_name: 'A',
        service_name: 'Haircut',
        appointment_date: 'Monday',
        appointment_time: '2 PM',
        hours_until: 2,
      },
    });
    if (status !== 202) throw new Error(`a bulk was answered with ${status}: ${JSON.stringify(body)}`);
    batches.push(body.batch_id);
  }
  const { rows } = await it.world.sql.query<{ id: string; at: Date }>(
    'SELECT id, scheduled_for AS at FROM notification WHERE batch_id = ANY ($1)',
    [batches],
  );
  if (rows.length !== count) throw new Error(`${rows.length} of ${count} were planned`);
  it.platform.acknowledge(rows.map(({ id, at }) => ({ id, scheduled_for: at.toISOString() })));
  return batches;
}

/** Books appointments whose reminders are due in the same second, soon; resolves to the ids of these. */
async function bookReminders(it: FaultWorld, bookings: number): Promise<string[]> {
  const starts_at = new Date(Date.now() + HOUR_MS + REMINDERS_IN_MS).toISOString();
  const { status, body } = await it.world.post(
    Array.from({ length: bookings }, () =>
      event('booking.created', appointment({ client: canaryClient(), starts_at })),
    ),
  );
  if (status !== 202) throw new Error(`the bookings were answered with ${status}`);
  const planned = body.flatMap(({ notifications }) => notifications);
  it.platform.acknowledge(planned);
  return planned.filter(({ template_name }) => template_name === 'appointment_reminder').map(({ id }) => id);
}

async function waiting(it: FaultWorld, batches: readonly string[]): Promise<number> {
  const { rows } = await it.world.sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM notification WHERE batch_id = ANY ($1) AND state = 'pending'`,
    [batches],
  );
  return rows[0]?.n ?? 0;
}

/** Looks seldom: a look at 100,000 rows is work too. */
async function bulkEnds(it: FaultWorld, batches: readonly string[]): Promise<void> {
  const giveUp = Date.now() + ENDS_WITHIN_MS;
  while ((await waiting(it, batches)) > 0 && Date.now() < giveUp) await wait(1_000);
}

/** Milliseconds from the time of each message to its accept by the provider, from least to most. */
async function lagsOf(it: FaultWorld, ids: readonly string[]): Promise<number[]> {
  const times = new Map(it.platform.acknowledged.map(({ id, scheduledFor }) => [id, scheduledFor]));
  // Reminders of years to come are of no interest.
  const wanted = new Set(ids.filter((id) => times.get(id)! <= Date.now()));
  const found = (): number[] =>
    it.world.provider.accepted.flatMap(({ notificationId, at }) =>
      notificationId !== null && wanted.has(notificationId) ? [Date.parse(at) - times.get(notificationId)!] : [],
    );
  const giveUp = Date.now() + 60_000;
  while (found().length < wanted.size && Date.now() < giveUp) await wait(200);
  return found().sort((a, b) => a - b);
}

const quantile = (sorted: readonly number[], q: number): number =>
  Math.round(sorted[Math.ceil(q * sorted.length) - 1] ?? Number.NaN);

const described = (sorted: readonly number[]): string =>
  `p50 ${quantile(sorted, 0.5)} ms, p99 ${quantile(sorted, 0.99)} ms, last ${quantile(sorted, 1)} ms`;
