import { setTimeout as wait } from 'node:timers/promises';
import { coalesce } from '../db/coalesce.js';
import { recordOutcomes, type Claimed, type EndedClaim, type Outcome } from '../db/notifications/claimed.js';
import { settleProven } from '../db/notifications/proven.js';
import { metrics } from '../observability/metrics.js';
import { reportProofs } from '../observability/proofs.js';
import type { Services } from '../services/services.js';
import type { Claim } from './claims.js';
import type { OutcomeDraft } from './outcomes.js';

/** The recorded outcome. `claim_lost`: nothing was written, because another claim owns the row now. */
export type Recorded = Outcome['attempt'] | 'claim_lost';

/** The pause before an outcome that Postgres did not take is written again. */
const RECORD_AGAIN_MS = 500;

/**
 * Writes the outcome of a claim. While Postgres is away it keeps trying as long as the lease holds. For a sent message
 * it tries IN_DOUBT_WAIT_SECONDS longer, because nobody else can know that it was sent. Outcomes at the same time share
 * one statement.
 */
export function createRecord({
  config,
  dataSource,
  log,
}: Services): (claim: Claim, draft: OutcomeDraft) => Promise<Recorded> {
  const leaseMs = config.CLAIM_LEASE_SECONDS * 1_000;
  const write = coalesce<Outcome, boolean>(async (outcomes) => {
    const written = new Set((await recordOutcomes(dataSource, outcomes)).map(keyOf));
    return outcomes.map((outcome) => written.has(keyOf(outcome)));
  });

  /** Somebody else owns the row, perhaps because it is being sent again: then this answer shows that it went out twice. */
  const tellWhatWasSent = async ({ state, id, provider, providerMessageId }: Outcome): Promise<void> => {
    if (state !== 'sent' || provider === null) return;
    const proof = { id, provider, providerMessageId, at: new Date() };
    reportProofs(log, await settleProven(dataSource, [proof], 'answer'));
  };

  return async ({ row, claimedAt }, draft) => {
    const outcome: Outcome = { ...NOTHING, ...draft, id: row.id, fence: row.fence };
    const worthTryingMs = leaseMs + (outcome.state === 'sent' ? config.IN_DOUBT_WAIT_SECONDS * 1_000 : 0);
    for (;;) {
      try {
        const recorded = (await write(outcome)) ? outcome.attempt : 'claim_lost';
        report(log, row, outcome, recorded);
        if (recorded === 'claim_lost') await tellWhatWasSent(outcome);
        return recorded;
      } catch (error) {
        if (performance.now() - claimedAt + RECORD_AGAIN_MS >= worthTryingMs) throw error;
        await wait(RECORD_AGAIN_MS);
      }
    }
  };
}

/** One batch may hold several claims of one row. */
const keyOf = ({ id, fence }: EndedClaim): string => `${id} ${fence}`;

const NOTHING: Omit<Outcome, 'id' | 'fence'> = {
  state: 'failed',
  attempt: 'failed',
  reason: null,
  errorMessage: null,
  waitMs: null,
  slowed: false,
  subject: null,
  templateVersion: null,
  provider: null,
  providerMessageId: null,
  providerStatus: null,
  providerCode: null,
  durationMs: null,
  segments: null,
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
