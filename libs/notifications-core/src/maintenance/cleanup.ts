import type { Queue } from 'bull';
import {
  deleteEmptyBatches,
  deleteEnded,
  deleteIdempotencyKeys,
  deleteOldCounts,
  deleteOldEvents,
  deleteOldLags,
  deleteOverAppointments,
  deleteOldSandboxMessages,
  deleteSessions,
  deleteSignInCodes,
  deleteUnmatchedReceipts,
  type CleanUpStatement,
} from '../db/cleanup.js';
import type { Services } from '../services/services.js';

/** How many rows of each kind were deleted. */
export interface CleanedUp {
  readonly notifications: number;
  readonly appointments: number;
  readonly booking_events: number;
  readonly batches: number;
  readonly sandbox_messages: number;
  /** Those that matched no notification. */
  readonly receipts: number;
  readonly idempotency_keys: number;
  /** Links to the console that nobody used in time. */
  readonly sign_in_codes: number;
  /** Of the console. */
  readonly sessions: number;
  /** Counts of the analytics. */
  readonly analytics: number;
}

export interface CleanUpOptions {
  /** Asked between two batches. `false` ends the run, and the next one continues. */
  readonly goOn?: () => boolean;
}

/** Rows in one transaction, jobs in one command. */
const BATCH = 1_000;
/** For at least this long a repeated event gets its first answer, even with a shorter retention. */
const LEAST_EVENT_DAYS = 30;
/** For this long a caller may repeat a request under its idempotency key. */
const IDEMPOTENCY_DAYS = 1;
/** A receipt that matches nothing by then is of another system that sends by the same account. */
const UNMATCHED_DAYS = 3;
/** The analytics show a year, and a day more or less for the zone. */
const ANALYTICS_DAYS = 370;
const DAY_MS = 86_400_000;

/**
 * Deletes what ended longer ago than NOTIFICATION_RETENTION_DAYS: notifications with their attempts and receipts, then appointments
 * and events without notifications. Pending, sending and doubtful notifications stay, however old they are. People,
 * preferences, the suppression list and templates stay too.
 *
 * @throws when the database is away. Batches that were deleted before stay deleted.
 */
export async function cleanUp({ dataSource, config }: Services, options: CleanUpOptions = {}): Promise<CleanedUp> {
  const { goOn = () => true } = options;
  const days = config.NOTIFICATION_RETENTION_DAYS;
  const all = (statement: CleanUpStatement, after: number): Promise<number> =>
    untilFewer(() => statement(dataSource, after, BATCH), goOn);
  return {
    notifications: await all(deleteEnded, days),
    appointments: await all(deleteOverAppointments, days),
    booking_events: await all(deleteOldEvents, Math.max(days, LEAST_EVENT_DAYS)),
    batches: await all(deleteEmptyBatches, days),
    sandbox_messages: await all(deleteOldSandboxMessages, days),
    receipts: await all(deleteUnmatchedReceipts, UNMATCHED_DAYS),
    idempotency_keys: await all(deleteIdempotencyKeys, IDEMPOTENCY_DAYS),
    sign_in_codes: await all(deleteSignInCodes, 0),
    sessions: await all(deleteSessions, 0),
    analytics: (await all(deleteOldCounts, ANALYTICS_DAYS)) + (await all(deleteOldLags, ANALYTICS_DAYS)),
  };
}

/**
 * Removes kept jobs that ended longer ago than NOTIFICATION_RETENTION_DAYS: refused booking events, and jobs added by
 * hand. Our own jobs leave no trace, or one that fades within minutes.
 * @returns how many jobs were removed.
 * @throws when Redis does not answer.
 */
export async function cleanQueues(
  queues: readonly Queue[],
  config: Services['config'],
  options: CleanUpOptions = {},
): Promise<number> {
  const { goOn = () => true } = options;
  const remove = (queue: Queue, state: 'completed' | 'failed') => async (): Promise<number> =>
    (await queue.clean(config.NOTIFICATION_RETENTION_DAYS * DAY_MS, state, BATCH)).length;
  let total = 0;
  for (const queue of queues)
    for (const state of ['completed', 'failed'] as const) total += await untilFewer(remove(queue, state), goOn);
  return total;
}

/** Runs batches until one is not full. */
async function untilFewer(batch: () => Promise<number>, goOn: () => boolean): Promise<number> {
  let total = 0;
  while (goOn()) {
    const n = await batch();
    total += n;
    if (n < BATCH) break;
  }
  return total;
}
