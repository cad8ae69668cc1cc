import type { Claimed } from '../db/notifications/claimed.js';
import { holdPeople } from '../db/people.js';
import { inTransaction } from '../db/sql.js';
import { suppress } from '../db/suppressions.js';
import { DeliveryFailure, InDoubt, Permanent } from '../domain/errors.js';
import { countSuppressed } from '../eligibility/suppression.js';
import { errorFields } from '../observability/logging.js';
import { metrics } from '../observability/metrics.js';
import type { Services } from '../services/services.js';
import type { OutcomeDraft } from './outcomes.js';
import type { Answer } from './send.js';
import { resume } from './sweep.js';

/**
 * Acts on what a provider's answer means beyond the row and the channel's gate: for what waits, the address and the
 * metrics. It runs after the outcome is recorded, or could not be, and never throws: no failure in it can undo a
 * recorded delivery.
 */
export function createFeedback(
  services: Services,
): (row: Claimed, answer: Answer, outcome: OutcomeDraft) => Promise<void> {
  const { log } = services;
  const attempt = (what: string, work: () => Promise<void>): Promise<void> =>
    work().catch((error: unknown) => void log.error(what, errorFields(error)));

  return async (row, answer, outcome) => {
    const { provider, durationMs, said } = answer;
    metrics.provider.observe({ provider, outcome: outcome.attempt }, durationMs / 1_000);
    if (said instanceof InDoubt) {
      tellOfDoubt(services, row, said);
      return;
    }
    if (answer.worksAgain)
      await attempt('what waited for a channel could not be resumed', () =>
        resume(services, row.channel, 'provider_auth'),
      );
    // Otherwise the next message to that address would be refused too.
    if (said instanceof DeliveryFailure)
      await attempt('an address could not be suppressed', () => suppressRefused(services, row, said));
  };
}

function tellOfDoubt({ log }: Services, { id, doubts }: Claimed, { detail }: InDoubt): void {
  log.warn('no clear answer: the message may or may not be on its way', {
    notification_id: id,
    doubts: doubts + 1,
    code: detail.code,
  });
  metrics.doubts.inc({ cause: 'no_answer' });
  if (doubts > 0) metrics.doubtsSettled.inc({ by: 'gave_up' });
}

/**
 * The provider refuses the address because its owner opted out or cannot be reached. It goes on our suppression list.
 */
async function suppressRefused({ dataSource }: Services, row: Claimed, said: DeliveryFailure): Promise<void> {
  if (!(said instanceof Permanent) || said.reason !== 'suppressed') return;
  const { id: notificationId, channel, address } = row;
  const cause = channel === 'sms' ? 'opted_out' : 'unsubscribed';
  const added = await inTransaction(dataSource, async (manager) => {
    // An erasure comes before or after, never in between: it could not find the address again.
    await holdPeople(manager, [row.userId], 'plan');
    return suppress(manager, [{ channel, address, cause, notificationId }]);
  });
  countSuppressed(added);
}
