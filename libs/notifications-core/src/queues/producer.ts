import Queue from 'bull';
import type { Redis } from 'ioredis';
import pTimeout from 'p-timeout';
import { takeBack } from '../db/notifications/hand-over.js';
import { eraseJobs, type ErasedPerson } from './erase-jobs.js';
import { errorFields } from '../observability/logging.js';
import {
  DELIVER_JOB,
  DELIVERY_QUEUES,
  JOB_OPTIONS,
  QUEUE_PREFIX,
  jobDelay,
  queueOf,
  type DeliverJob,
  type DeliveryQueue,
  type HandedOver,
} from '../domain/jobs.js';
import { connectRedis, IMPATIENT, PATIENT } from '../services/redis.js';
import type { Services } from '../services/services.js';

/** The way from Postgres to the workers: jobs in Redis that only wake somebody up, and may get lost without harm. */
export interface QueueProducer {
  /** Puts jobs into their queues. @throws when Redis does not take them. */
  enqueue(handed: readonly HandedOver[]): Promise<void>;
  /** The same without waiting; what Redis does not take goes back to the dispatcher. Never throws. */
  enqueueInBackground(handed: readonly HandedOver[]): void;
  /** Whether new rows should be handed to Redis at once; if not, the dispatcher feeds them as room appears. */
  hasRoom(): boolean;
  /** Jobs in a queue, as last counted: those that wait, and those that are early. */
  depth(queue: DeliveryQueue): Promise<QueueDepth>;
  /** Removes what kept jobs hold of these people (see `eraseJobs`). @throws when Redis does not answer. */
  eraseJobs(people: readonly ErasedPerson[]): Promise<number>;
  close(): Promise<void>;
}

export interface QueueDepth {
  readonly waiting: number;
  readonly delayed: number;
}

/**
 * Above this many jobs in a queue new work stays in Postgres: at about 700 bytes a job, the memory of Redis is
 * bounded whatever the backlog.
 */
export const MOST_JOBS = 5_000;
/** After Redis refused something, new work goes through the dispatcher for this long. */
const DISTRUST_MS = 5_000;
/** How old the count of waiting jobs may be. */
const COUNT_EVERY_MS = 250;

export function createQueueProducer({ config, dataSource, log }: Services): QueueProducer {
  if (config.REDIS_URL === undefined) return withoutRedis;
  const url = config.REDIS_URL;
  const clients: Redis[] = [];
  const open = (name: DeliveryQueue): Queue.Queue<DeliverJob> => {
    const queue = new Queue<DeliverJob>(name, {
      prefix: QUEUE_PREFIX,
      createClient: (type) => {
        const client = connectRedis(url, type === 'client' ? IMPATIENT : PATIENT);
        clients.push(client);
        return client;
      },
    });
    // Reported once per outage by the count below; the connection itself retries for ever.
    queue.on('error', () => undefined);
    return queue;
  };
  const queues = { urgent_notifications: open('urgent_notifications'), notifications: open('notifications') };
  const unknown = { waiting: 0, delayed: 0, at: 0 };
  const counts = { urgent_notifications: { ...unknown }, notifications: { ...unknown } };
  const running = new Set<Promise<void>>();
  let distrustUntil = 0;

  const count = async (name: DeliveryQueue): Promise<QueueDepth> => {
    const known = counts[name];
    if (Date.now() - known.at >= COUNT_EVERY_MS) {
      known.at = Date.now();
      const { waiting, delayed } = await queues[name].getJobCounts();
      // A queue that an operator paused keeps its jobs in another list.
      Object.assign(known, { waiting: waiting + (await queues[name].getPausedCount()), delayed });
    }
    return known;
  };

  const add = async (handed: readonly HandedOver[]): Promise<void> => {
    for (const name of DELIVERY_QUEUES) {
      const jobs = handed.filter(({ lane }) => queueOf(lane) === name);
      if (jobs.length === 0) continue;
      await queues[name].addBulk(
        jobs.map((job) => ({
          name: DELIVER_JOB,
          data: { id: job.id, generation: job.generation },
          opts: { ...JOB_OPTIONS, jobId: `${job.id}-${job.generation}`, delay: jobDelay(job) },
        })),
      );
      counts[name].waiting += jobs.length;
      await count(name);
    }
  };

  const addOrTakeBack = async (handed: readonly HandedOver[]): Promise<void> => {
    try {
      await withTimeout(add(handed));
    } catch (error) {
      if (Date.now() >= distrustUntil) log.warn('Redis takes no jobs: the dispatcher will', errorFields(error));
      distrustUntil = Date.now() + DISTRUST_MS;
      try {
        await takeBack(dataSource, handed);
      } catch (failure) {
        // They are handed over again when their trust runs out.
        log.warn('could not take jobs back', errorFields(failure));
      }
    }
  };

  return {
    enqueue: (handed) => withTimeout(add(handed)),
    enqueueInBackground: (handed) => {
      if (handed.length === 0) return;
      const task = addOrTakeBack(handed).finally(() => running.delete(task));
      running.add(task);
    },
    hasRoom: () => {
      // Where there is none nothing is added, so that nobody else would look whether there is some by now.
      void withTimeout(count('urgent_notifications')).catch(() => undefined);
      return Date.now() >= distrustUntil && counts.urgent_notifications.waiting < MOST_JOBS;
    },
    depth: (queue) => withTimeout(count(queue)),
    eraseJobs: async (people) => {
      // Bull's commands wait for the first connection without end; once there is one, each fails by itself.
      await withTimeout(queues.notifications.isReady());
      return eraseJobs(queues.notifications, people);
    },
    close: async () => {
      await Promise.all(running);
      await Promise.all(Object.values(queues).map((queue) => withTimeout(queue.close(true)).catch(() => undefined)));
      // Bull leaves those behind that have no connection at that moment, and they would try to get one for ever.
      clients.forEach((client) => client.disconnect());
    },
  };
}

/** While Redis is down, Bull's `add` and `close` wait for it without end. */
const REDIS_TIMEOUT_MS = 3_000;

const withTimeout = <T>(work: Promise<T>): Promise<T> =>
  pTimeout(work, { milliseconds: REDIS_TIMEOUT_MS, message: 'Redis did not answer in time' });

/** Everything works without Redis too, at the dispatcher's pace or by `process-queue`. */
const withoutRedis: QueueProducer = {
  enqueue: () => Promise.resolve(),
  enqueueInBackground: () => undefined,
  hasRoom: () => false,
  depth: () => Promise.resolve({ waiting: 0, delayed: 0 }),
  eraseJobs: () => Promise.resolve(0),
  close: () => Promise.resolve(),
};
