import { DELIVERY_STATUSES } from '../domain/delivery-status.js';
import type { Sql } from '../db/sql.js';
import { countAll, countOf, forgetEmpty, takeChanges, type Count } from '../db/statistics.js';
import { takeInParts } from './compaction.js';
import type { HistoryScope } from './history.js';
import type { Channel, Status } from '../domain/notification.js';

export type StatusCounts = Readonly<Record<Status, number>>;

/** Counts of the notifications that were created in the last days, by what became of them. */
export interface Statistics {
  readonly period_days: number;
  /** The start of an hour (UTC). Every notification created since then is counted, and none from before. */
  readonly since_date: Date;
  readonly email: StatusCounts;
  readonly sms: StatusCounts;
  /** Both channels, by their latest receipt. */
  readonly delivery: Readonly<Record<string, number>>;
  readonly service_stats: {
    readonly emails_sent: number;
    readonly emails_failed: number;
    readonly sms_sent: number;
    readonly sms_failed: number;
  };
  /** Present only if they are one user's. */
  readonly user_specific?: true;
}

/**
 * Statistics of the last `days` (1 to 90) by the database's clock, from the start of an hour. They equal the rows at
 * every moment. Everybody's are summed from counts by hour, so the number of rows does not matter. One user's are
 * counted from that user's rows.
 */
export async function readStatistics(sql: Sql, scope: HistoryScope, days: number): Promise<Statistics> {
  const counts = await (scope === 'everybody' ? countAll(sql, days) : countOf(sql, scope.userId, days));
  const [first] = counts;
  if (!first) throw new Error('the database gave no answer');
  const sum = (matches: (count: Count) => boolean): number =>
    counts.filter(matches).reduce((total, { n }) => total + n, 0);
  const of = (channel: Channel): StatusCounts => {
    const having = (status: Status): number => sum((count) => count.channel === channel && count.status === status);
    return {
      sent: having('sent'),
      failed: having('failed'),
      pending: having('pending'),
      cancelled: having('cancelled'),
    };
  };
  const told = counts.filter(({ channel, deliveryStatus }) => channel !== null && deliveryStatus !== '');
  const delivery = new Map<string, number>(DELIVERY_STATUSES.map((status) => [status, 0]));
  for (const { deliveryStatus, n } of told) delivery.set(deliveryStatus, (delivery.get(deliveryStatus) ?? 0) + n);
  const email = of('email');
  const sms = of('sms');
  return {
    period_days: days,
    since_date: first.since,
    email,
    sms,
    delivery: Object.fromEntries(delivery),
    service_stats: {
      emails_sent: email.sent,
      emails_failed: email.failed,
      sms_sent: sms.sent,
      sms_failed: sms.failed,
    },
    ...(scope === 'everybody' ? {} : { user_specific: true }),
  };
}

/**
 * Adds the changes since the last call to the counts by hour. Call it every minute: each read of the statistics has to
 * add up the changes that still wait. Two calls at once are safe, because each takes only what the other has not
 * locked. One call takes at most 500,000 changes and leaves the rest to the next.
 * @returns how many changes it took.
 */
export function compactStatistics(sql: Sql): Promise<number> {
  return takeInParts(async (limit) => {
    const { changes, emptied } = await takeChanges(sql, limit);
    if (emptied.length > 0) await forgetEmpty(sql, emptied);
    return changes;
  });
}
