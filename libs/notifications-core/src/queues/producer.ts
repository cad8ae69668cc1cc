import { takeBack } from '../db/notifications/hand-over.js';
import type { DeliveryQueue, HandedOver } from '../domain/jobs.js';
import { errorFields } from '../observability/logging.js';
import type { Services } from '../services/services.js';
import { openDeliveryQueues, type QueueDepth } from './delivery-queues.js';
import type { ErasedPerson } from './erase-jobs.js';

/** The way from Postgres to the workers. Jobs in Redis only wake a worker, so a lost job does no harm. */
export interface QueueProducer {
  /**
   * Puts jobs into their queues.
   * @throws when Redis does not take them.
   */
  enqueue(handed: readonly HandedOver[]): Promise<void>;
  /** Like `enqueue`, without waiting. Jobs that Redis does not take go back to the dispatcher. Never throws. */
  enqueueInBackground(handed: readonly HandedOver[]): void;
  /** Whether new rows should go to Redis at once. If not, the dispatcher feeds them when there is room. */
  hasRoom(): boolean;
  /**
   * Counts the jobs of a queue.
   * @throws when Redis does not answer.
   */
  depth(queue: DeliveryQueue): Promise<QueueDepth>;
  /** The last count, without waiting for Redis. */
  knownDepth(queue: DeliveryQueue): QueueDepth;
  /**
   * Removes these people's events from jobs (see `eraseJobs`).
   * @throws when Redis does not answer.
   */
  eraseJobs(people: readonly ErasedPerson[]): Promise<number>;
  close(): Promise<void>;
}

/**
 * With more jobs than this in a queue, new work stays in Postgres. A job takes about 700 bytes, so this bounds the
 * memory of Redis whatever the backlog.
 */
export const MOST_JOBS = 5_000;
/** For this long after Redis refused jobs, new work goes through the dispatcher. */
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
      // If that fails too, the rows are handed over again when `handed_until` has passed.
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
      const { waiting } = queues.knownDepth('urgent_notifications');
      return Date.now() >= distrustUntil && waiting < MOST_JOBS;
    },
    depth: (queue) => queues.depth(queue),
    knownDepth: (queue) => queues.knownDepth(queue),
    eraseJobs: (people) => queues.eraseJobs(people),
    close: async () => {
      await Promise.all(running);
      await queues.close();
    },
  };
}

const EMPTY: QueueDepth = { waiting: 0, delayed: 0, paused: false };

/** For processes without Redis: the dispatcher or `process-queue` does all the work. */
const withoutRedis: QueueProducer = {
  enqueue: () => Promise.resolve(),
  enqueueInBackground: () => undefined,
  hasRoom: () => false,
  depth: () => Promise.resolve(EMPTY),
  knownDepth: () => EMPTY,
  eraseJobs: () => Promise.resolve(0),
  close: () => Promise.resolve(),
};
