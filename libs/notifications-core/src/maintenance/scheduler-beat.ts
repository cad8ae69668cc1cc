import type { Redis } from 'ioredis';
import { MAINTENANCE_JOBS, QUEUE_PREFIX, type MaintenanceJob } from '../domain/jobs.js';

/**
 * The scheduler's sign of life, which every worker writes. The key lives for 30 s, so it exists as long as some worker
 * runs and reaches Redis.
 */
export const SCHEDULER_KEY = `${QUEUE_PREFIX}:scheduler`;
/** How often each worker writes the sign of life. */
export const SCHEDULER_BEAT_MS = 10_000;
const LIVES_MS = 30_000;

/** When each job was last enqueued: ISO instants by the clock of the pod that did it. */
export type LastTicks = Partial<Readonly<Record<MaintenanceJob, string>>>;

export interface SchedulerBeat {
  /** ISO instant, by the clock of the pod that wrote it. */
  readonly beat_at: string;
  readonly ticks: LastTicks;
}

/**
 * The last sign of life. `null`: no scheduler runs.
 * @throws when Redis does not answer.
 */
export async function readScheduler(redis: Redis): Promise<SchedulerBeat | null> {
  const raw = await redis.get(SCHEDULER_KEY);
  if (raw === null) return null;
  try {
    const { beat_at, ticks } = JSON.parse(raw) as Partial<SchedulerBeat>;
    return typeof beat_at === 'string' ? { beat_at, ticks: ticks ?? {} } : null;
  } catch {
    return null;
  }
}

/**
 * Writes the sign of life. Ticks of other pods are kept where they are later than ours. If two pods write at the same
 * moment, one tick may be missing for ten seconds.
 * @throws when Redis does not answer.
 */
export async function beatScheduler(redis: Redis, ours: LastTicks, now = new Date()): Promise<void> {
  const known = (await readScheduler(redis))?.ticks ?? {};
  const ticks = Object.fromEntries(
    MAINTENANCE_JOBS.flatMap((job) => {
      // ISO instants sort as text.
      const latest = [known[job], ours[job]]
        .filter((at): at is string => typeof at === 'string')
        .sort()
        .at(-1);
      return latest === undefined ? [] : [[job, latest]];
    }),
  );
  const beat: SchedulerBeat = { beat_at: now.toISOString(), ticks };
  await redis.set(SCHEDULER_KEY, JSON.stringify(beat), 'PX', LIVES_MS);
}
