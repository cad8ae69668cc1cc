import type { Channel } from '../domain/notification.js';
import { rows, type Sql } from './sql.js';

/** What is counted, in the order in which it is shown. */
export const COUNTED = [
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

/** How many messages, and SMS segments. */
export type Counts = Readonly<Record<(typeof COUNTED)[number], number>>;

/** Of which messages. */
export interface AnalyticsFilter {
  readonly channel?: Channel | undefined;
  readonly templateName?: string | undefined;
}

/** Counts of a stretch of time that is kept as one: `minutes` long parts from `since`, before `until`. */
export interface Stretch<Minutes extends number> {
  readonly minutes: Minutes;
  readonly since: Date;
  readonly until: Date;
}

/** A stretch of one bucket. Buckets are counted from 0. */
export interface BucketStretch extends Stretch<15 | 60> {
  readonly bucket: number;
}

/** The counts of a bucket, or those of a template on a channel over all buckets. */
export type CountsRow = Counts &
  (
    | { readonly bucket: number; readonly channel: null; readonly templateName: null }
    | { readonly bucket: null; readonly channel: Channel; readonly templateName: string }
  );

const SUMS = COUNTED.map((name) => `sum(${name})::float8 AS ${name}`).join(', ');
const NAMES = COUNTED.join(', ');
const FILTER = '($1::text IS NULL OR channel = $1) AND ($2::text IS NULL OR template_name = $2)';

/**
 * Counts of each bucket, and of each template. Only those that have any. Each stretch is read from the key of the
 * counts, and the changes of the last minute are added, so the number of messages does not matter.
 * @param starts of the buckets, and the end of the last one.
 */
export function readCounts(
  sql: Sql,
  filter: AnalyticsFilter,
  starts: readonly Date[],
  stretches: readonly BucketStretch[],
): Promise<CountsRow[]> {
  return rows(
    sql,
    `WITH stretch AS (
       SELECT * FROM unnest($4::int[], $5::int[], $6::timestamptz[], $7::timestamptz[]) AS s(bucket, minutes, since, until)),
     part AS (
       SELECT s.bucket, c.channel, c.template_name, ${NAMES}
       FROM stretch s CROSS JOIN LATERAL (
         SELECT * FROM analytics_count
         WHERE minutes = s.minutes AND at >= s.since AND at < s.until AND ${FILTER}) AS c
       UNION ALL
       SELECT width_bucket(at, $3::timestamptz[]) - 1, channel, template_name, ${NAMES} FROM analytics_delta
       WHERE at >= ($3::timestamptz[])[1] AND at < ($3::timestamptz[])[cardinality($3::timestamptz[])] AND ${FILTER})
     SELECT bucket, channel, template_name AS "templateName", ${SUMS}
     FROM part GROUP BY GROUPING SETS ((bucket), (channel, template_name))`,
    [
      filter.channel ?? null,
      filter.templateName ?? null,
      starts,
      stretches.map(({ bucket }) => bucket),
      stretches.map(({ minutes }) => minutes),
      stretches.map(({ since }) => since),
      stretches.map(({ until }) => until),
    ],
  );
}

/** Messages that went out up to 1.1^lag milliseconds after they were due. */
export interface LagCount {
  readonly lag: number;
  readonly n: number;
}

/** How late messages went out, least late first. */
export function readLags(
  sql: Sql,
  filter: AnalyticsFilter,
  stretches: readonly Stretch<60 | 1440>[],
): Promise<LagCount[]> {
  return rows(
    sql,
    `WITH stretch AS (SELECT * FROM unnest($3::int[], $4::timestamptz[], $5::timestamptz[]) AS s(minutes, since, until)),
     part AS (
       SELECT c.lag, c.n FROM stretch s CROSS JOIN LATERAL (
         SELECT lag, n FROM analytics_lag
         WHERE minutes = s.minutes AND at >= s.since AND at < s.until AND ${FILTER}) AS c
       UNION ALL
       SELECT lag, sent FROM analytics_delta
       WHERE lag IS NOT NULL AND at >= (SELECT min(since) FROM stretch) AND at < (SELECT max(until) FROM stretch) AND ${FILTER})
     SELECT lag, sum(n)::float8 AS n FROM part GROUP BY lag HAVING sum(n) > 0 ORDER BY lag`,
    [
      filter.channel ?? null,
      filter.templateName ?? null,
      stretches.map(({ minutes }) => minutes),
      stretches.map(({ since }) => since),
      stretches.map(({ until }) => until),
    ],
  );
}

/**
 * Moves up to `limit` unlocked changes into the counts of their quarters, hours and days. Both tables are written in the
 * order of their keys, so that two runs cannot deadlock.
 * @returns how many changes were moved.
 */
export async function takeAnalyticsChanges(sql: Sql, limit: number): Promise<number> {
  const [row] = await rows<{ changes: number }>(
    sql,
    `WITH mine AS (SELECT ctid FROM analytics_delta LIMIT $1 FOR UPDATE SKIP LOCKED),
     taken AS (DELETE FROM analytics_delta d USING mine WHERE d.ctid = mine.ctid RETURNING d.*),
     counted AS (
       INSERT INTO analytics_count AS c
       SELECT minutes, CASE minutes WHEN 15 THEN at ELSE date_trunc('hour', at, 'UTC') END, channel, template_name,
         ${COUNTED.map((name) => `sum(${name})`).join(', ')}
       FROM taken, (VALUES (15), (60)) AS grain(minutes) GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
       ON CONFLICT (minutes, at, channel, template_name) DO UPDATE SET
         ${COUNTED.map((name) => `${name} = c.${name} + excluded.${name}`).join(', ')}),
     lags AS (
       INSERT INTO analytics_lag AS l
       SELECT minutes, date_trunc(CASE minutes WHEN 60 THEN 'hour' ELSE 'day' END, at, 'UTC'), channel, template_name, lag,
         sum(sent)
       FROM taken, (VALUES (60), (1440)) AS grain(minutes) WHERE lag IS NOT NULL
       GROUP BY 1, 2, 3, 4, 5 HAVING sum(sent) <> 0 ORDER BY 1, 2, 3, 4, 5
       ON CONFLICT (minutes, at, channel, template_name, lag) DO UPDATE SET n = l.n + excluded.n)
     SELECT count(*)::int AS changes FROM taken`,
    [limit],
  );
  return row?.changes ?? 0;
}
