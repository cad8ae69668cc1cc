import pTimeout from 'p-timeout';
import { countUnsettled, readBacklog, type Backlog } from '../db/backlog.js';
import { askSchema } from '../db/schema.js';
import type { PauseCause } from '../providers/pauses.js';
import { healthCheckedNow, metrics } from '../observability/metrics.js';
import { CHANNELS, type Channel } from '../domain/notification.js';
import type { ChannelProvider } from '../providers/registry.js';
import { countJobs, type QueueCounts } from '../queues/counts.js';
import type { QueueName } from '../domain/jobs.js';
import { readScheduler, type SchedulerBeat } from './scheduler-beat.js';
import { askRedis } from '../services/redis.js';
import type { Services } from '../services/services.js';

/** The result of a health check. It holds no ids. */
export interface HealthReport {
  /** ISO instant. */
  readonly checked_at: string;
  readonly healthy: boolean;
  /** What is wrong and what to do, one sentence each. Empty when all is well. */
  readonly problems: readonly string[];
  readonly postgres: Answer;
  readonly redis: Answer;
  /** `null` if it could not be read, like the fields below. */
  readonly queues: Readonly<Record<QueueName, QueueCounts>> | null;
  readonly scheduler: SchedulerBeat | null;
  readonly backlog: readonly Backlog[] | null;
  readonly in_doubt: number | null;
  /** Claims of lost workers that were not swept up. */
  readonly lost_claims: number | null;
  readonly channels: Readonly<
    Record<Channel, { readonly provider: ChannelProvider['mode']; readonly paused: PauseCause | null }>
  >;
  /** Appointment templates that are missing, as `name (channel)`. `null` before the templates are loaded. */
  readonly missing_templates: readonly string[] | null;
}

export interface Answer {
  readonly up: boolean;
  /** Milliseconds. `null`: no answer within two seconds. */
  readonly ms: number | null;
}

const ANSWER_WITHIN_MS = 2_000;
/** With this delay on an open channel, urgent notifications and reminders count as stuck. */
const LATE_SECONDS = 120;
/** Far more than the two seconds between sweeps. */
const LOST_SECONDS = 60;
/** Shorter pauses of a provider that takes no more are everyday. */
const LONG_PAUSE_MS = 60_000;
const NEEDED_TEMPLATES = [
  'appointment_request',
  'appointment_confirmation',
  'appointment_reminder',
  'appointment_rescheduled',
  'appointment_cancellation',
] as const;

/**
 * Checks every part and the backlog, and sets the gauges of this process. Never throws: a part that does not answer is
 * a problem in the report. It runs a few statements of bounded cost, however long the history is.
 *
 * A process learns of a channel's pause within half a second of opening its services.
 */
export async function checkHealth(services: Services): Promise<HealthReport> {
  const { dataSource, redis } = services;
  const [postgresAnswer, redisAnswer] = await Promise.all([
    answers(() => askSchema(dataSource)),
    answers(() => askRedis(redis)),
  ]);
  const [queues, scheduler, backlog, unsettled] = await Promise.all([
    redis && redisAnswer.up ? orNull(countJobs(redis)) : null,
    redis && redisAnswer.up ? orNull(readScheduler(redis)) : null,
    postgresAnswer.up ? orNull(readBacklog(dataSource)) : null,
    postgresAnswer.up ? orNull(countUnsettled(dataSource, LOST_SECONDS)) : null,
  ]);
  const found: Omit<HealthReport, 'healthy' | 'problems'> = {
    checked_at: new Date().toISOString(),
    postgres: postgresAnswer,
    redis: redisAnswer,
    queues,
    scheduler,
    backlog,
    in_doubt: unsettled?.in_doubt ?? null,
    lost_claims: unsettled?.lost_claims ?? null,
    channels: { email: channelOf(services, 'email'), sms: channelOf(services, 'sms') },
    missing_templates: services.ready() ? missingTemplates(services) : null,
  };
  const problems = problemsOf(found, services);
  const report = { ...found, healthy: problems.length === 0, problems };
  setGauges(report);
  return report;
}

