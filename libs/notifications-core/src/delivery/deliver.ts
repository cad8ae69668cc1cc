import { setMaxListeners } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { coalesce } from '../db/coalesce.js';
import { dueJobs, takeBack } from '../db/notifications/hand-over.js';
import { LOOK_AHEAD_MS, queueOf, type DeliverJob, type DeliveryQueue } from '../domain/jobs.js';
import { CHANNELS } from '../domain/notification.js';
import { errorFields } from '../observability/logging.js';
import { metrics } from '../observability/metrics.js';
import type { Turn } from '../providers/turn-line.js';
import type { Services } from '../services/services.js';
import type { CompiledTemplate } from '../templates/render.js';
import { createCheck } from './check.js';
import { createClaims, type Claim } from './claims.js';
import { explainWaiting } from './dispatch.js';
import { createFeedback } from './feedback.js';
import { holdBack } from './hold.js';
import { atMostOnce, failed, notSent, outcomeOf, RELEASED, type OutcomeDraft } from './outcomes.js';
import { lookUpDoubts } from './look-up.js';
import { createRecord, type Recorded } from './record.js';
import { messageOf, renderNow } from './message.js';
import type { ReadFacts } from './renew.js';
import { send } from './send.js';
import { sweep } from './sweep.js';

/**
 * The result of a job. `not_claimed`: another worker has the row, it was cancelled, the job is of an older generation,
 * or no turn could be had or this process ends, and the row waits in Postgres.
 */
export type DeliveryResult = Recorded | 'not_claimed';

export interface Delivery {
  /**
   * Delivers one notification at once, whatever else is sent in this process. Calls that run at the same time share
   * their statements.
   * @param text sent instead of the stored template. It is kept nowhere, so there is no second try.
   */
  deliver(job: DeliverJob, text?: CompiledTemplate): Promise<DeliveryResult>;
  /**
   * Delivers one notification that came by a queue, at the queue's turn. What gets no turn within a second goes back to
   * Postgres: it must not stand in front of messages of the other channel.
   */
  deliverInTurn(job: DeliverJob, queue: DeliveryQueue): Promise<DeliveryResult>;
  /** Delivers what is due now without Redis, urgent first. `failed` counts final failures. */
  deliverDue(limit: number): Promise<{ processed: number; successful: number; failed: number }>;
  /** Begins no delivery any more, and resolves when none is running. */
  drain(): Promise<void>;
}

/** How long a job of a queue waits for its turn. */
const PATIENCE_MS = 1_000;
/**
 * A job that comes at most this early waits in place. No job that we handed over comes earlier, even if a worker's
 * clock is hours off and all delayed jobs come at once.
 */
const WORTH_WAITING_MS = LOOK_AHEAD_MS + 1_000;
/**
 * A row that a transaction has locked is tried again this often, up to `MOST_LOOKS` times. Then it is left to the
 * dispatcher.
 */
const HELD_LOOK_MS = 20;
const MOST_LOOKS = 50;

