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
import type { Services } from '../services/services.js';

/** What was found when everything was looked at; holds ids of nothing and nobody. */
export interface HealthReport {
  /** ISO instant. */
  readonly checked_at: string;
  readonly healthy: boolean;
  /** What is wrong and what to do about it, one sentence each; empty when all is well. */
  readonly problems: readonly string[];
  readonly postgres: Answer;
  readonly redis: Answer;
  /** `null`, as everything below, where it could not be asked. */
  readonly queues: Readonly<Record<QueueName, QueueCounts>> | null;
  readonly scheduler: SchedulerBeat | null;
  readonly backlog: readonly Backlog[] | null;
  readonly in_doubt: number | null;
  /** Claims whose worker is gone and that nobody has swept up. */
  readonly lost_claims: number | null;
  readonly channels: Readonly<
    Record<Channel, { readonly provider: ChannelProvider['mode']; readonly paused: PauseCause | null }>
  >;
  /** Templates of appointments that cannot be used, as `name (channel)`; `null` before they are loaded. */
  readonly missing_templates: readonly string[] | null;
}

export interface Answer {
  readonly up: boolean;
  /** Milliseconds; `null` when there was no answer within two seconds. */
  readonly ms: number | null;
}

const ANSWER_WITHIN_MS = 2_000;
/** Confirmations and reminders that are this late on a channel that is open are not on their way. */
const LATE_SECONDS = 120;
/** Sweeps come every two seconds. */
const LOST_SECONDS = 60;
const NEEDED_TEMPLATES = [
  'appointment_confirmation',
  'appointment_reminder',
  'appointment_rescheduled',
  'appointment_cancellation',
] as const;

/**
 * Looks at every part and what stands in line, and sets the gauges of this process by it. Never throws: a part
 * that does not answer is a finding. Takes a few statements that are bounded, however long the history is.
 *
 * A channel's pause is known to a process half a second after it opened its services.
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

function problemsOf(found: Omit<HealthReport, 'healthy' | 'problems'>, { redis }: Services): string[] {
  const problems: string[] = [];
  if (!found.postgres.up) problems.push('Postgres does not answer, or was not migrated: check DATABASE_URL');
  if (redis === null) problems.push('REDIS_URL is not set: nothing is sent but by process-queue');
  else if (!found.redis.up) problems.push('Redis does not answer: check REDIS_URL');
  else if (found.scheduler === null) problems.push('no scheduler runs: start a worker');
  for (const channel of CHANNELS) {
    const { provider, paused } = found.channels[channel];
    if (provider === 'not_configured')
      problems.push(`${channel} has no provider: its notifications wait until its credentials are set`);
    if (paused === 'auth') problems.push(`${channel} is paused: the provider refused our credentials`);
  }
  if (found.missing_templates === null) problems.push('the templates are not loaded yet');
  else if (found.missing_templates.length > 0)
    problems.push(`no active template: ${found.missing_templates.join(', ')}: populate or activate it`);
  for (const { lane, channel, due, oldest_seconds } of found.backlog ?? []) {
    // A bulk takes its time, and what waits for its channel has a reason that is told above.
    const { provider, paused } = found.channels[channel];
    if (lane === 'bulk' || oldest_seconds < LATE_SECONDS || provider === 'not_configured' || paused !== null) continue;
    problems.push(`${due} ${lane} notifications by ${channel} are late: the oldest by ${Math.round(oldest_seconds)} s`);
  }
  if ((found.lost_claims ?? 0) > 0)
    problems.push(`${found.lost_claims} claims of lost workers were not swept up: no worker does its work`);
  return problems;
}

/** @throws when Redis does not answer, or there is none. */
export function askRedis(redis: Services['redis']): Promise<unknown> {
  return redis?.ping() ?? Promise.reject(new Error('no Redis'));
}

async function orNull<T>(question: Promise<T>): Promise<T | null> {
  return question.catch(() => null);
}

/** A probe must be answered while a frozen Postgres or Redis does not: two seconds are enough for each. Never throws. */
export async function answers(ask: () => Promise<unknown>): Promise<Answer> {
  const started = performance.now();
  try {
    await pTimeout(ask(), { milliseconds: ANSWER_WITHIN_MS });
    return { up: true, ms: Math.round((performance.now() - started) * 10) / 10 };
  } catch {
    return { up: false, ms: null };
  }
}

/** What could not be asked is not shown. */
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
