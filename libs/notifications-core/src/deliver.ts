import { hostname } from 'node:os';
import DataLoader from 'dataloader';
import { check, type Verdict } from './check.js';
import {
  claim,
  dueIn,
  dueJobs,
  recordOutcomes,
  suppress,
  type Claimed,
  type Outcome,
} from './db/notifications.repository.js';
import { explainWaiting } from './dispatch.js';
import { unlessDeadlocked } from './db/sql.js';
import { ChannelDown, DeliveryFailure, InDoubt, Permanent, RetryLater } from './errors.js';
import { errorFields } from './logging.js';
import { contextNow, messageOf } from './message.js';
import { metrics } from './metrics.js';
import { CHANNELS } from './notification.js';
import type { Accepted, Message } from './providers/provider.js';
import { LOOK_AHEAD_MS, type DeliverJob } from './queues.js';
import type { CompiledTemplate, Rendered } from './render.js';
import { retryDelayMs } from './retry-policy.js';
import type { Services } from './services.js';
import { measureSms } from './sms-encoding.js';
import { resume, sweep } from './sweep.js';

/** What a job came to; `not_claimed`: somebody else has it, it was cancelled, or the job was an old one. */
export type DeliveryResult = Outcome['attempt'] | 'not_claimed' | 'claim_lost';

export interface Delivery {
  /** Delivers one notification. Calls that run at the same time share their statements. */
  deliver(job: DeliverJob): Promise<DeliveryResult>;
  /** Delivers what is due now, urgent first, without Redis. `failed` counts final failures. */
  deliverDue(limit: number): Promise<{ processed: number; successful: number; failed: number }>;
  /** Resolves when nothing is being delivered any more. */
  drain(): Promise<void>;
}

/** Claims and outcomes of notifications that are in work at the same time become one statement each. */
const COALESCE_MS = 4;
const MOST_PER_STATEMENT = 200;
/**
 * A job that comes this much early waits in place. None that we handed over comes earlier, not even where the
 * clock of one worker is wrong by hours and brings all delayed jobs at once.
 */
const WORTH_WAITING_MS = LOOK_AHEAD_MS + 1_000;
/** A row that a transaction holds is looked at again this often, and then left to the dispatcher. */
const HELD_LOOK_MS = 20;
const MOST_LOOKS = 50;
/** How often an outcome that Postgres did not take is tried again, as long as the lease holds. */
const RECORD_AGAIN_MS = 500;

