import type { JobStatus } from 'bull';
import { BOOKING_EVENT_JOB } from '../domain/jobs.js';

export interface ErasedPerson {
  readonly id: string;
  readonly erasedAt: Date;
}

/** The part of a Bull queue that erasing uses. */
export interface QueueOfJobs {
  getJobs(types: JobStatus[], start: number, end: number): Promise<readonly (KeptJob | null)[]>;
}

interface KeptJob {
  readonly name: string;
  readonly data: unknown;
  /** When it was added, epoch milliseconds. */
  readonly timestamp: number;
  update(data: unknown): Promise<void>;
  remove(): Promise<void>;
}

/**
 * States in which a queue keeps job data in plain text. Active jobs are left out: such a job ends, and is emptied, in a
 * moment.
 */
const KEPT: readonly JobStatus[] = ['failed', 'delayed', 'waiting', 'paused', 'completed'];
/**
 * Jobs that nobody will process. Removing too many of them does no harm, so their time limit allows for platform clocks
 * that are a little fast.
 */
const DONE: readonly JobStatus[] = ['failed', 'completed'];
const FAST_CLOCK_MS = 300_000;
/** A small page, because one job may hold a thousand events. */
const JOBS_PER_PAGE = 50;

/**
 * Removes these people's events from the `booking-event` jobs of a queue, refused and waiting ones. Jobs that were
 * added after the erasure name the person anew and stay. In a job with several events, other people's events stay.
 * @returns how many jobs were removed or cut.
 * @throws when Redis does not answer.
 */
export async function eraseJobs(queue: QueueOfJobs, people: readonly ErasedPerson[]): Promise<number> {
  if (people.length === 0) return 0;
  const erasedAt = new Map(people.map((person) => [person.id, person.erasedAt.getTime()]));
  let erased = 0;
  for (const type of KEPT) {
    const slackMs = DONE.includes(type) ? FAST_CLOCK_MS : 0;
    let start = 0;
    for (;;) {
      const page = await queue.getJobs([type], start, start + JOBS_PER_PAGE - 1);
      // A removed job makes the jobs behind it move up.
      start += page.length;
      for (const job of page) {
        if (job?.name !== BOOKING_EVENT_JOB) continue;
        const isTheirs = (event: unknown): boolean =>
          (erasedAt.get(clientOf(event)) ?? -Infinity) + slackMs >= job.timestamp;
        if (!(Array.isArray(job.data) ? job.data.some(isTheirs) : isTheirs(job.data))) continue;
        const rest = Array.isArray(job.data) ? job.data.filter((event) => !isTheirs(event)) : [];
        if (rest.length > 0) await job.update(rest);
        else if (await removed(job)) start -= 1;
        erased += 1;
      }
      if (page.length < JOBS_PER_PAGE) break;
    }
  }
  return erased;
}

/** Returns false if a worker has just taken the job. It then ends in a moment, or fails and is found the next time. */
async function removed(job: KeptJob): Promise<boolean> {
  return job.remove().then(
    () => true,
    () => false,
  );
}

/** Jobs come from outside, so their data may be anything. */
function clientOf(event: unknown): string {
  let value = event;
  for (const name of ['data', 'appointment', 'client', 'id'])
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
  return typeof value === 'string' ? value : '';
}
