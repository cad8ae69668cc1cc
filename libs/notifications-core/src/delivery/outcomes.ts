import type { Claimed, Outcome } from '../db/notifications/claimed.js';
import { ChannelDown, DeliveryFailure, InDoubt, Permanent, RetryLater, SlowDown } from '../domain/errors.js';
import type { Services } from '../services/services.js';
import type { NotToSend } from './check.js';
import { retryDelayMs } from './retry-policy.js';
import type { Answer } from './send.js';

/**
 * The outcome of an attempt, not yet written. Absent fields are empty. This file only decides: it writes and sends
 * nothing.
 */
export type OutcomeDraft = Partial<Omit<Outcome, 'id' | 'fence'>> & Pick<Outcome, 'state' | 'attempt'>;

type Config = Services['config'];

/** Back to pending, without using up a try. */
export const RELEASED: OutcomeDraft = { state: 'pending', attempt: 'released', waitMs: 0 };

/** The outcome when the check before sending stopped the send. */
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

/** The outcome of a message whose text is kept nowhere: it has no second try, because nobody could send it. */
export function atMostOnce(outcome: OutcomeDraft): OutcomeDraft {
  const { state, attempt, reason } = outcome;
  if (state !== 'pending' && state !== 'in_doubt') return outcome;
  return {
    ...outcome,
    state: 'failed',
    attempt: attempt === 'in_doubt' ? attempt : 'failed',
    reason: reason ?? 'retries_exhausted',
    waitMs: null,
    slowed: false,
  };
}

/** The outcome that follows from a provider's answer. */
export function outcomeOf(row: Claimed, answer: Answer, config: Config): OutcomeDraft {
  const { provider, durationMs, segments } = answer;
  return { ...meaningOf(row, answer, config), provider, durationMs, segments };
}

function meaningOf(row: Claimed, { said, failsAlone, channelWaitMs }: Answer, config: Config): OutcomeDraft {
  if (!(said instanceof DeliveryFailure))
    return {
      state: 'sent',
      attempt: 'sent',
      providerMessageId: said.providerMessageId,
      providerStatus: said.status,
    };
  if (said instanceof InDoubt) return doubtful(row, said, config);
  if (said instanceof RetryLater)
    return channelWaitMs > 0 ? slowedDown(row, said, channelWaitMs, config) : triedAgain(row, said, config);
  if (said instanceof SlowDown) return slowedDown(row, said, channelWaitMs, config);
  if (said instanceof ChannelDown)
    // The first message that meets the refused key fails. A probe and all other messages wait.
    return failsAlone
      ? { ...failed(said), reason: 'provider_auth' }
      : { ...failed(said), ...RELEASED, reason: 'provider_auth' };
  return failed(said);
}

/** A final failure. */
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

/** A retry, or a final failure if none is left. */
function triedAgain(row: Claimed, error: RetryLater | SlowDown, config: Config): OutcomeDraft {
  // What was only slowed down used up no try.
  const tries = Math.max(0, row.attempts - row.slowed) + 1;
  const waitMs = retryDelayMs(tries, config, error.retryAfterMs);
  return waitMs === null
    ? { ...failed(error), reason: 'retries_exhausted' }
    : { ...failed(error), state: 'pending', attempt: 'retry', reason: null, waitMs };
}

/** A message without an expiry is of use for so long after its time. Then a 429 uses up a try like other failures. */
const OF_USE_MS = 24 * 60 * 60 * 1_000;

/**
 * The provider takes nothing more for now, or has trouble and this was its probe. The message waits with its channel and uses up no try, as long as it is of
 * use. Its expiry is the end of that: the check before sending cancels it then.
 */
function slowedDown(row: Claimed, error: RetryLater | SlowDown, channelWaitMs: number, config: Config): OutcomeDraft {
  const isOfUse = row.expiresAt !== null || row.now.getTime() - row.scheduledFor.getTime() < OF_USE_MS;
  if (!isOfUse) return triedAgain(row, error, config);
  return { ...failed(error), state: 'pending', attempt: 'retry', slowed: true, reason: null, waitMs: channelWaitMs };
}

/** A doubt. A message is sent again at most once, so a second doubt is final. */
function doubtful(row: Claimed, error: InDoubt, config: Config): OutcomeDraft {
  return {
    ...failed(error),
    attempt: 'in_doubt',
    reason: 'in_doubt',
    ...(row.doubts === 0 ? { state: 'in_doubt', waitMs: config.IN_DOUBT_WAIT_SECONDS * 1_000 } : { state: 'failed' }),
  };
}