function channelOf({ providers, gate }: Services, channel: Channel): HealthReport['channels'][Channel] {
  return { provider: providers[channel].mode, paused: gate.pausedFor(channel) };
}

function missingTemplates({ templates, config }: Services): string[] {
  return NEEDED_TEMPLATES.flatMap((name) =>
    CHANNELS.filter((channel) => !templates.find(name, channel, config.DEFAULT_LOCALE)).map(
      (channel) => `${name} (${channel})`,
    ),
  );
}

function problemsOf(found: Omit<HealthReport, 'healthy' | 'problems'>, { redis, gate }: Services): string[] {
  const problems: string[] = [];
  if (!found.postgres.up)
    problems.push('Postgres does not answer, is a standby, or was not migrated: check DATABASE_URL');
  if (redis === null) problems.push('REDIS_URL is not set: nothing is sent but by process-queue');
  else if (!found.redis.up) problems.push('Redis does not answer, or takes no writes: check REDIS_URL and its memory');
  else if (found.scheduler === null) problems.push('no scheduler runs: start a worker');
  for (const channel of CHANNELS) {
    const { provider, paused } = found.channels[channel];
    if (provider === 'not_configured')
      problems.push(`${channel} has no provider: its notifications wait until its credentials are set`);
    if (paused === 'auth') problems.push(`${channel} is paused: the provider refused our credentials`);
    if (paused === 'trouble') problems.push(`${channel} is paused: the provider cannot be reached or does not answer`);
    const leftMs = gate.pauseLeftMs(channel);
    if (paused === 'rate' && leftMs > LONG_PAUSE_MS)
      problems.push(`${channel} is slowed down by its provider for ${Math.round(leftMs / 1_000)} s`);
  }
  if (found.missing_templates === null) problems.push('the templates are not loaded yet');
  else if (found.missing_templates.length > 0)
    problems.push(`no active template: ${found.missing_templates.join(', ')}: populate or activate it`);
  for (const { lane, channel, due, oldest_seconds } of found.backlog ?? []) {
    // Bulk may be late. Waiting for a channel that does not work is reported above. One that is only slowed down may hide
    // that urgent messages are late.
    const { provider, paused } = found.channels[channel];
    if (lane === 'bulk' || oldest_seconds < LATE_SECONDS || provider === 'not_configured') continue;
    if (paused === 'auth' || paused === 'trouble') continue;
    problems.push(`${due} ${lane} notifications by ${channel} are late: the oldest by ${Math.round(oldest_seconds)} s`);
  }
  if ((found.lost_claims ?? 0) > 0)
    problems.push(`${found.lost_claims} claims of lost workers were not swept up: no worker does its work`);
  return problems;
}

async function orNull<T>(question: Promise<T>): Promise<T | null> {
  return question.catch(() => null);
}

/** Asks a part with a limit of two seconds, so that a frozen Postgres or Redis does not block a probe. Never throws. */
export async function answers(ask: () => Promise<unknown>): Promise<Answer> {
  const started = performance.now();
  try {
    await pTimeout(ask(), { milliseconds: ANSWER_WITHIN_MS });
    return { up: true, ms: Math.round((performance.now() - started) * 10) / 10 };
  } catch {
    return { up: false, ms: null };
  }
}

/** Sets the gauges. Those of a part that did not answer stay empty. */
function setGauges(report: HealthReport): void {
  healthCheckedNow();
  for (const gauge of [metrics.backlog, metrics.oldestDue, metrics.unsettled, metrics.queueJobs]) gauge.reset();
  for (const { lane, channel, due, oldest_seconds } of report.backlog ?? []) {
    metrics.backlog.set({ lane, channel }, due);
    metrics.oldestDue.set({ lane, channel }, oldest_seconds);
  }
  if (report.in_doubt !== null) metrics.unsettled.set({ state: 'in_doubt' }, report.in_doubt);
  if (report.lost_claims !== null) metrics.unsettled.set({ state: 'lost_claim' }, report.lost_claims);
  for (const [queue, counts] of Object.entries(report.queues ?? {}))
    for (const [state, jobs] of Object.entries(counts)) metrics.queueJobs.set({ queue, state }, jobs as number);
  metrics.healthProblems.set(report.problems.length);
}
