import { performance } from 'node:perf_hooks';
import {
  compactStatistics,
  createDataSource,
  readHistory,
  readStatistics,
  type HistoryQuery,
} from '@booking/notifications-core';
import type { DataSource } from 'typeorm';
import { createTestDatabase } from '../support/database.js';
import { onServices } from './on-services.js';

/**
 * `npm run measure:history [-- ROWS …]`: fills a database of its own with that many notifications, measures what
 * staff and users ask of the history and of the statistics, and prints the median of each. Ten thousand and two
 * million unless told otherwise; the second takes about five minutes and 3 GB. Stops by itself.
 */
const sizes = process.argv.slice(2).map(Number);

const ROUNDS = 15;
/** A round of statements that takes longer than this is not repeated. */
const MOST_MS = 5_000;
const PER_STATEMENT = 50_000;
/** In the middle of what is filled, which spreads over a hundred days. */
const LONG_AGO = new Date(Date.now() - 50 * 86_400_000);
/** An id of that time. */
const LONG_AGO_ID = `${LONG_AGO.getTime().toString(16).padStart(12, '0').replace(/^.{8}/, '$&-')}-7000-8000-000000000000`;

await onServices(() => run(sizes.length > 0 ? sizes : [10_000, 2_000_000]));

async function run(wanted: readonly number[]): Promise<void> {
  const database = await createTestDatabase();
  const dataSource = createDataSource({ DATABASE_URL: database.url, DATABASE_POOL_SIZE: 2 }, 'measure');
  await dataSource.initialize();
  try {
    const table = new Map<string, string[]>();
    let there = 0;
    for (const size of wanted) {
      const started = performance.now();
      await fill(dataSource, there, size);
      there = size;
      console.log(
        `${size.toLocaleString('en')} notifications after ${Math.round((performance.now() - started) / 1_000)} s`,
      );
      for (const [name, ask] of questions(dataSource))
        table.set(name, [...(table.get(name) ?? []), `${(await median(ask)).toFixed(1)} ms`.padStart(12)]);
    }
    console.log(`${''.padEnd(40)}${wanted.map((size) => size.toLocaleString('en').padStart(12)).join('')}`);
    for (const [name, cells] of table) console.log(name.padEnd(40) + cells.join(''));
  } finally {
    await dataSource.destroy();
    await database.drop();
  }
}

/** What a busy platform has after a while: 95 % sent, one in two hundred failed, half a per cent of a rare template. */
async function fill(dataSource: DataSource, from: number, to: number): Promise<void> {
  for (let first = from + 1; first <= to; first += PER_STATEMENT) {
    await dataSource.query(
      `INSERT INTO notification (id, user_id, appointment_id, appointment_revision, notification_type, template_name, lane,
         recipient, locale, context, dedupe_key, state, reason, scheduled_for, due_at, sent_at, ended_at, created_at,
         delivery_status)
       SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid, 'user-' || n % 20000, 'apt-' || n / 6, 1,
         CASE WHEN n % 2 = 0 THEN 'email' ELSE 'sms' END,
         CASE WHEN n = 777 THEN 'rare' ELSE (ARRAY['appointment_reminder', 'appointment_confirmation', 'appointment_rescheduled',
           'appointment_cancellation', 'marketing_announcement'])[1 + n % 5] END,
         'reminder', CASE WHEN n % 2 = 0 THEN 'a@example.com' ELSE 'b' || n % 20000 || '@example.com' END, 'en', jsonb_build_object('filler', repeat('x', 300)), 'measure|' || n, state,
         CASE WHEN state = 'failed' THEN 'rejected' END, at, at, CASE WHEN state = 'sent' THEN at END,
         CASE WHEN state <> 'pending' THEN at END, at, CASE WHEN state = 'sent' AND n % 3 = 0 THEN 'delivered' END
       FROM generate_series($1::int, $2::int) AS n,
         LATERAL (SELECT CASE WHEN n % 200 = 7 THEN 'failed' WHEN n % 20 = 3 THEN 'pending' ELSE 'sent' END AS state) AS s,
         LATERAL (SELECT now() - n % 144000 * interval '1 minute' AS at) AS t`,
      [first, Math.min(first + PER_STATEMENT - 1, to)],
    );
  }
  await compactStatistics(dataSource);
  await dataSource.query('VACUUM ANALYZE');
}

function questions(dataSource: DataSource): [string, () => Promise<unknown>][] {
  const page = (query: Partial<HistoryQuery>) => (): Promise<unknown> =>
    readHistory(dataSource.manager, { scope: 'everybody', limit: 50, ...query });
  const one = { scope: { userId: 'user-7' } } as const;
  return [
    ["everybody's history", page({})],
    ['  its next page', page({ before: LONG_AGO_ID })],
    ['  pending', page({ status: 'pending' })],
    ['  sent, 200', page({ status: 'sent', limit: 200 })],
    ['  sms', page({ channel: 'sms' })],
    ['  failed sms', page({ status: 'failed', channel: 'sms' })],
    ['  a template', page({ templateName: 'appointment_reminder' })],
    ['  a template with one row', page({ templateName: 'rare' })],
    ['  a template that is not there', page({ templateName: 'none' })],
    ['  cancelled (there are none)', page({ status: 'cancelled' })],
    ['  in doubt (there are none)', page({ state: 'in_doubt' })],
    ['  being sent (there are none)', page({ state: 'sending' })],
    ['  waiting, by state', page({ state: 'pending' })],
    ['  a reason', page({ reason: 'rejected' })],
    ['  a reason, by sms', page({ reason: 'rejected', channel: 'sms' })],
    ['  a reason that is not there', page({ reason: 'erased' })],
    ['  an address', page({ address: 'B7@example.com' })],
    ['  an address that everybody has', page({ address: 'a@example.com' })],
    ['  an address that is not there', page({ address: 'none@example.com' })],
    ['  before an instant', page({ to: LONG_AGO })],
    ['  since an instant (there are none)', page({ from: new Date() })],
    ['  failed before an instant', page({ status: 'failed', to: LONG_AGO })],
    ['  an appointment', page({ appointmentId: 'apt-700' })],
    ['  an appointment that is not there', page({ appointmentId: 'none' })],
    ["one user's history", page(one)],
    ['  failed sms of theirs', page({ ...one, status: 'failed', channel: 'sms' })],
    ['  an appointment of theirs', page({ ...one, appointmentId: 'apt-1' })],
    ["everybody's statistics, 7 days", () => readStatistics(dataSource, 'everybody', 7)],
    ["everybody's statistics, 90 days", () => readStatistics(dataSource, 'everybody', 90)],
    ["one user's statistics, 90 days", () => readStatistics(dataSource, one.scope, 90)],
  ];
}

async function median(ask: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    await ask();
    times.push(performance.now() - started);
    if (performance.now() - started > MOST_MS) break;
  }
  times.sort((a, b) => a - b);
  return times[Math.floor(times.length / 2)] ?? Number.NaN;
}
