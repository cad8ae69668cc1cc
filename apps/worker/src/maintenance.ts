import type { Queue } from 'bull';
import {
  checkHealth,
  cleanQueues,
  cleanUp,
  compactAnalytics,
  compactStatistics,
  dispatchDue,
  eraseForgottenJobs,
  explainWaiting,
  finishErasures,
  lookUpDoubts,
  matchLateReceipts,
  REMINDERS_WITHIN_MS,
  sendReminders,
  sweep,
  type MaintenanceJob,
} from '@booking/notifications-core';
import type { Work } from './work.js';

/** The data of a tick's job. A job that was added by hand may have any data, or none. */
export interface TickData {
  readonly scope?: 'near';
}
/**
 * `send-reminders` only looks for reminders that are due soon. It looks for all of them at the full hour, and when it
 * was added by hand.
 */
export const NEAR: TickData = { scope: 'near' };

export interface MaintenanceContext {
  readonly work: Work;
  readonly data: unknown;
  /** All queues of the worker. */
  readonly queues: readonly Queue[];
}

/** The counts of a run: for the log line and as the result of the job. */
export type Findings = Readonly<Record<string, unknown>>;

interface Part {
  readonly name: string;
  readonly run: (context: MaintenanceContext) => Promise<Findings>;
}

/** Shorter than the interval of the job, so that its next tick finds it done. */
const REMINDERS_MS = 4 * 60_000;
const CLEAN_UP_MS = 5 * 60_000;

/**
 * The parts of each job, one after the other. A part that fails does not stop the others. The work itself is in the
 * core.
 */
const MAINTENANCE: Readonly<Record<MaintenanceJob, readonly Part[]>> = {
  /**
   * Once a minute for all pods. The dispatcher of every worker does the first four all the time: here they are a
   * safety net.
   */
  'process-queue': [
    { name: 'look up', run: ({ work }) => nothing(lookUpDoubts(work.services)) },
    { name: 'sweep', run: ({ work }) => nothing(sweep(work.services)) },
    { name: 'explain', run: ({ work }) => nothing(explainWaiting(work.services)) },
    {
      name: 'dispatch',
      run: async ({ work }) => ({
        handed_over: (await dispatchDue(work.services, work.engine.producer)).handedOver,
      }),
    },
    { name: 'receipts', run: async ({ work }) => ({ receipts_matched: await matchLateReceipts(work.services) }) },
    { name: 'erasures', run: async ({ work }) => ({ emptied: await finishErasures(work.services) }) },
    { name: 'statistics', run: async ({ work }) => ({ compacted: await compactStatistics(work.services.dataSource) }) },
    { name: 'analytics', run: async ({ work }) => ({ analytics: await compactAnalytics(work.services.dataSource) }) },
  ],
  'send-reminders': [
    {
      name: 'reminders',
      run: async ({ work, data }) => {
        const near = isNear(data);
        const found = await sendReminders(work.services, {
          ...(near ? { withinMs: REMINDERS_WITHIN_MS } : {}),
          goOn: goOnFor(work, REMINDERS_MS),
        });
        return { scope: near ? 'near' : 'all', ...found };
      },
    },
  ],
  cleanup: [
    {
      name: 'rows',
      run: async ({ work }) => ({ ...(await cleanUp(work.services, { goOn: goOnFor(work, CLEAN_UP_MS) })) }),
    },
    {
      name: 'jobs',
      run: async ({ work, queues }) => ({
        jobs: await cleanQueues(queues, work.services.config, { goOn: goOnFor(work, CLEAN_UP_MS) }),
      }),
    },
    {
      name: 'jobs of erased people',
      run: async ({ work }) => ({ erased_jobs: await eraseForgottenJobs(work.services, work.engine.producer) }),
    },
  ],
  'health-check': [{ name: 'health', run: async ({ work }) => ({ ...(await checkHealth(work.services)) }) }],
};

/**
 * Runs every part of a job.
 * @throws when a part failed, after all have run.
 */
export async function maintain(
  job: MaintenanceJob,
  context: MaintenanceContext,
  onError: (part: string, error: unknown) => void,
): Promise<Findings> {
  const findings: Record<string, unknown> = {};
  const failed: string[] = [];
  for (const { name, run } of MAINTENANCE[job]) {
    if (context.work.stopping) break;
    try {
      Object.assign(findings, await run(context));
    } catch (error) {
      onError(name, error);
      failed.push(name);
    }
  }
  if (failed.length > 0) throw new Error(`failed: ${failed.join(', ')} (see the log)`);
  return findings;
}

/** Answers whether another piece of work may start: false after `ms`, or when the worker stops. */
function goOnFor(work: Work, ms: number): () => boolean {
  const until = performance.now() + ms;
  return () => !work.stopping && performance.now() < until;
}

function isNear(data: unknown): boolean {
  return typeof data === 'object' && data !== null && (data as TickData).scope === NEAR.scope;
}

async function nothing(work: Promise<void>): Promise<Findings> {
  await work;
  return {};
}