/** @param readFacts asks planning what messages say now. A delivery itself plans nothing. */
export function createDelivery(services: Services, readFacts: ReadFacts): Delivery {
  const patient = services.config.PROVIDER_TIMEOUT_MS;
  const ending = new AbortController();
  // Each job that came early listens to it.
  setMaxListeners(0, ending.signal);
  const deliver = createDeliver(services, readFacts, ending.signal);
  const running = new Set<Promise<unknown>>();
  const tracked: Deliver = (job, line, text) => {
    const work = deliver(job, line, text);
    const task: Promise<unknown> = work.catch(() => undefined).finally(() => running.delete(task));
    running.add(task);
    return work;
  };
  return {
    deliver: (job, text) => tracked(job, null, text),
    deliverInTurn: (job, queue) => tracked(job, { queue, patienceMs: PATIENCE_MS }),
    deliverDue: (limit) => deliverDue(services, (job, queue) => tracked(job, { queue, patienceMs: patient }), limit),
    drain: async () => {
      ending.abort();
      services.turns.close();
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** Where a message waits for its turn, and for how long. */
interface Line {
  readonly queue: DeliveryQueue;
  readonly patienceMs: number;
}

type Deliver = (job: DeliverJob, line: Line | null, text?: CompiledTemplate) => Promise<DeliveryResult>;

/** The turn of a message that stands in no line. */
const AT_ONCE: Turn = { belongsTo: () => undefined, release: () => undefined };

/**
 * The way of one notification: turn, claim, check, render, send, record.
 * @param ending ends the wait of jobs that came early.
 */
function createDeliver(services: Services, readFacts: ReadFacts, ending: AbortSignal): Deliver {
  const claims = createClaims(services);
  const deliverClaimed = createDeliverClaimed(services, readFacts);
  const giveBack = createGiveBack(services);

  /** Waits for the time of a row. False: this process ends before, and another worker may have the row. */
  const waitUntilDue = async (job: DeliverJob, ms: number): Promise<boolean> => {
    if (await waited(ms, ending)) return true;
    await giveBack(job);
    return false;
  };

  /** A turn for a row that waits. Its channel is read first, because turns are by channel. */
  const waitForTurn = async (job: DeliverJob, { patienceMs }: Line): Promise<Turn | null> => {
    const row = await claims.look(job);
    if (row === null || row.dueInMs > WORTH_WAITING_MS) return null;
    if (row.dueInMs > 0 && !(await waitUntilDue(job, row.dueInMs))) return null;
    const turn = await services.turns.take(row.lane, row.channel, patienceMs);
    if (turn === null) {
      metrics.turnedAway.inc({ channel: row.channel });
      await giveBack(job);
    }
    return turn;
  };

  return async (job, line, text) => {
    for (let held = 0; held <= MOST_LOOKS;) {
      const turn = line === null ? AT_ONCE : (services.turns.any(line.queue) ?? (await waitForTurn(job, line)));
      if (turn === null) return 'not_claimed';
      let found;
      try {
        found = await claims.claim(job);
        if (found === null) return 'not_claimed';
        if (typeof found !== 'number') {
          turn.belongsTo(found.row.channel);
          return await deliverClaimed(found, text);
        }
      } finally {
        turn.release();
      }
      // Redis counts delays by the worker's clock, we by the database's. Nothing is claimed before its time.
      if (found > WORTH_WAITING_MS) return 'not_claimed';
      // The row is due but was not claimed: a transaction has locked it.
      if (found <= 0) held++;
      if (!(found <= 0 ? await waited(HELD_LOOK_MS, ending) : await waitUntilDue(job, found))) return 'not_claimed';
    }
    return 'not_claimed';
  };
}

/** @returns false at once when `ending` says so. */
function waited(ms: number, ending: AbortSignal): Promise<boolean> {
  return wait(Math.ceil(ms), true, { signal: ending }).catch(() => false);
}

/** Gives rows back to the dispatcher. If that fails, they are handed over again when `handed_until` has passed. */
function createGiveBack({ dataSource, log }: Services): (job: DeliverJob) => Promise<void> {
  const takeAllBack = coalesce<DeliverJob, undefined>(async (jobs) => {
    await takeBack(dataSource, jobs);
    return jobs.map(() => undefined);
  });
  return (job) =>
    takeAllBack(job).catch((error: unknown) => void log.warn('could not give a row back', errorFields(error)));
}

function createDeliverClaimed(
  services: Services,
  readFacts: ReadFacts,
): (claim: Claim, text?: CompiledTemplate) => Promise<DeliveryResult> {
  const { config } = services;
  const check = createCheck(services, readFacts);
  const write = createRecord(services);
  const giveFeedback = createFeedback(services);

  return async (claim, text) => {
    const record: typeof write = (of, outcome) => write(of, text === undefined ? outcome : atMostOnce(outcome));
    metrics.lag.observe({ lane: claim.row.lane }, claim.row.lagSeconds);

    const verdict = await check(claim.row, text);
    if (verdict.do !== 'send') return record(claim, notSent(claim.row, verdict, config));

    const { row, template, links } = verdict;
    const notSentAfterAll = async (outcome: OutcomeDraft): Promise<DeliveryResult> => {
      if (verdict.probe) await services.gate.giveUpProbe(row.channel);
      return record(claim, outcome);
    };
    const rendered = renderNow(row, template, links);
    if (rendered instanceof Error) return notSentAfterAll(failed(rendered));
    const held = await holdBack(services, row, verdict.probe);
    if (held !== null) return record(claim, held);
    if (mayHaveLost(claim, config)) return notSentAfterAll(RELEASED);

    const answer = await send(services, row, messageOf(row, rendered, links), verdict.probe);
    const outcome = outcomeOf(row, answer, config);
    try {
      return await record(claim, {
        subject: rendered.subject,
        templateVersion: text === undefined ? template.source.version : null,
        ...outcome,
      });
    } finally {
      // Also when Postgres is away: what the provider said about the address holds all the same.
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
  deliver: (job: DeliverJob, queue: DeliveryQueue) => Promise<DeliveryResult>,
  limit: number,
): Promise<{ processed: number; successful: number; failed: number }> {
  const { dataSource, gate, providers } = services;
  // There may be no worker that does it: sweep lost claims and say why rows wait.
  await lookUpDoubts(services);
  await sweep(services);
  await explainWaiting(services);
  // Rows of a channel that takes nothing stay due and would fill every batch.
  const open = CHANNELS.filter((channel) => providers[channel].mode !== 'not_configured' && !gate.isClosed(channel));
  const due = await dueJobs(dataSource, open, limit);
  const results = await Promise.all(due.map((job) => deliver(job, queueOf(job.lane))));
  const count = (...wanted: DeliveryResult[]): number => results.filter((result) => wanted.includes(result)).length;
  return {
    processed: results.length - count('not_claimed', 'claim_lost'),
    successful: count('sent'),
    failed: count('failed'),
  };
}
