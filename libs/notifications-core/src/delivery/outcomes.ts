import { coalesce } from '../db/coalesce.js';
import type { Claim } from './claims.js';
import { recordOutcomes, type Claimed, type Outcome } from '../db/notifications/claimed.js';
import { suppress } from '../db/suppressions.js';
import { ChannelDown, DeliveryFailure, InDoubt, Permanent, RetryLater } from '../domain/errors.js';
import { errorFields } from '../observability/logging.js';
import { metrics } from '../observability/metrics.js';
import { retryDelayMs } from './retry-policy.js';
import type { Services } from '../services/services.js';
import { resume } from './sweep.js';

/** What there is to say of an attempt; what is left out is nothing. */
export type OutcomeDraft = Partial<Omit<Outcome, 'id' | 'fence'>>;

/** How an attempt that was made, or not, was written down. */
export type Recorded = Outcome['attempt'] | 'claim_lost';

/** What a failed send means for its row, for its channel and for its address. */
export async function endingOf(
  services: Services,
  row: Claimed,
  error: unknown,
  wasProbe: boolean,
): Promise<OutcomeDraft> {
  const { gate, log, config, dataSource } = services;
  if (!(error instanceof DeliveryFailure)) {
    log.error('an adapter threw something unexpected', { notification_id: row.id, ...errorFields(error) });
    return doubtful(services, row, new InDoubt('Sending broke off unexpectedly'));
  }
  if (error instanceof InDoubt) return doubtful(services, row, error);
  if (error instanceof RetryLater) {
    if (error.retryAfterMs !== undefined) await gate.slow(row.channel, error.retryAfterMs);
    return triedAgain(config, row, error);
  }
  if (error instanceof ChannelDown) {
    // Whoever finds the channel open and is refused fails alone; a probe and everybody else wait.
    const first = await gate.refuse(row.channel);
    return first && !wasProbe
      ? { ...failed(error), reason: 'provider_auth' }
      : { ...failed(error), state: 'pending', attempt: 'released', reason: 'provider_auth', waitMs: 0 };
  }
  // A clear no to this message is a yes to the key.
  if (await gate.succeed(row.channel)) await resume(services, row.channel, 'provider_auth').catch(() => undefined);
  if (error instanceof Permanent && error.reason === 'suppressed') {
    // The provider knows that this person does not want to, or cannot, hear from us: nor do we try again.
    const cause = row.channel === 'sms' ? 'opted_out' : 'unsubscribed';
    await suppress(dataSource, row.channel, row.address, cause).catch((problem: unknown) =>
      // The next message to that address will be refused, and suppressed, again.
      log.error('an address could not be suppressed', errorFields(problem)),
    );
  }
  return failed(error);
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
export function triedAgain(config: Services['config'], row: Claimed, error: RetryLater): OutcomeDraft {
  const waitMs = retryDelayMs(row.attempts + 1, config, error.retryAfterMs);
  return waitMs === null
    ? { ...failed(error), reason: 'retries_exhausted' }
    : { ...failed(error), state: 'pending', attempt: 'retry', reason: null, waitMs };
}

/** At most one resend: a second doubt is final. */
function doubtful({ config, log }: Services, row: Claimed, error: InDoubt): OutcomeDraft {
  log.warn('no clear answer: the message may or may not be on its way', {
    notification_id: row.id,
    doubts: row.doubts + 1,
    code: error.detail.code,
  });
  metrics.doubts.inc({ cause: 'no_answer' });
  return {
    ...failed(error),
    attempt: 'in_doubt',
    reason: 'in_doubt',
    ...(row.doubts === 0 ? { state: 'in_doubt', waitMs: config.IN_DOUBT_WAIT_SECONDS * 1_000 } : { state: 'failed' }),
  };
}

/** How often an outcome that Postgres did not take is tried again. */
const RECORD_AGAIN_MS = 500;

/**
 * Writes how a claim ended. While Postgres is away it tries again as long as the lease holds, and beyond for what
 * was sent, because nobody else can know that. Outcomes that are written at the same time are one statement.
 */
export function createRecord({
  config,
  dataSource,
  log,
}: Services): (claim: Claim, end: OutcomeDraft) => Promise<Recorded> {
  const leaseMs = config.CLAIM_LEASE_SECONDS * 1_000;
  const write = coalesce<Outcome, boolean>(async (outcomes) => {
    const written = new Set((await recordOutcomes(dataSource, outcomes)).map(({ id }) => id));
    return outcomes.map(({ id }) => written.has(id));
  });

  return async ({ row, claimedAt }, end) => {
    const outcome: Outcome = { ...NOTHING, ...end, id: row.id, fence: row.fence };
    const worthTryingMs = leaseMs + (outcome.state === 'sent' ? config.IN_DOUBT_WAIT_SECONDS * 1_000 : 0);
    for (;;) {
      try {
        const recorded = (await write(outcome)) ? outcome.attempt : 'claim_lost';
        report(log, row, outcome, recorded);
        return recorded;
      } catch (error) {
        if (performance.now() - claimedAt + RECORD_AGAIN_MS >= worthTryingMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, RECORD_AGAIN_MS));
      }
    }
  };
}

const NOTHING: Omit<Outcome, 'id' | 'fence'> = {
  state: 'failed',
  attempt: 'failed',
  reason: null,
  errorMessage: null,
  waitMs: null,
  subject: null,
  templateVersion: null,
  provider: null,
  providerMessageId: null,
  providerStatus: null,
  providerCode: null,
  durationMs: null,
};

function report(log: Services['log'], { channel, templateName }: Claimed, outcome: Outcome, recorded: Recorded): void {
  metrics.outcomes.inc({ channel, outcome: recorded, reason: outcome.reason ?? '' });
  const fields = {
    notification_id: outcome.id,
    channel,
    template: templateName,
    outcome: recorded,
    ...(outcome.reason === null ? {} : { reason: outcome.reason }),
    ...(outcome.providerStatus === null ? {} : { provider_status: outcome.providerStatus }),
    ...(outcome.providerCode === null ? {} : { provider_code: outcome.providerCode }),
    ...(outcome.durationMs === null ? {} : { duration_ms: outcome.durationMs }),
  };
  if (recorded === 'claim_lost') {
    metrics.lostOutcomes.inc();
    log.warn('outcome not written: somebody else owns the notification by now', fields);
  } else if (outcome.state === 'failed') log.error('notification failed', fields);
  else if (recorded === 'retry') log.warn('notification will be tried again', { ...fields, wait_ms: outcome.waitMs });
  else log.info(`notification ${recorded}`, fields);
}
