import type { Services } from '../services/services.js';
import { canonicalAddress, phoneCountries } from '../eligibility/addresses.js';
import { overtaken } from '../eligibility/overtaken.js';
import { inPlanTransaction } from '../planning/write.js';
import type { Config } from '../config/config.js';
import { holdPeople } from '../db/people.js';
import { readEntry } from '../db/history.js';
import { failedSince, lockResendable, sendAgain, userOf, type Resendable } from '../db/notifications/resent.js';
import { inTransaction } from '../db/sql.js';
import { NOT_DELIVERED } from '../domain/delivery-status.js';
import { toHistoryEntry, type HistoryEntry } from '../history/history.js';
import type { FailedReason } from '../domain/notification.js';
import type { QueueProducer } from '../queues/producer.js';

/** Why an existing notification is not sent again. */
export type ResendRefusal =
  /** It waits or is being sent. */
  | 'pending'
  | 'cancelled'
  /** It was sent, and no receipt says that it was not delivered. */
  | 'sent'
  | 'test_send'
  | 'expired'
  | 'booking_cancelled'
  /** The booking has changed since. */
  | 'superseded'
  /** It failed when it was planned, and another row was planned for the same message since. */
  | 'replaced'
  /** Neither the recipient nor the notification has a usable address. */
  | 'no_address';

export type ResendResult =
  /** The entry as it is now: pending. */
  | { readonly entry: HistoryEntry }
  | { readonly refused: ResendRefusal }
  /** There is no such notification, or its recipient was erased. */
  | 'not_found';

/**
 * failed, or sent and not delivered → pending, with all tries again. It goes to a worker at once, or at its scheduled
 * time if that is still ahead. It is sent to the recipient's present address, else to the one that it had. The check at
 * the claim applies preferences and suppressions as always. Of two calls at once, one is refused (`pending`).
 */
export async function resend(services: Services, producer: QueueProducer, id: string): Promise<ResendResult> {
  const userId = await userOf(services.dataSource, id);
  if (userId === null) return 'not_found';
  const result = await inPlanTransaction(services, producer, async ({ manager, handed, ...transaction }) => {
    await holdPeople(manager, [userId], 'plan');
    const [row] = await lockResendable(manager, [id], 'wait');
    const verdict = row ? judge(row, services.config) : 'not_found';
    if (verdict === 'not_found' || 'refused' in verdict) return verdict;
    const again = await sendAgain(manager, [{ id, address: verdict.address }], transaction.hasRoom());
    handed.push(...again.filter(({ isHanded }) => isHanded));
    return { entry: toHistoryEntry(await readEntry(manager, id)) };
  });
  if (typeof result !== 'string' && 'entry' in result)
    services.log.info('notification will be sent again', { notification_id: id });
  return result;
}

export interface RedriveRequest {
  /** Notifications that ended at this instant or later. */
  readonly since: Date;
  readonly reason?: FailedReason | undefined;
  readonly templateName?: string | undefined;
  /** At least 1. */
  readonly limit: number;
}

/** Most notifications in one transaction. It keeps their people and rows locked until its end. */
const MOST_PER_PART = 1_000;

/**
 * Sends failed notifications again, oldest first, without those that `resend` would refuse. The dispatcher hands them
 * over lane by lane as there is room. Works in parts, so that nobody waits for long. If a part fails, the parts before
 * it stay done, and the next call continues. Of two calls at once, each takes the rows that the other has not locked.
 * @returns how many notifications are pending again.
 */
export async function redrive(services: Services, { limit, ...request }: RedriveRequest): Promise<number> {
  let redriven = 0;
  let after: { endedAt: string; id: string } | undefined;
  while (redriven < limit) {
    const candidates = await failedSince(services.dataSource, { ...request, after }, MOST_PER_PART);
    redriven += await redrivePart(services, candidates, limit - redriven);
    after = candidates.at(-1);
    if (candidates.length < MOST_PER_PART) break;
  }
  if (redriven > 0) services.log.info('failed notifications will be sent again', { redriven });
  return redriven;
}

async function redrivePart(
  { config, dataSource }: Services,
  candidates: readonly { readonly id: string; readonly userId: string }[],
  limit: number,
): Promise<number> {
  if (candidates.length === 0) return 0;
  const again = await inTransaction(dataSource, async (manager) => {
    const people = candidates.map(({ userId }) => userId);
    await holdPeople(manager, people, 'plan');
    const locked = await lockResendable(
      manager,
      candidates.map(({ id }) => id),
      'skip',
    );
    const ended = new Map(locked.map((row) => [row.id, row]));
    const planned = new Set<string>();
    const wanted = candidates.flatMap(({ id }) => {
      const row = ended.get(id);
      const verdict = row?.state === 'failed' ? judge(row, config) : 'not_found';
      // The same message may have failed at several plannings. It goes out once.
      if (verdict === 'not_found' || 'refused' in verdict || !row || planned.has(row.dedupeKey)) return [];
      planned.add(row.dedupeKey);
      return [{ id, address: verdict.address }];
    });
    return sendAgain(manager, wanted.slice(0, limit), false);
  });
  return again.length;
}

/** Whether a locked row may be sent again, and to which address. */
function judge(
  row: Resendable,
  config: Pick<Config, 'SMS_ALLOWED_COUNTRIES' | 'BUSINESS_COUNTRY'>,
): { readonly address: string } | { readonly refused: ResendRefusal } | 'not_found' {
  if (row.isErased) return 'not_found';
  if (row.isTest) return { refused: 'test_send' };
  switch (row.state) {
    case 'pending':
    case 'sending':
    case 'in_doubt':
      return { refused: 'pending' };
    case 'cancelled':
      return { refused: 'cancelled' };
    case 'sent':
      if (!NOT_DELIVERED.some((status) => status === row.deliveryStatus)) return { refused: 'sent' };
      break;
    case 'failed':
      break;
  }
  const reason = overtaken(row);
  if (reason !== null) return { refused: reason };
  if (row.isReplaced) return { refused: 'replaced' };

  const known =
    row.knownAddress === null ? null : canonicalAddress(row.channel, row.knownAddress, phoneCountries(config));
  const address = known?.ok === true ? known.value : row.address;
  return address === null ? { refused: 'no_address' } : { address };
}
