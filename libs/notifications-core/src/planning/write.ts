import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { cancelPlanned, insertPlanned, lockPlanned, refreshPlanned } from '../db/notifications/planned.js';
import { inTransaction } from '../db/sql.js';
import { phoneCountries } from '../eligibility/addresses.js';
import type { HandedOver } from '../domain/jobs.js';
import type { PlannedNotification } from '../domain/notification.js';
import type { PlanChange, PlanPolicy } from '../domain/plan.js';
import type { Logger } from '../observability/logging.js';
import type { QueueProducer } from '../queues/producer.js';
import type { Services } from '../services/services.js';

export function planPolicy({ config, templates }: Services, now: Date): PlanPolicy {
  return {
    now,
    ...phoneCountries(config),
    defaultLocale: config.DEFAULT_LOCALE,
    reminderMinGapMs: config.REMINDER_MIN_GAP_MINUTES * 60_000,
    newId: uuidv7,
    template: (name, channel, locale) => templates.find(name, channel, locale)?.source,
  };
}

/** A transaction that plans something new. */
export interface PlanTransaction {
  readonly manager: EntityManager;
  /** Whether Redis has room now, so that messages that are due soon need not wait for the dispatcher. */
  hasRoom(): boolean;
  /** Rows that are marked as handed over. They are enqueued after the commit. */
  readonly handed: HandedOver[];
  /** Inserted rows. Those that failed at once are logged after the commit. */
  readonly inserted: PlannedNotification[];
}

/**
 * Commits what `work` plans, then enqueues in the background what is due soon.
 * @throws what `work` throws.
 */
export async function inPlanTransaction<T>(
  { dataSource, log }: Services,
  producer: QueueProducer,
  work: (transaction: PlanTransaction) => Promise<T>,
): Promise<T> {
  const { result, handed, inserted } = await inTransaction(dataSource, async (manager) => {
    // Made anew for each try: a try that was rolled back has handed over nothing.
    const transaction: PlanTransaction = {
      manager,
      hasRoom: () => producer.hasRoom(),
      handed: [],
      inserted: [],
    };
    return { ...transaction, result: await work(transaction) };
  });
  producer.enqueueInBackground(handed);
  reportFailed(log, inserted);
  return result;
}

/** Logs the rows that failed at once: no worker will ever see them. */
function reportFailed(log: Logger, planned: readonly PlannedNotification[]): void {
  for (const { id, channel, templateName, failure } of planned)
    if (failure !== null)
      log.error('notification failed', {
        notification_id: id,
        channel,
        template: templateName,
        outcome: 'failed',
        reason: failure.reason,
      });
}

type Changes = readonly Pick<PlanChange, 'insert' | 'refresh' | 'cancel'>[];

/** Writes new plans. If Redis has room, what is due soon is handed over. */
export async function writePlans(transaction: PlanTransaction, changes: Changes): Promise<void> {
  await withdrawAndRefresh(transaction.manager, changes);
  await insertInto(
    transaction,
    changes.flatMap(({ insert }) => insert),
    { handOver: transaction.hasRoom() },
  );
}

/** Inserts planned rows. With `handOver`, those due soon do not wait for the dispatcher. */
export async function insertInto(
  { manager, handed, inserted }: PlanTransaction,
  planned: readonly PlannedNotification[],
  options: { readonly handOver: boolean },
): Promise<void> {
  if (planned.length === 0) return;
  handed.push(...(await insertPlanned(manager, planned, options)));
  inserted.push(...planned);
}

/** Writes plans that were made anew. The dispatcher hands over what is due. */
export async function rewritePlans(manager: EntityManager, changes: Changes): Promise<void> {
  await withdrawAndRefresh(manager, changes);
  const insert = changes.flatMap((each) => each.insert);
  if (insert.length > 0) await insertPlanned(manager, insert, { handOver: false });
}

/** Runs before any insert: a reminder that moves back must not collide with its old row. */
async function withdrawAndRefresh(manager: EntityManager, changes: Changes): Promise<void> {
  const cancel = changes.flatMap((each) => each.cancel);
  const refresh = changes.flatMap((each) => each.refresh);
  if (cancel.length > 0 && refresh.length > 0)
    await lockPlanned(
      manager,
      [...cancel, ...refresh].map(({ id }) => id),
    );
  if (cancel.length > 0) await cancelPlanned(manager, cancel);
  if (refresh.length > 0) await refreshPlanned(manager, refresh);
}
