import type { EntityManager } from 'typeorm';
import { chunksInTurn } from '../db/chunks.js';
import { recordDelivery } from '../db/notifications/delivered.js';
import { settleProven, type Settled } from '../db/notifications/proven.js';
import { holdPeople } from '../db/people.js';
import { setEmailMarketing } from '../db/preferences.js';
import {
  findLateMatches,
  lastWordsOnMarketing,
  matchReceipts,
  peopleOf,
  storeReceipts,
  type MatchedReceipt,
  type StoredReceipt,
} from '../db/receipts.js';
import { inTransaction } from '../db/sql.js';
import { suppress, type Listed } from '../db/suppressions.js';
import { DELIVERY_STATUSES } from '../domain/delivery-status.js';
import type { Receipt } from '../domain/receipt.js';
import { countSuppressed } from '../eligibility/suppression.js';
import { metrics } from '../observability/metrics.js';
import { reportProofs } from '../observability/proofs.js';
import type { Services } from '../services/services.js';
import { proofsIn, suppressionsIn, toldBy, whoSpokeOfMarketing } from './meaning.js';

/** Receipts in one transaction. It keeps their notifications locked until its end. */
const MOST_PER_PART = 1_000;

/** What a transaction did, to be told once it is committed. */
interface Done {
  readonly settled: readonly Settled[];
  readonly suppressed: readonly Listed[];
}

/**
 * Stores receipts and acts on those that are new: the delivery status, doubts that they settle, the suppression list and
 * the wish for marketing mail. It may be repeated, and receipts may come in any order: the result is the same. Works in
 * parts of 1,000, each with a handful of statements, so a part that fails leaves those before it stored.
 * @returns how many were new.
 * @throws when the database is away.
 */
export async function receive(services: Services, receipts: readonly Receipt[]): Promise<number> {
  const unique = [...new Map(receipts.map((receipt) => [receipt.dedupeKey, receipt])).values()];
  let stored = 0;
  for await (const part of chunksInTurn(unique, MOST_PER_PART)) stored += await receivePart(services, part);
  return stored;
}

async function receivePart(services: Services, receipts: readonly Receipt[]): Promise<number> {
  const { stored, ...done } = await inTransaction(services.dataSource, async (sql) => {
    // People come before any other lock. Who has no consequences to bear is not held.
    await hold(
      sql,
      await peopleOf(
        sql,
        receipts.filter(({ consequence }) => consequence !== null),
      ),
    );
    const stored = await storeReceipts(sql, receipts);
    const matched = stored.flatMap((each) => each.matched ?? []);
    return { stored, ...(await act(services, sql, matched)) };
  });
  countReceipts(stored);
  tell(services, done);
  return stored.length;
}

/**
 * Matches receipts that came before their message's id was recorded, and acts on them. Call it every minute: it looks
 * at those of the last hour that match nothing.
 * @returns how many were matched.
 */
export async function matchLateReceipts(services: Services): Promise<number> {
  const found = await findLateMatches(services.dataSource, MOST_PER_PART);
  if (found.length === 0) return 0;
  const { matched, ...done } = await inTransaction(services.dataSource, async (sql) => {
    await hold(
      sql,
      found.map(({ userId }) => userId),
    );
    const matched = await matchReceipts(sql, found);
    return { matched, ...(await act(services, sql, matched)) };
  });
  tell(services, done);
  return matched.length;
}

/** An erasure comes before or after, never in between: it could not find an address again that is suppressed now. */
async function hold(sql: EntityManager, people: readonly string[]): Promise<void> {
  if (people.length > 0) await holdPeople(sql, people, 'plan');
}

/** Acts on receipts that are new. Their notifications are locked. */
async function act({ config }: Services, sql: EntityManager, matched: readonly MatchedReceipt[]): Promise<Done> {
  if (matched.length === 0) return { settled: [], suppressed: [] };
  const settled = await settleProven(sql, proofsIn(matched));
  await recordDelivery(sql, toldBy(matched));
  const suppressed = await suppress(sql, suppressionsIn(matched));
  const wishes = await lastWordsOnMarketing(sql, whoSpokeOfMarketing(matched));
  await setEmailMarketing(sql, wishes, config.APPOINTMENT_REMINDER_HOURS);
  return { settled, suppressed };
}

function tell({ log }: Services, { settled, suppressed }: Done): void {
  reportProofs(log, settled);
  countSuppressed(suppressed);
}

/** Words that we do not know are one label: the metrics stay bounded. */
function countReceipts(stored: readonly StoredReceipt[]): void {
  for (const { provider, status } of stored) {
    const isKnown = status === null || DELIVERY_STATUSES.some((known) => known === status);
    metrics.receipts.inc({ provider, status: isKnown ? (status ?? 'none') : 'unknown' });
  }
}
