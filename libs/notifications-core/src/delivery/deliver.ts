import { check, type Verdict } from './check.js';
import { createClaims, type Claim } from './claims.js';
import { dueJobs } from '../db/notifications/hand-over.js';
import type { Claimed } from '../db/notifications/claimed.js';
import { explainWaiting } from './dispatch.js';
import { Permanent, RetryLater } from '../domain/errors.js';
import { errorFields } from '../observability/logging.js';
import { contextNow, messageOf } from './message.js';
import { metrics } from '../observability/metrics.js';
import { CHANNELS } from '../domain/notification.js';
import { createRecord, endingOf, failed, triedAgain, type OutcomeDraft, type Recorded } from './outcomes.js';
import type { Accepted, Message } from '../providers/provider.js';
import type { DeliverJob } from '../domain/jobs.js';
import type { CompiledTemplate, Rendered } from '../templates/render.js';
import type { Services } from '../services/services.js';
import { measureSms } from '../templates/sms-encoding.js';
import { resume, sweep } from './sweep.js';

/** What a job came to; `not_claimed`: somebody else has it, it was cancelled, or the job was an old one. */
export type DeliveryResult = Recorded | 'not_claimed';

export interface Delivery {
  /** Delivers one notification. Calls that run at the same time share their statements. */
  deliver(job: DeliverJob): Promise<DeliveryResult>;
  /** Delivers what is due now, urgent first, without Redis. `failed` counts final failures. */
  deliverDue(limit: number): Promise<{ processed: number; successful: number; failed: number }>;
  /** Resolves when nothing is being delivered any more. */
  drain(): Promise<void>;
}

export function createDelivery(services: Services): Delivery {
  const { config, dataSource, templates, providers, gate, log } = services;
  const claimWhenDue = createClaims(services);
  const record = createRecord(services);
  const running = new Set<Promise<unknown>>();

  /** The story of one notification: claim, check, render, send, record. */
  async function deliver(job: DeliverJob): Promise<DeliveryResult> {
    const claim = await claimWhenDue(job);
    if (claim === null) return 'not_claimed';
    metrics.lag.observe({ lane: claim.row.lane }, claim.row.lagSeconds);

    const verdict = await judge(claim);
    if (verdict.do !== 'send') return record(claim, notSent(claim.row, verdict));

    const rendered = render(claim, verdict.template);
    if (rendered instanceof Permanent) return record(claim, failed(rendered));

    // A process that was stopped for a while must not send on a claim that may have run out.
    if (performance.now() - claim.claimedAt > config.CLAIM_LEASE_SECONDS * 1_000 - config.PROVIDER_TIMEOUT_MS)
      return record(claim, { state: 'pending', attempt: 'released', waitMs: 0 });

    const { ending, worksAgain } = await send(claim.row, rendered, verdict.probe);
    const recorded = await record(claim, {
      subject: rendered.subject,
      templateVersion: verdict.template.source.version,
      ...ending,
    });
    if (worksAgain) await resume(services, claim.row.channel, 'provider_auth');
    return recorded;
  }

  async function judge({ row }: Claim): Promise<Verdict | { readonly do: 'retry' }> {
    try {
      const template = await templates.look(row.templateName, row.channel, row.locale);
      return await check(row, template, providers, gate, config);
    } catch (error) {
      // Nothing was sent: this is a fault of ours, and no doubt.
      log.error('the check before sending failed', { notification_id: row.id, ...errorFields(error) });
      return { do: 'retry' };
    }
  }

  function notSent(row: Claimed, verdict: Exclude<Awaited<ReturnType<typeof judge>>, { do: 'send' }>): OutcomeDraft {
    switch (verdict.do) {
      case 'cancel':
        return { state: 'cancelled', attempt: 'cancelled', reason: verdict.reason };
      case 'wait':
        return { state: 'pending', attempt: 'released', reason: verdict.reason, waitMs: verdict.waitMs };
      case 'fail':
        return { state: 'failed', attempt: 'failed', reason: verdict.reason, errorMessage: verdict.message };
      case 'retry':
        return triedAgain(config, row, new RetryLater('The check before sending failed'));
    }
  }

  /** Hands it to the provider and says what came of it, and whether that ended a pause of the channel; never throws. */
  async function send(
    row: Claimed,
    rendered: Rendered,
    wasProbe: boolean,
  ): Promise<{ ending: OutcomeDraft; worksAgain: boolean }> {
    const channel = providers[row.channel];
    if (channel.mode === 'not_configured') throw new Error('a channel without a provider passed the check');
    const provider = channel.provider as { name: string; send(message: Message): Promise<Accepted> };
    measure(row, rendered);
    const started = performance.now();
    const ending = await provider.send(messageOf(row, rendered)).then(
      ({ providerMessageId, status }): OutcomeDraft => ({
        state: 'sent',
        attempt: 'sent',
        providerMessageId,
        providerStatus: status,
      }),
      (error: unknown) => endingOf(services, row, error, wasProbe),
    );
    const durationMs = Math.round(performance.now() - started);
    metrics.provider.observe({ provider: provider.name, outcome: ending.attempt ?? '' }, durationMs / 1_000);
    return {
      ending: { ...ending, provider: provider.name, durationMs },
      // Told at once, not after the record: the others need not wait for Postgres.
      worksAgain: ending.state === 'sent' && (await gate.succeed(row.channel)),
    };
  }

  /** What an SMS will cost is known before it is sent: a provider tells only with the bill. */
  function measure({ id, channel }: Claimed, { text }: Rendered): void {
    if (channel !== 'sms') return;
    const { encoding, segments } = measureSms(text);
    metrics.segments.inc({ encoding }, segments);
    log.debug('sms measured', { notification_id: id, encoding, segments });
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

/** The message in words, or why there is none. */
function render({ row }: Claim, template: CompiledTemplate): Rendered | Permanent {
  try {
    return template.render(contextNow(row));
  } catch (error) {
    return error instanceof Permanent ? error : new Permanent('The template could not be rendered', 'template_error');
  }
}
