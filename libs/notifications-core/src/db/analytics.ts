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

/** How buckets are read: hours (UTC), and quarters where an hour belongs to two buckets, as in India. */
export interface Buckets {
  /** The start of each bucket, and the end of the last one. */
  readonly starts: readonly Date[];
  /** Hours that are not read as a whole. */
  readonly splitHours: readonly Date[];
  /** Quarters of these hours that are read instead. */
  readonly quarters: readonly Date[];
}

/** A time of which lags are kept as one: parts of `minutes` from `since`, before `until`. 43,200: months. */
export interface Stretch {
  readonly minutes: 60 | 1_440 | 43_200;
  readonly since: Date;
  readonly until: Date;
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
 * Counts of each bucket, and of each template. Only those that have any. The hours are one range of the key, and the
 * changes of the last minute are added, so the number of messages does not matter. (A join of the hours with the
 * buckets would be planned as one of everything with everything.)
 */
export function readCounts(
  sql: Sql,
  filter: AnalyticsFilter,
  { starts, splitHours, quarters }: Buckets,
): Promise<CountsRow[]> {
  return rows(
    sql,
    `WITH part AS (
       SELECT at, channel, template_name, ${NAMES} FROM analytics_count
       WHERE minutes = 60 AND at >= $4 AND at < $5 AND at <> ALL ($6::timestamptz[]) AND ${FILTER}
       UNION ALL
       SELECT at, channel, template_name, ${NAMES} FROM analytics_count
       WHERE minutes = 15 AND at = ANY ($7::timestamptz[]) AND ${FILTER}
       UNION ALL
       SELECT at, channel, template_name, ${NAMES} FROM analytics_delta WHERE at >= $4 AND at < $5 AND ${FILTER}),
     -- Few rows are left after this, whose sums by bucket and by template cost nothing.
     counted AS MATERIALIZED (
       SELECT width_bucket(at, $3::timestamptz[]) - 1 AS bucket, channel, template_name, ${SUMS}
       FROM part GROUP BY 1, 2, 3)
     SELECT bucket, channel, template_name AS "templateName", ${SUMS} FROM counted
     GROUP BY GROUPING SETS ((bucket), (channel, template_name))`,
    [filter.channel ?? null, filter.templateName ?? null, starts, starts[0], starts.at(-1), splitHours, quarters],
  );
}

/** Messages that went out up to 1.1^lag milliseconds after they were due. */
export interface LagCount {
  readonly lag: number;
  readonly n: number;
}

/** How late messages went out, least late first. Each stretch is one range of the key. */
export function readLags(sql: Sql, filter: AnalyticsFilter, stretches: readonly Stretch[]): Promise<LagCount[]> {
  const ranges = stretches.map(
    (_, index) => `SELECT lag, n FROM analytics_lag
       WHERE minutes = $${3 * index + 5} AND at >= $${3 * index + 6} AND at < $${3 * index + 7} AND ${FILTER}`,
  );
  return rows(
    sql,
    `SELECT lag, sum(n)::float8 AS n FROM (
       ${[...ranges, `SELECT lag, sent FROM analytics_delta WHERE lag IS NOT NULL AND at >= $3 AND at < $4 AND ${FILTER}`].join(' UNION ALL ')}) AS part
     GROUP BY lag HAVING sum(n) > 0 ORDER BY lag`,
    [
      filter.channel ?? null,
      filter.templateName ?? null,
      stretches[0]?.since,
      stretches.at(-1)?.until,
      ...stretches.flatMap(({ minutes, since, until }) => [minutes, since, until]),
    ],
  );
}

/**
 * Moves up to `limit` unlocked changes into the counts of their quarters, hours, days and months. Both tables are written in the
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
       SELECT minutes, date_trunc(unit, at, 'UTC'), channel, template_name, lag, sum(sent)
       FROM taken, (VALUES (60, 'hour'), (1440, 'day'), (43200, 'month')) AS grain(minutes, unit) WHERE lag IS NOT NULL
       GROUP BY 1, 2, 3, 4, 5 HAVING sum(sent) <> 0 ORDER BY 1, 2, 3, 4, 5
       ON CONFLICT (minutes, at, channel, template_name, lag) DO UPDATE SET n = l.n + excluded.n)
     SELECT count(*)::int AS changes FROM taken`,
    [limit],
  );
  return row?.changes ?? 0;
}
