import { dueJobs } from '../db/notifications/hand-over.js';
import type { DeliverJob } from '../domain/jobs.js';
import { CHANNELS } from '../domain/notification.js';
import { metrics } from '../observability/metrics.js';
import type { Services } from '../services/services.js';
import { check } from './check.js';
import { createClaims, type Claim } from './claims.js';
import { explainWaiting } from './dispatch.js';
import { createFeedback } from './feedback.js';
import { failed, notSent, outcomeOf, RELEASED } from './outcomes.js';
import { createRecord, type Recorded } from './record.js';
import { renderNow } from './message.js';
import { send } from './send.js';
import { sweep } from './sweep.js';

/**
 * The result of a job. `not_claimed`: another worker has the row, it was cancelled, or the job is of an older
 * generation.
 */
export type DeliveryResult = Recorded | 'not_claimed';

export interface Delivery {
  /** Delivers one notification. Calls that run at the same time share their statements. */
  deliver(job: DeliverJob): Promise<DeliveryResult>;
  /** Delivers what is due now without Redis, urgent first. `failed` counts final failures. */
  deliverDue(limit: number): Promise<{ processed: number; successful: number; failed: number }>;
  /** Resolves when no delivery is running any more. */
  drain(): Promise<void>;
}

export function createDelivery(services: Services): Delivery {
  const deliver = createDeliver(services);
  const running = new Set<Promise<unknown>>();
  const tracked = (job: DeliverJob): Promise<DeliveryResult> => {
    const work = deliver(job);
    const task: Promise<unknown> = work.catch(() => undefined).finally(() => running.delete(task));
    running.add(task);
    return work;
  };
  return {
    deliver: tracked,
    deliverDue: (limit) => deliverDue(services, tracked, limit),
    drain: async () => {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** The way of one notification: claim, check, render, send, record. */
function createDeliver(services: Services): (job: DeliverJob) => Promise<DeliveryResult> {
  const { config } = services;
  const claimWhenDue = createClaims(services);
  const record = createRecord(services);
  const giveFeedback = createFeedback(services);

  return async (job) => {
    const claim = await claimWhenDue(job);
    if (claim === null) return 'not_claimed';
    const { row } = claim;
    metrics.lag.observe({ lane: row.lane }, row.lagSeconds);

    const verdict = await check(services, row);
    if (verdict.do !== 'send') return record(claim, notSent(row, verdict, config));

    const rendered = renderNow(row, verdict.template);
    if (rendered instanceof Error) return record(claim, failed(rendered));
    if (mayHaveLost(claim, config)) return record(claim, RELEASED);

    const answer = await send(services, row, rendered, verdict.probe);
    const outcome = outcomeOf(row, answer, config);
    try {
      return await record(claim, {
        subject: rendered.subject,
        templateVersion: verdict.template.source.version,
        ...outcome,
      });
    } finally {
      // Also when Postgres is away: what the provider said about the channel holds all the same.
      await giveFeedback(row, answer, outcome);
    }
  };
}

/** Whether the lease may end before the provider answers. A process that was frozen for a while must not send then. */
function mayHaveLost({ claimedAt }: Claim, config: Services['config']): boolean {
  return performance.now() - claimedAt > config.CLAIM_LEASE_SECONDS * 1_000 - config.PROVIDER_TIMEOUT_MS;
}

async function deliverDue(
  services: Services,
  deliver: (job: DeliverJob) => Promise<DeliveryResult>,
  limit: number,
): Promise<{ processed: number; successful: number; failed: number }> {
  // There may be no worker that does it: sweep lost claims and say why rows wait.
  await sweep(services);
  await explainWaiting(services);
  // Rows of a channel without a provider stay due and would fill every batch.
  const open = CHANNELS.filter((channel) => services.providers[channel].mode !== 'not_configured');
  const results = await Promise.all((await dueJobs(services.dataSource, open, limit)).map(deliver));
  const count = (...wanted: DeliveryResult[]): number => results.filter((result) => wanted.includes(result)).length;
  return {
    processed: results.length - count('not_claimed', 'claim_lost'),
    successful: count('sent'),
    failed: count('failed'),
  };
}
