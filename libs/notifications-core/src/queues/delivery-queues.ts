import Queue from 'bull';
import type { Redis } from 'ioredis';
import pTimeout from 'p-timeout';
import {
  DELIVER_JOB,
  DELIVERY_QUEUES,
  JOB_OPTIONS,
  jobDelay,
  QUEUE_PREFIX,
  queueOf,
  type DeliverJob,
  type DeliveryQueue,
  type HandedOver,
} from '../domain/jobs.js';
import { connectRedis, IMPATIENT, PATIENT } from '../services/redis.js';
import { eraseJobs, type ErasedPerson } from './erase-jobs.js';

/** What a queue holds. */
export interface QueueDepth {
  /** Jobs that workers take next. In a paused queue they wait for the operator. */
  readonly waiting: number;
  readonly delayed: number;
  /** An operator paused it, for all workers. */
  readonly paused: boolean;
}

/** The Bull queues that carry notifications, for adding jobs. No call hangs when Redis is away. */
export interface DeliveryQueues {
  /** @throws when Redis does not take the jobs. */
  add(handed: readonly HandedOver[]): Promise<void>;
  /**
   * Counts the jobs now.
   * @throws when Redis does not answer.
   */
  depth(name: DeliveryQueue): Promise<QueueDepth>;
  /** The last count, without waiting. If it is older than 250 ms, they are counted again in the background. */
  knownDepth(name: DeliveryQueue): QueueDepth;
  eraseJobs(people: readonly ErasedPerson[]): Promise<number>;
  close(): Promise<void>;
}

/** The greatest age of a count that nobody waits for. */
const COUNT_EVERY_MS = 250;
/** The longest wait for one call: while Redis is down, Bull's `add` and `close` wait without end. */
const REDIS_TIMEOUT_MS = 3_000;

const inTime = <T>(work: Promise<T>): Promise<T> =>
  pTimeout(work, { milliseconds: REDIS_TIMEOUT_MS, message: new Error('Redis did not answer in time') });

export function openDeliveryQueues(redisUrl: string): DeliveryQueues {
  const clients: Redis[] = [];
  const connect = (type: 'client' | 'subscriber' | 'bclient'): Redis => {
    const client = connectRedis(redisUrl, type === 'client' ? IMPATIENT : PATIENT);
    clients.push(client);
    return client;
  };
  const queues = ofEach((name) => openQueue(name, connect));
  const counts = ofEach(() => ({ waiting: 0, delayed: 0, paused: false, at: 0 }));

  const count = async (name: DeliveryQueue): Promise<QueueDepth> => {
    const known = counts[name];
    known.at = Date.now();
    return Object.assign(known, await depthOf(queues[name].client, name));
  };

  const add = async (handed: readonly HandedOver[]): Promise<void> => {
    for (const name of DELIVERY_QUEUES) {
      const jobs = handed.filter(({ lane }) => queueOf(lane) === name).map(toJob);
      if (jobs.length === 0) continue;
      await queues[name].addBulk(jobs);
      for (const { opts } of jobs) counts[name][Number(opts.delay) > 0 ? 'delayed' : 'waiting'] += 1;
    }
  };

  return {
    add: (handed) => inTime(add(handed)),
    depth: (name) => inTime(count(name)),
    knownDepth: (name) => {
      if (Date.now() - counts[name].at >= COUNT_EVERY_MS) inTime(count(name)).catch(() => undefined);
      return counts[name];
    },
    eraseJobs: async (people) => {
      // Before the first connection Bull's commands wait without end. After it, each fails by itself.
      await inTime(queues.notifications.isReady());
      return eraseJobs(queues.notifications, people);
    },
    close: async () => {
      await Promise.all(Object.values(queues).map((queue) => inTime(queue.close(true)).catch(() => undefined)));
      // Bull does not close clients that are disconnected at that moment. They would try to reconnect for ever.
      clients.forEach((client) => client.disconnect());
    },
  };
}

/** One round trip. Bull keeps the jobs of a paused queue in a list of their own. */
async function depthOf(redis: Redis, name: DeliveryQueue): Promise<QueueDepth> {
  const key = (state: string): string => `${QUEUE_PREFIX}:${name}:${state}`;
  const [wait, held, delayed, paused] = await Promise.all([
    redis.llen(key('wait')),
    redis.llen(key('paused')),
    redis.zcard(key('delayed')),
    redis.exists(key('meta-paused')),
  ]);
  return { waiting: wait + held, delayed, paused: paused === 1 };
}

function ofEach<T>(make: (name: DeliveryQueue) => T): Record<DeliveryQueue, T> {
  return { urgent_notifications: make('urgent_notifications'), notifications: make('notifications') };
}

function openQueue(name: DeliveryQueue, createClient: Queue.QueueOptions['createClient']): Queue.Queue<DeliverJob> {
  const queue = new Queue<DeliverJob>(name, {
    prefix: QUEUE_PREFIX,
    ...(createClient === undefined ? {} : { createClient }),
  });
  // Callers log an outage once. The connection itself retries for ever.
  queue.on('error', () => undefined);
  return queue;
}

/** A job carries ids, never content. Its id makes Bull take each hand-over only once. */
function toJob(handed: HandedOver): { name: string; data: DeliverJob; opts: Queue.JobOptions } {
  const { id, generation } = handed;
  return {
    name: DELIVER_JOB,
    data: { id, generation },
    opts: { ...JOB_OPTIONS, jobId: `${id}-${generation}`, delay: jobDelay(handed) },
  };
}