export function createDelivery(services: Services): Delivery {
  const { config, dataSource, templates, providers, gate, log } = services;
  const claimedBy = `${hostname()}:${process.pid}`;
  const leaseMs = config.CLAIM_LEASE_SECONDS * 1_000;
  const running = new Set<Promise<unknown>>();
  const batching = {
    cache: false,
    maxBatchSize: MOST_PER_STATEMENT,
    batchScheduleFn: (run: () => void): void => void setTimeout(run, COALESCE_MS),
  };

  /** The row if it is ours now, the milliseconds until it is due, or nothing. */
  const claims = new DataLoader<DeliverJob, Claimed | number | null, unknown>(async (jobs) => {
    const claimed = await unlessDeadlocked(() => claim(dataSource, jobs, claimedBy, config.CLAIM_LEASE_SECONDS));
    const rows = new Map(claimed.map((row) => [row.id, row]));
    const missed = jobs.filter(({ id }) => !rows.has(id));
    const early = missed.length === 0 ? [] : await dueIn(dataSource, missed);
    const waits = new Map(early.map(({ id, ms }) => [id, ms]));
    // The same job twice in one batch: the first has the row, the second gets nothing.
    return jobs.map(({ id }) => {
      const found = rows.get(id) ?? waits.get(id) ?? null;
      rows.delete(id);
      return found;
    });
  }, batching);

  const records = new DataLoader<Outcome, boolean, unknown>(async (outcomes) => {
    const written = new Set((await recordOutcomes(dataSource, outcomes)).map(({ id }) => id));
    return outcomes.map(({ id }) => written.has(id));
  }, batching);

  /** The story of one notification: claim, check, render, send, record. */
  async function deliver(job: DeliverJob): Promise<DeliveryResult> {
    const found = await claimWhenDue(job);
    if (found === null) return 'not_claimed';
    const { row, claimedAt } = found;
    metrics.lag.observe({ lane: row.lane }, row.lagSeconds);

    const template = templates.find(row.templateName, row.channel, row.locale);
    let verdict: Verdict;
    try {
      verdict = await check(row, template, providers, gate, config);
    } catch (error) {
      // Nothing was sent: this is a fault of ours, and no doubt.
      log.error('the check before sending failed', { notification_id: row.id, ...errorFields(error) });
      return record(row, claimedAt, again(row, new RetryLater('The check before sending failed')));
    }
    switch (verdict.do) {
      case 'cancel':
        return record(row, claimedAt, { state: 'cancelled', attempt: 'cancelled', reason: verdict.reason });
      case 'wait':
        return record(row, claimedAt, {
          state: 'pending',
          attempt: 'released',
          reason: verdict.reason,
          waitMs: verdict.waitMs,
        });
      case 'fail':
        return record(row, claimedAt, {
          state: 'failed',
          attempt: 'failed',
          reason: verdict.reason,
          errorMessage: verdict.message,
        });
      case 'send':
        return renderAndSend(row, claimedAt, verdict.template, verdict.probe);
    }
  }

  async function claimWhenDue(job: DeliverJob): Promise<{ row: Claimed; claimedAt: number } | null> {
    if (!services.ready()) throw new Error('the templates are not loaded yet');
    let held = 0;
    for (;;) {
      // From before the question on: a process that was stopped until long after the answer counts that too.
      const claimedAt = performance.now();
      const found = await claims.load(job);
      if (found === null) return null;
      if (typeof found !== 'number') return { row: found, claimedAt };
      // Redis counts delays by the clock of the worker, we by the database's: never before its time.
      if (found > WORTH_WAITING_MS) return null;
      // Due and yet not ours: a transaction holds the row just now.
      if (found <= 0 && ++held > MOST_LOOKS) return null;
      await new Promise((resolve) => setTimeout(resolve, found <= 0 ? HELD_LOOK_MS : Math.ceil(found)));
    }
  }

  async function renderAndSend(
    row: Claimed,
    claimedAt: number,
    template: CompiledTemplate,
    probe: boolean,
  ): Promise<DeliveryResult> {
    const about: Partial<Outcome> = { templateVersion: template.source.version };
    let rendered: Rendered;
    try {
      rendered = template.render(contextNow(row));
    } catch (error) {
      const failure =
        error instanceof Permanent ? error : new Permanent('The template could not be rendered', 'template_error');
      return record(row, claimedAt, { ...about, ...failed(failure) });
    }

    const channel = providers[row.channel];
    if (channel.mode === 'not_configured') throw new Error('a channel without a provider passed the check');
    // A process that was stopped for a while must not send on a claim that may have run out.
    if (performance.now() - claimedAt > leaseMs - config.PROVIDER_TIMEOUT_MS)
      return record(row, claimedAt, { ...about, state: 'pending', attempt: 'released', waitMs: 0 });

    const started = performance.now();
    const provider = channel.provider as { name: string; send(message: Message): Promise<Accepted> };
    const end = (outcome: Partial<Outcome>): Promise<DeliveryResult> => {
      const durationMs = Math.round(performance.now() - started);
      metrics.provider.observe({ provider: provider.name, outcome: outcome.attempt ?? '' }, durationMs / 1_000);
      return record(row, claimedAt, { ...about, provider: provider.name, durationMs, ...outcome });
    };
    const size = row.channel === 'sms' ? measureSms(rendered.text) : null;
    if (size) {
      // Known before it is sent, because a provider tells only with the bill.
      metrics.segments.inc({ encoding: size.encoding }, size.segments);
      log.debug('sms measured', { notification_id: row.id, encoding: size.encoding, segments: size.segments });
    }
    let accepted: Accepted;
    try {
      accepted = await provider.send(messageOf(row, rendered));
    } catch (error) {
      return end({ subject: rendered.subject, ...(await failure(row, error, probe)) });
    }
    // It is on its way: from here on no trouble may make a doubt of it, which would send it again.
    const worksAgain = await gate.succeed(row.channel);
    const result = await end({
      state: 'sent',
      attempt: 'sent',
      subject: rendered.subject,
      providerMessageId: accepted.providerMessageId,
      providerStatus: accepted.status,
    });
    if (worksAgain) await resume(services, row.channel, 'provider_auth');
    return result;
  }

  /** What a failed send means for its row. */
  async function failure(row: Claimed, error: unknown, probe: boolean): Promise<Partial<Outcome>> {
    if (!(error instanceof DeliveryFailure)) {
      log.error('an adapter threw something unexpected', { notification_id: row.id, ...errorFields(error) });
      return doubt(row, new InDoubt('Sending broke off unexpectedly'));
    }
    if (error instanceof RetryLater) {
      if (error.retryAfterMs !== undefined) await gate.slow(row.channel, error.retryAfterMs);
      return again(row, error);
    }
    if (error instanceof ChannelDown) {
      // Whoever finds the channel open and is refused fails alone; a probe and everybody else wait.
      const first = await gate.refuse(row.channel);
      return first && !probe
        ? { ...failed(error), reason: 'provider_auth' }
        : { ...failed(error), state: 'pending', attempt: 'released', reason: 'provider_auth', waitMs: 0 };
    }
    if (error instanceof InDoubt) return doubt(row, error);
    // A clear no to this message is a yes to the key.
    if (await gate.succeed(row.channel)) await resume(services, row.channel, 'provider_auth').catch(() => undefined);
    // The provider knows that this person does not want to, or cannot, hear from us: nor do we try again.
    if (error instanceof Permanent && error.reason === 'suppressed')
      await suppress(
        dataSource,
        row.channel,
        row.recipient,
        row.channel === 'sms' ? 'opted_out' : 'unsubscribed',
      ).catch(
        // The next message to that address will be refused, and suppressed, again.
        (problem: unknown) => log.error('an address could not be suppressed', errorFields(problem)),
      );
    return failed(error);
  }

  function again(row: Claimed, error: RetryLater): Partial<Outcome> {
    const waitMs = retryDelayMs(row.attempts + 1, config, error.retryAfterMs);
    return waitMs === null
      ? { ...failed(error), reason: 'retries_exhausted' }
      : { ...failed(error), state: 'pending', attempt: 'retry', reason: null, waitMs };
  }

  function doubt(row: Claimed, error: InDoubt): Partial<Outcome> {
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
      // At most one resend: a second doubt is final.
      ...(row.doubts === 0 ? { state: 'in_doubt', waitMs: config.IN_DOUBT_WAIT_SECONDS * 1_000 } : { state: 'failed' }),
    };
  }

  /**
   * Writes how it ended, again and again while Postgres is away: as long as the lease holds, and beyond for what
   * was sent, because nobody else can know that.
   */
  async function record(row: Claimed, claimedAt: number, outcome: Partial<Outcome>): Promise<DeliveryResult> {
    const full: Outcome = { ...NOTHING, ...outcome, id: row.id, fence: row.fence };
    const worthTryingMs = leaseMs + (full.state === 'sent' ? config.IN_DOUBT_WAIT_SECONDS * 1_000 : 0);
    for (;;) {
      try {
        const written = await records.load(full);
        if (!written) metrics.lostOutcomes.inc();
        report(row, full, written);
        return written ? full.attempt : 'claim_lost';
      } catch (error) {
        if (performance.now() - claimedAt + RECORD_AGAIN_MS >= worthTryingMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, RECORD_AGAIN_MS));
      }
    }
  }

  function report(row: Claimed, outcome: Outcome, written: boolean): void {
    const { channel, templateName } = row;
    const what = written ? outcome.attempt : 'claim_lost';
    metrics.outcomes.inc({ channel, outcome: what, reason: outcome.reason ?? '' });
    const fields = {
      notification_id: row.id,
      channel,
      template: templateName,
      outcome: what,
      ...(outcome.reason === null ? {} : { reason: outcome.reason }),
      ...(outcome.providerStatus === null ? {} : { provider_status: outcome.providerStatus }),
      ...(outcome.providerCode === null ? {} : { provider_code: outcome.providerCode }),
      ...(outcome.durationMs === null ? {} : { duration_ms: outcome.durationMs }),
    };
    if (!written) log.warn('outcome not written: somebody else owns the notification by now', fields);
    else if (outcome.state === 'failed') log.error('notification failed', fields);
    else if (outcome.attempt === 'retry')
      log.warn('notification will be tried again', { ...fields, wait_ms: outcome.waitMs });
    else log.info(`notification ${what}`, fields);
  }

  const tracked = <T>(work: Promise<T>): Promise<T> => {
    const task: Promise<unknown> = work.catch(() => undefined).finally(() => running.delete(task));
    running.add(task);
    return work;
  };

  return {
    deliver: (job) => tracked(deliver(job)),
    deliverDue: async (limit) => {
      // There may be no worker to do it: what was left behind comes first, and what waits says why.
      await sweep(services);
      await explainWaiting(services);
      // Rows of a channel without a provider stay due, and would fill every batch.
      const open = CHANNELS.filter((channel) => providers[channel].mode !== 'not_configured');
      const jobs = await dueJobs(dataSource, open, limit);
      const results = await Promise.all(jobs.map((job) => tracked(deliver(job))));
      const count = (...wanted: DeliveryResult[]): number => results.filter((result) => wanted.includes(result)).length;
      return {
        processed: results.length - count('not_claimed', 'claim_lost'),
        successful: count('sent'),
        failed: count('failed'),
      };
    },
    drain: async () => {
      while (running.size > 0) await Promise.all(running);
    },
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

function failed(error: DeliveryFailure): Partial<Outcome> {
  return {
    state: 'failed',
    attempt: 'failed',
    errorMessage: error.message,
    reason: error instanceof Permanent ? error.reason : null,
    providerStatus: error.detail.status ?? null,
    providerCode: error.detail.code ?? null,
  };
}
