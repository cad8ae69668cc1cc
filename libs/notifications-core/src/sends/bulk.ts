import type { Services } from '../services/services.js';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { readAddressees, type Addressee } from './addressee.js';
import type { BulkRequest } from './bulk-request.js';
import { chunksOf } from '../db/chunks.js';
import { insertBatch } from '../db/batches.js';
import { insertPlanned } from '../db/notifications/planned.js';
import { databaseClock, inTransaction } from '../db/sql.js';
import { errorFields } from '../observability/logging.js';
import { forgetPlanned } from '../people/erasure.js';
import { directNotification, type DirectMessage } from './direct-notification.js';
import { once, type Answered, type Idempotency } from './idempotency.js';
import type { Channel, PlannedNotification, Reason, SkipReason } from '../domain/notification.js';
import { channelsFor } from './send.js';
import { isStorableId } from '../domain/ids.js';

/** The answer to a bulk send. Field names are those of the API. */
export interface BulkAnswer {
  readonly batch_id: string;
  readonly notifications_queued: number;
  /** In the order of the users in the request. */
  readonly skipped: readonly BulkSkipped[];
}

export interface BulkSkipped {
  readonly user_id: string;
  readonly notification_type: Channel;
  /** A user without a usable address gets no row, so reasons of failed planning appear here too. */
  readonly reason: SkipReason | Reason | 'missing_variables';
}

/** With two channels each that is a thousand rows in one statement. Other work has its turn between the chunks. */
const USERS_PER_CHUNK = 500;

/**
 * Plans one template for many people, on each channel that has it. All rows are committed when it returns, or none. A
 * user without a usable address does not stop the others. The dispatcher hands the rows over, so it needs no Redis.
 *
 * Nobody is locked meanwhile, because bookings would wait behind it. Whoever changes their preferences or address just
 * now is served by the check before sending, which reads both again. Whoever is erased just now is found afterwards.
 * @param createdBy who asked for it. Stored with the batch.
 * @throws {InvalidInput} naming `template_name`, and {KeyReused}.
 */
export async function sendBulk(
  services: Services,
  request: BulkRequest,
  createdBy: string,
  idempotency: Idempotency | null,
): Promise<Answered<BulkAnswer>> {
  const answered = await inTransaction(services.dataSource, (manager) =>
    once(manager, idempotency, () => planBulk(manager, services, request, createdBy)),
  );
  if (!answered.replayed) await forgetErased(services);
  return answered;
}

/** The batch is committed, so it is accepted whatever happens here. The maintenance does the same every minute. */
async function forgetErased(services: Services): Promise<void> {
  await forgetPlanned(services).catch((error: unknown) => {
    services.log.warn('rows of erased people are emptied later', errorFields(error));
  });
}

async function planBulk(
  manager: EntityManager,
  services: Services,
  { userIds, templateName, context, contexts, scheduledFor }: BulkRequest,
  createdBy: string,
): Promise<BulkAnswer> {
  const channels = channelsFor(services, templateName, null);
  const batchId = uuidv7();
  await insertBatch(manager, { id: batchId, templateName, createdBy });
  const now = await databaseClock(manager);
  const message: DirectMessage = {
    templateName,
    context,
    appointmentId: null,
    lane: 'bulk',
    scheduledFor: scheduledFor !== null && scheduledFor > now ? scheduledFor : now,
    expiresAt: null,
  };

  const skipped: BulkSkipped[] = [];
  const seen = new Set<string>();
  let queued = 0;
  for (const chunk of chunksOf(userIds, USERS_PER_CHUNK)) {
    const people = await readPeople(manager, services, chunk);
    const insert: PlannedNotification[] = [];
    for (const userId of chunk) {
      const isRepeated = seen.has(userId);
      seen.add(userId);
      const own = contexts.get(userId);
      const theirs = own === undefined ? message : { ...message, context: { ...context, ...own } };
      for (const channel of channels) {
        const planned = isRepeated ? 'duplicate' : planFor(services, people.get(userId), channel, theirs, now);
        if (typeof planned === 'string') skipped.push({ user_id: userId, notification_type: channel, reason: planned });
        else insert.push(planned);
      }
    }
    if (insert.length > 0) await insertPlanned(manager, insert, { handOver: false, batchId });
    queued += insert.length;
  }
  return { batch_id: batchId, notifications_queued: queued, skipped };
}

/** Those of a chunk whose id can be stored; no address is known of any other. */
async function readPeople(
  manager: EntityManager,
  { config }: Services,
  chunk: readonly string[],
): Promise<ReadonlyMap<string, Addressee>> {
  const addressees = await readAddressees(manager, config, [...new Set(chunk.filter(isStorableId))]);
  return new Map(addressees.map((addressee) => [addressee.userId, addressee]));
}

/** The row, or why there is none: in a bulk, one that would fail at once is skipped too. */
function planFor(
  services: Services,
  addressee: Addressee | undefined,
  channel: Channel,
  message: DirectMessage,
  now: Date,
): PlannedNotification | BulkSkipped['reason'] {
  if (addressee === undefined) return 'no_address';
  const verdict = directNotification(services, addressee, channel, message, now);
  if ('skip' in verdict) return verdict.skip;
  if ('missing' in verdict) return 'missing_variables';
  return verdict.row.failure === null ? verdict.row : verdict.row.failure.reason;
}
