import { DELIVERY_STATUSES } from '../domain/delivery-status.js';
import type { Sql } from '../db/sql.js';
import { countAll, countOf, forgetEmpty, takeChanges, type Count } from '../db/statistics.js';
import type { HistoryScope } from './history.js';
import type { Channel, Status } from '../domain/notification.js';

export type StatusCounts = Readonly<Record<Status, number>>;

/** What became of the notifications that were created in the last days. */
export interface Statistics {
  readonly period_days: number;
  /** The start of an hour (UTC): every notification that was created since is counted, and none before. */
  readonly since_date: Date;
  readonly email: StatusCounts;
  readonly sms: StatusCounts;
  /** By what receipts said last, over both channels. */
  readonly delivery: Readonly<Record<string, number>>;
  readonly service_stats: {
    readonly emails_sent: number;
    readonly emails_failed: number;
    readonly sms_sent: number;
    readonly sms_failed: number;
  };
  /** Only where they are one user's own. */
  readonly user_specific?: true;
}

/**
 * Statistics of the last `days` (1 to 90) by the database's clock, from the start of an hour. They equal the rows at
 * every moment. Everybody's are a sum over hours, however many rows there are; one user's are counted from theirs.
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

/** One statement's worth of changes, and how many of these one call takes at most. */
const MOST_PER_STATEMENT = 10_000;
const MOST_STATEMENTS = 50;

/**
 * Adds the changes since the last time to the counts by hour. Call it each minute: what waits here is read with every
 * question. Safe to run twice at once, because each takes what the other does not hold; at most half a million
 * changes at a call, and the rest the next time.
 * @returns how many changes were taken in.
 */
export async function compactStatistics(sql: Sql): Promise<number> {
  let taken = 0;
  for (let part = 0; part < MOST_STATEMENTS; part++) {
    const { changes, emptied } = await takeChanges(sql, MOST_PER_STATEMENT);
    taken += changes;
    if (emptied.length > 0) await forgetEmpty(sql, emptied);
    if (changes < MOST_PER_STATEMENT) break;
  }
  return taken;
}
