import { takeBack } from '../db/notifications/hand-over.js';
import type { DeliveryQueue, HandedOver } from '../domain/jobs.js';
import { errorFields } from '../observability/logging.js';
import type { Services } from '../services/services.js';
import { openDeliveryQueues, type QueueDepth } from './delivery-queues.js';
import type { ErasedPerson } from './erase-jobs.js';

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

/**
 * Above this many jobs in a queue new work stays in Postgres: at about 700 bytes a job, the memory of Redis is
 * bounded whatever the backlog.
 */
export const MOST_JOBS = 5_000;
/** After Redis refused something, new work goes through the dispatcher for this long. */
const DISTRUST_MS = 5_000;

export function createQueueProducer({ config, dataSource, log }: Services): QueueProducer {
  if (config.REDIS_URL === undefined) return withoutRedis;
  const queues = openDeliveryQueues(config.REDIS_URL);
  const running = new Set<Promise<void>>();
  let distrustUntil = 0;

  const enqueueOrTakeBack = async (handed: readonly HandedOver[]): Promise<void> => {
    try {
      await queues.add(handed);
    } catch (error) {
      if (Date.now() >= distrustUntil) log.warn('Redis takes no jobs: the dispatcher will', errorFields(error));
      distrustUntil = Date.now() + DISTRUST_MS;
      // Where that fails they are handed over again when their trust runs out.
      await takeBack(dataSource, handed).catch((failure: unknown) =>
        log.warn('could not take jobs back', errorFields(failure)),
      );
    }
  };

  return {
    enqueue: (handed) => queues.add(handed),
    enqueueInBackground: (handed) => {
      if (handed.length === 0) return;
      const task = enqueueOrTakeBack(handed).finally(() => running.delete(task));
      running.add(task);
    },
    hasRoom: () => {
      // Where there is none nothing is added, so that nobody else would look whether there is some by now.
      void queues.depth('urgent_notifications').catch(() => undefined);
      return Date.now() >= distrustUntil && queues.knownDepth('urgent_notifications').waiting < MOST_JOBS;
    },
    depth: (queue) => queues.depth(queue),
    eraseJobs: (people) => queues.eraseJobs(people),
    close: async () => {
      await Promise.all(running);
      await queues.close();
    },
  };
}

/** Everything works without Redis too, at the dispatcher's pace or by `process-queue`. */
const withoutRedis: QueueProducer = {
  enqueue: () => Promise.resolve(),
  enqueueInBackground: () => undefined,
  hasRoom: () => false,
  depth: () => Promise.resolve({ waiting: 0, delayed: 0 }),
  eraseJobs: () => Promise.resolve(0),
  close: () => Promise.resolve(),
};
