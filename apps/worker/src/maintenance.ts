import type { Queue } from 'bull';
import {
  checkHealth,
  cleanQueues,
  cleanUp,
  compactStatistics,
  dispatchDue,
  eraseForgottenJobs,
  explainWaiting,
  finishErasures,
  REMINDERS_WITHIN_MS,
  sendReminders,
  sweep,
  type MaintenanceJob,
} from '@booking/notifications-core';
import type { Work } from './work.js';

/** What a tick tells its job. A job that was added by hand may carry anything, or nothing. */
export interface TickData {
  readonly scope?: 'near';
}
/** Send-reminders looks at what is due soon only; at the full hour, and when added by hand, at everything. */
export const NEAR: TickData = { scope: 'near' };

export interface MaintenanceContext {
  readonly work: Work;
  readonly data: unknown;
  /** Every queue of the worker. */
  readonly queues: readonly Queue[];
}

/** Counts for the log line, and the result of the job. */
export type Findings = Readonly<Record<string, unknown>>;

interface Part {
  readonly name: string;
  readonly run: (context: MaintenanceContext) => Promise<Findings>;
}

/** So long that the next tick of the same job finds it done. */
const REMINDERS_MS = 4 * 60_000;
const CLEAN_UP_MS = 5 * 60_000;

/**
 * The parts of each job, one after the other; one that fails does not keep the others from their turn. The work
 * itself is in the core.
 */
const MAINTENANCE: Readonly<Record<MaintenanceJob, readonly Part[]>> = {
  /** Once a minute for all pods. The first three are what the dispatcher of every worker does continuously, as a net below it. */
  'process-queue': [
    { name: 'sweep', run: ({ work }) => nothing(sweep(work.services)) },
    { name: 'explain', run: ({ work }) => nothing(explainWaiting(work.services)) },
    {
      name: 'dispatch',
      run: async ({ work }) => ({ handed_over: await dispatchDue(work.services, work.engine.producer) }),
    },
    { name: 'erasures', run: async ({ work }) => ({ emptied: await finishErasures(work.services) }) },
    { name: 'statistics', run: async ({ work }) => ({ compacted: await compactStatistics(work.services.dataSource) }) },
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

/** Runs every part. @throws when any failed, after all had their turn. */
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

/** Whether there is time for one more piece of work: until the run has lasted this long, or the worker stops. */
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
