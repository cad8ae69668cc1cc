import { performance } from 'node:perf_hooks';
import {
  createDataSource,
  migrate,
  readAnalytics,
  type Analytics,
  type AnalyticsQuery,
} from '@booking/notifications-core';
import type { DataSource } from 'typeorm';
import { createTestDatabase } from '../support/database.js';
import { onServices } from './on-services.js';

/**
 * `npm run measure:analytics [-- ROWS]`: fills a database of its own with that many notifications of the last year,
 * prints the median and the 99th percentile of each question, and compares every bucket with counts of the rows. A
 * million unless told otherwise; ten million take about ten minutes and 4 GB. Stops by itself.
 */
const size = Number(process.argv[2] ?? 1_000_000);

const ROUNDS = 100;
const PER_STATEMENT = 100_000;
const COUNTED = [
  'sent',
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'undelivered',
  'failed',
  'unsubscribed',
  'segments',
] as const;

await onServices(run);

async function run(): Promise<void> {
  const database = await createTestDatabase();
  const dataSource = createDataSource({ DATABASE_URL: database.url, DATABASE_POOL_SIZE: 2 }, 'measure');
  await dataSource.initialize();
  try {
    await fill(dataSource);
    console.log(`${''.padEnd(40)}${'median'.padStart(10)}${'p99'.padStart(10)}  rows`);
    for (const [name, query] of questions()) {
      const times = await timesOf(() => readAnalytics(dataSource, query));
      const isRight = await equalsRows(dataSource, await readAnalytics(dataSource, query), query);
      if (!isRight) process.exitCode = 1;
      console.log(
        `${name.padEnd(40)}${inMs(times, 0.5)}${inMs(times, 0.99)}  ${isRight ? 'say the same' : 'SAY SOMETHING ELSE'}`,
      );
    }
  } finally {
    await dataSource.destroy();
    await database.drop();
  }
}

function questions(): [string, AnalyticsQuery][] {
  const day = { bucket: 'day', zone: 'America/New_York' } as const;
  const hour = { bucket: 'hour', zone: 'America/New_York' } as const;
  return [
    ['7 days', { days: 7, ...day }],
    ['30 days', { days: 30, ...day }],
    ['365 days', { days: 365, ...day }],
    ['  in Kathmandu', { days: 365, ...day, zone: 'Asia/Kathmandu' }],
    ['  of a channel', { days: 365, ...day, channel: 'sms' }],
    ['  of a template', { days: 365, ...day, templateName: 'template_3' }],
    ['7 days by hour', { days: 7, ...hour }],
    ['31 days by hour', { days: 31, ...hour }],
    ['  in Kathmandu', { days: 31, ...hour, zone: 'Asia/Kathmandu' }],
  ];
}

/**
 * Twelve kinds of messages over a year. The rows are written without triggers and most indexes, as fast as Postgres
 * can, and then counted as an update of the service counts rows that are there.
 */
async function fill(dataSource: DataSource): Promise<void> {
  const started = performance.now();
  const say = (what: string): void =>
    console.log(`${what} after ${Math.round((performance.now() - started) / 1_000)} s`);
  while (await isApplied(dataSource, 'AnalyticsOfOldRows')) await dataSource.undoLastMigration({ transaction: 'each' });
  const indexes = await dataSource.query<{ name: string }[]>(
    `SELECT indexname AS name FROM pg_indexes WHERE tablename = 'notification' AND indexname <> 'notification_pkey'`,
  );
  await dataSource.query(`DROP INDEX ${indexes.map(({ name }) => name).join(', ')}`);
  await dataSource.query('ALTER TABLE notification DISABLE TRIGGER USER');
  for (let first = 1; first <= size; first += PER_STATEMENT) await insert(dataSource, first);
  await dataSource.query('ALTER TABLE notification ENABLE TRIGGER USER');
  say(`${size.toLocaleString('en')} notifications`);
  await migrate(dataSource);
  say('counted');
  await dataSource.query('VACUUM ANALYZE');
  const [counts] = await dataSource.query<{ counts: number; lags: number; size: string }[]>(
    `SELECT (SELECT count(*) FROM analytics_count)::int AS counts, (SELECT count(*) FROM analytics_lag)::int AS lags,
       pg_size_pretty(pg_total_relation_size('analytics_count') + pg_total_relation_size('analytics_lag')) AS size`,
  );
  say(`${counts!.counts} rows of counts, ${counts!.lags} of lags, ${counts!.size}`);
}

