import {
  COUNTED,
  readCounts,
  readLags,
  takeAnalyticsChanges,
  type AnalyticsFilter,
  type Counts,
  type CountsRow,
  type LagCount,
} from '../db/analytics.js';
import { databaseClock, type Sql } from '../db/sql.js';
import type { Channel } from '../domain/notification.js';
import { takeInParts } from './compaction.js';
import { bucketsOf, bucketStarts, lagStretches, type BucketSize } from './buckets.js';

export interface AnalyticsQuery extends AnalyticsFilter {
  /** Days of the zone's calendar, today included. */
  readonly days: number;
  readonly bucket: BucketSize;
  /** An IANA zone. */
  readonly zone: string;
}

export interface Analytics {
  /** Every bucket, the oldest first, also those without a message. `at` is its start. */
  readonly series: readonly ({ readonly at: Date } & Counts)[];
  readonly totals: Counts;
  /** Fractions from 0 to 1; 0 where there is nothing to divide by. */
  readonly rates: Readonly<Record<'delivery' | 'open' | 'click' | 'bounce' | 'failure', number>>;
  /** The most sent first. */
  readonly by_template: readonly ({ readonly template_name: string; readonly notification_type: Channel } & Counts)[];
  /** How late messages went out. `null`: none did. */
  readonly lag_ms: Readonly<Record<'p50' | 'p95' | 'p99', number | null>>;
}

/**
 * What became of messages, by the time when they were sent or failed. Counts are of messages: one that was opened
 * counts as sent, delivered and opened. They equal the rows, and stay when rows are cleaned up.
 *
 * Lag is read from counts too, on a scale where each step is a tenth longer: a percentile is right to 5 %. Reading it
 * from the rows would be exact, and would take longer the more there are.
 */
export async function readAnalytics(sql: Sql, { days, bucket, zone, ...filter }: AnalyticsQuery): Promise<Analytics> {
  const starts = bucketStarts(await databaseClock(sql), days, bucket, zone);
  const [first, last] = [starts[0], starts.at(-1)];
  if (first === undefined || last === undefined) throw new Error('a period has at least one bucket');
  const [counts, lags] = await Promise.all([
    readCounts(sql, filter, bucketsOf(starts)),
    readLags(sql, filter, lagStretches(first, last)),
  ]);
  const buckets = new Map(counts.flatMap((row) => (row.bucket === null ? [] : [[row.bucket, row]])));
  const totals = total([...buckets.values()]);
  return {
    series: starts.slice(0, -1).map((at, index) => ({ at, ...countsOf(buckets.get(index)) })),
    totals,
    rates: ratesOf(totals),
    by_template: counts
      .flatMap((row) =>
        row.bucket === null && COUNTED.some((name) => row[name] !== 0)
          ? { template_name: row.templateName, notification_type: row.channel, ...countsOf(row) }
          : [],
      )
      .sort(
        (one, other) => other.sent - one.sent || other.failed - one.failed || (byName(one) < byName(other) ? -1 : 1),
      ),
    lag_ms: { p50: percentile(lags, 0.5), p95: percentile(lags, 0.95), p99: percentile(lags, 0.99) },
  };
}

const byName = (row: Analytics['by_template'][number]): string => `${row.template_name} ${row.notification_type}`;

/** Copies what is counted, and nothing else. */
function countsOf(row: Counts | undefined): Counts {
  return Object.fromEntries(COUNTED.map((name) => [name, row?.[name] ?? 0])) as unknown as Counts;
}

function total(rows: readonly CountsRow[]): Counts {
  return Object.fromEntries(
    COUNTED.map((name) => [name, rows.reduce((sum, row) => sum + row[name], 0)]),
  ) as unknown as Counts;
}

function ratesOf({ sent, delivered, opened, clicked, bounced, failed }: Counts): Analytics['rates'] {
  const of = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);
  return {
    delivery: of(delivered, sent),
    open: of(opened, delivered),
    click: of(clicked, delivered),
    bounce: of(bounced, sent),
    failure: of(failed, sent + failed),
  };
}

/** Each step of the scale is so many times longer than the one before. The migration of the analytics has it too. */
const STEP = 1.1;

/**
 * Milliseconds within which that part of the messages went out: the middle of the step, so at most 5 % off.
 * @param lags by their lag, the least first.
 */
export function percentile(lags: readonly LagCount[], part: number): number | null {
  const wanted = part * lags.reduce((sum, { n }) => sum + n, 0);
  let passed = 0;
  for (const { lag, n } of lags) {
    passed += n;
    if (passed >= wanted) return lag === 0 ? 0 : Math.max(1, Math.round(STEP ** (lag - 0.5)));
  }
  return null;
}

/**
 * Adds the changes since the last call to the counts. Call it every minute, as `compactStatistics`.
 * @returns how many changes it took.
 */
export function compactAnalytics(sql: Sql): Promise<number> {
  return takeInParts((limit) => takeAnalyticsChanges(sql, limit));
}
