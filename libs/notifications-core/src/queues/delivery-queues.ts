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

export interface QueueDepth {
  readonly waiting: number;
  readonly delayed: number;
}

/** The Bull queues that carry notifications, for whoever adds to them. Every call fails in time when Redis is away. */
export interface DeliveryQueues {
  /** @throws when Redis does not take them. */
  add(handed: readonly HandedOver[]): Promise<void>;
  /** As last counted, a quarter of a second ago at most. @throws when Redis does not answer. */
  depth(name: DeliveryQueue): Promise<QueueDepth>;
  /** The same as far as it is known, without asking. */
  knownDepth(name: DeliveryQueue): QueueDepth;
  eraseJobs(people: readonly ErasedPerson[]): Promise<number>;
  close(): Promise<void>;
}

/** How old the count of waiting jobs may be. */
const COUNT_EVERY_MS = 250;
/** While Redis is down, Bull's `add` and `close` wait for it without end. */
const REDIS_TIMEOUT_MS = 3_000;

const inTime = <T>(work: Promise<T>): Promise<T> =>
  pTimeout(work, { milliseconds: REDIS_TIMEOUT_MS, message: 'Redis did not answer in time' });

export function openDeliveryQueues(redisUrl: string): DeliveryQueues {
  const clients: Redis[] = [];
  const connect = (type: 'client' | 'subscriber' | 'bclient'): Redis => {
    const client = connectRedis(redisUrl, type === 'client' ? IMPATIENT : PATIENT);
    clients.push(client);
    return client;
  };
  const queues = ofEach((name) => openQueue(name, connect));
  const counts = ofEach(() => ({ waiting: 0, delayed: 0, at: 0 }));

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
      const jobs = handed.filter(({ lane }) => queueOf(lane) === name).map(toJob);
      if (jobs.length === 0) continue;
      await queues[name].addBulk(jobs);
      counts[name].waiting += jobs.length;
      await count(name);
    }
  };

  return {
    add: (handed) => inTime(add(handed)),
    depth: (name) => inTime(count(name)),
    knownDepth: (name) => counts[name],
    eraseJobs: async (people) => {
      // Bull's commands wait for the first connection without end; once there is one, each fails by itself.
      await inTime(queues.notifications.isReady());
      return eraseJobs(queues.notifications, people);
    },
    close: async () => {
      await Promise.all(Object.values(queues).map((queue) => inTime(queue.close(true)).catch(() => undefined)));
      // Bull leaves those behind that have no connection at that moment, and they would try to get one for ever.
      clients.forEach((client) => client.disconnect());
    },
  };
}

function ofEach<T>(make: (name: DeliveryQueue) => T): Record<DeliveryQueue, T> {
  return { urgent_notifications: make('urgent_notifications'), notifications: make('notifications') };
}

function openQueue(name: DeliveryQueue, createClient: Queue.QueueOptions['createClient']): Queue.Queue<DeliverJob> {
  const queue = new Queue<DeliverJob>(name, {
    prefix: QUEUE_PREFIX,
    ...(createClient === undefined ? {} : { createClient }),
  });
  // Reported once per outage by whoever counts; the connection itself retries for ever.
  queue.on('error', () => undefined);
  return queue;
}

/** Ids, never content; the id of the job lets Bull take each hand-over once. */
function toJob(handed: HandedOver): { name: string; data: DeliverJob; opts: Queue.JobOptions } {
  const { id, generation } = handed;
  return {
    name: DELIVER_JOB,
    data: { id, generation },
    opts: { ...JOB_OPTIONS, jobId: `${id}-${generation}`, delay: jobDelay(handed) },
  };
}