async function isApplied(dataSource: DataSource, name: string): Promise<boolean> {
  const applied = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations');
  return applied.some((each) => each.name.startsWith(name));
}

/** Most go out by day. One in fifty fails; what was sent has a receipt of some kind nine times of ten. */
async function insert(dataSource: DataSource, first: number): Promise<void> {
  await dataSource.query(
    `INSERT INTO notification (id, user_id, notification_type, template_name, lane, recipient, locale, context, dedupe_key, state,
       reason, scheduled_for, due_at, sent_at, ended_at, created_at, delivery_status, segments)
     SELECT gen_random_uuid(), 'user-' || n % 20000, CASE WHEN n % 2 = 0 THEN 'email' ELSE 'sms' END, 'template_' || n % 12 / 2, 'reminder',
       'a@example.com', 'en', '{}', 'measure|' || n, state, CASE WHEN state = 'failed' THEN 'rejected' END, due, due,
       CASE WHEN state = 'sent' THEN at END, at, due,
       CASE WHEN state = 'sent' THEN (ARRAY['delivered', 'delivered', 'opened', 'clicked', 'bounced', 'undelivered', 'unsubscribed', NULL])[1 + n % 8] END,
       CASE WHEN n % 2 = 1 THEN 1 + n % 3 END
     FROM generate_series($1::int, $2::int) AS n,
       LATERAL (SELECT now() - random() * interval '364 days' AS due, CASE WHEN n % 50 = 7 THEN 'failed' ELSE 'sent' END AS state) AS d,
       LATERAL (SELECT least(now(), due + random() ^ 8 * interval '10 s') AS at) AS a`,
    [first, Math.min(first + PER_STATEMENT - 1, size)],
  );
}

/** Every bucket, counted from the rows. */
async function equalsRows(dataSource: DataSource, found: Analytics, query: AnalyticsQuery): Promise<boolean> {
  const rows = await dataSource.query<({ bucket: number } & Record<(typeof COUNTED)[number], number>)[]>(
    `SELECT width_bucket(CASE state WHEN 'sent' THEN sent_at ELSE ended_at END, $1::timestamptz[]) - 1 AS bucket,
       count(sent_at)::float8 AS sent,
       count(*) FILTER (WHERE delivery_status IN ('delivered', 'opened', 'clicked', 'unsubscribed'))::float8 AS delivered,
       count(*) FILTER (WHERE delivery_status IN ('opened', 'clicked'))::float8 AS opened,
       count(*) FILTER (WHERE delivery_status = 'clicked')::float8 AS clicked,
       count(*) FILTER (WHERE delivery_status = 'bounced')::float8 AS bounced,
       count(*) FILTER (WHERE delivery_status = 'undelivered')::float8 AS undelivered,
       count(*) FILTER (WHERE state = 'failed')::float8 AS failed,
       count(*) FILTER (WHERE delivery_status = 'unsubscribed')::float8 AS unsubscribed,
       coalesce(sum(segments) FILTER (WHERE state = 'sent'), 0)::float8 AS segments
     FROM notification
     WHERE CASE state WHEN 'sent' THEN sent_at ELSE ended_at END >= $2
       AND ($3::text IS NULL OR notification_type = $3) AND ($4::text IS NULL OR template_name = $4) GROUP BY 1`,
    [found.series.map(({ at }) => at), found.series[0]?.at, query.channel ?? null, query.templateName ?? null],
  );
  const counted = new Map(rows.map((row) => [row.bucket, row]));
  return found.series.every((bucket, index) =>
    COUNTED.every((name) => bucket[name] === (counted.get(index)?.[name] ?? 0)),
  );
}

async function timesOf(ask: () => Promise<unknown>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const started = performance.now();
    await ask();
    times.push(performance.now() - started);
  }
  return times.sort((one, other) => one - other);
}

function inMs(sorted: readonly number[], part: number): string {
  return `${(sorted[Math.ceil(part * sorted.length) - 1] ?? Number.NaN).toFixed(1)} ms`.padStart(10);
}
