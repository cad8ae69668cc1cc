import type { Redis } from 'ioredis';
import { MAINTENANCE_JOBS, QUEUE_PREFIX, type MaintenanceJob } from '../domain/jobs.js';

/**
 * Sign of life of whatever ticks, written by every worker. The key lives for 30 s: it is there exactly as long as
 * some scheduler runs and Redis is reached.
 */
export const SCHEDULER_KEY = `${QUEUE_PREFIX}:scheduler`;
/** How often each pod writes it. */
export const SCHEDULER_BEAT_MS = 10_000;
const LIVES_MS = 30_000;

/** When each job was last put into the queue; ISO instants by the clock of the pod that did it. */
export type LastTicks = Partial<Readonly<Record<MaintenanceJob, string>>>;

export interface SchedulerBeat {
  /** ISO instant by the clock of the pod that wrote it. */
  readonly beat_at: string;
  readonly ticks: LastTicks;
}

/** The last sign of life; `null`: no scheduler runs. @throws when Redis does not answer. */
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
 * Writes it anew. Ticks that other pods told of are kept where they are later than ours; two pods that write at the
 * same moment may forget one for ten seconds. @throws when Redis does not answer.
 */
export async function beatScheduler(redis: Redis, ours: LastTicks, now = new Date()): Promise<void> {
  const known = (await readScheduler(redis))?.ticks ?? {};
  const ticks = Object.fromEntries(
    MAINTENANCE_JOBS.flatMap((job) => {
      // ISO instants compare as text.
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
