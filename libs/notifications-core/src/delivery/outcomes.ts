import type { Claimed, Outcome } from '../db/notifications/claimed.js';
import { ChannelDown, DeliveryFailure, InDoubt, Permanent, RetryLater } from '../domain/errors.js';
import type { Services } from '../services/services.js';
import type { NotToSend } from './check.js';
import { retryDelayMs } from './retry-policy.js';
import type { Answer } from './send.js';

/** What there is to say of an attempt; what is left out is nothing. All of it here is decided and nothing is done. */
export type OutcomeDraft = Partial<Omit<Outcome, 'id' | 'fence'>> & Pick<Outcome, 'state' | 'attempt'>;

type Config = Services['config'];

/** Back to waiting, without using up a try. */
export const RELEASED: OutcomeDraft = { state: 'pending', attempt: 'released', waitMs: 0 };

/** What the check before sending means for the row. */
export function notSent(row: Claimed, verdict: NotToSend, config: Config): OutcomeDraft {
  switch (verdict.do) {
    case 'cancel':
      return { state: 'cancelled', attempt: 'cancelled', reason: verdict.reason };
    case 'wait':
      return { ...RELEASED, reason: verdict.reason, waitMs: verdict.waitMs };
    case 'fail':
      return { state: 'failed', attempt: 'failed', reason: verdict.reason, errorMessage: verdict.message };
    case 'retry':
      return triedAgain(row, new RetryLater('The check before sending failed'), config);
  }
}

/** What the answer of a provider means for the row. */
export function outcomeOf(row: Claimed, answer: Answer, config: Config): OutcomeDraft {
  const { said, provider, durationMs } = answer;
  return { ...meaningOf(row, said, answer.failsAlone, config), provider, durationMs };
}

function meaningOf(row: Claimed, said: Answer['said'], failsAlone: boolean, config: Config): OutcomeDraft {
  if (!(said instanceof DeliveryFailure))
    return {
      state: 'sent',
      attempt: 'sent',
      providerMessageId: said.providerMessageId,
      providerStatus: said.status,
    };
  if (said instanceof InDoubt) return doubtful(row, said, config);
  if (said instanceof RetryLater) return triedAgain(row, said, config);
  if (said instanceof ChannelDown)
    // Whoever finds the channel open and is refused fails alone; a probe and everybody else wait.
    return failsAlone
      ? { ...failed(said), reason: 'provider_auth' }
      : { ...failed(said), ...RELEASED, reason: 'provider_auth' };
  return failed(said);
}

/** The end of the road, for this reason. */
export function failed(error: DeliveryFailure): OutcomeDraft {
  return {
    state: 'failed',
    attempt: 'failed',
    errorMessage: error.message,
    reason: error instanceof Permanent ? error.reason : null,
    providerStatus: error.detail.status ?? null,
    providerCode: error.detail.code ?? null,
  };
}

/** Later, as long as retries are left. */
function triedAgain(row: Claimed, error: RetryLater, config: Config): OutcomeDraft {
  const waitMs = retryDelayMs(row.attempts + 1, config, error.retryAfterMs);
  return waitMs === null
    ? { ...failed(error), reason: 'retries_exhausted' }
    : { ...failed(error), state: 'pending', attempt: 'retry', reason: null, waitMs };
}

/** At most one resend: a second doubt is final. */
function doubtful(row: Claimed, error: InDoubt, config: Config): OutcomeDraft {
  return {
    ...failed(error),
    attempt: 'in_doubt',
    reason: 'in_doubt',
    ...(row.doubts === 0 ? { state: 'in_doubt', waitMs: config.IN_DOUBT_WAIT_SECONDS * 1_000 } : { state: 'failed' }),
  };
}
