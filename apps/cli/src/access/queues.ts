import Queue, { type Job } from 'bull';
import { connectRedis, IMPATIENT, PATIENT, QUEUE_PREFIX, QUEUES, type QueueName } from '@booking/notifications-core';
import { redisAddress, UserError, whyRedis } from '@booking/local-stack';
import { printable } from '../terminal/printable.js';

type Connection = ReturnType<typeof connectRedis>;
export type BullQueue = Queue.Queue<unknown>;

export interface OpenQueues {
  readonly redis: Connection;
  /** In the order of `QUEUES`. */
  readonly queues: readonly BullQueue[];
}

/**
 * Opens all queues for reading and adding. Nothing is processed here. Commands fail within about a second when Redis is
 * away or frozen.
 * @throws {UserError} in one line when Redis does not answer.
 */
export async function withQueues<T>(redisUrl: string, work: (open: OpenQueues) => Promise<T>): Promise<T> {
  const clients: Connection[] = [];
  const connect = (patience: typeof IMPATIENT): Connection => {
    const client = connectRedis(redisUrl, patience);
    client.on('error', (error: unknown) => (why ??= error));
    clients.push(client);
    return client;
  };
  let why: unknown;
  const redis = connect(IMPATIENT);
  try {
    try {
      await redis.ping();
    } catch (error) {
      throw new UserError(`Redis at ${redisAddress(redisUrl)}: ${whyRedis(why ?? error)}. Check it, or REDIS_URL.`);
    }
    const queues = QUEUES.map((name) => {
      const queue = new Queue<unknown>(name, {
        prefix: QUEUE_PREFIX,
        createClient: (type) => connect(type === 'client' ? IMPATIENT : PATIENT),
      });
      // Errors of a connection reach the command that used it.
      queue.on('error', () => undefined);
      return queue;
    });
    return await work({ redis, queues });
  } finally {
    // Bull's `close` would wait for ever if Redis has gone away.
    for (const client of clients) client.disconnect();
  }
}

export interface ListedJob {
  readonly queue: QueueName;
  readonly id: string;
  readonly name: string;
  readonly state: 'active' | 'failed' | 'waiting' | 'delayed';
  readonly age_seconds: number;
  /** Why a failed job failed. */
  readonly reason?: string;
}

const STATES = ['active', 'failed', 'waiting', 'delayed'] as const;

/** Lists jobs without their data, which is personal in a `booking-event` job. */
export async function listJobs(queue: BullQueue, limit: number): Promise<ListedJob[]> {
  const listed: ListedJob[] = [];
  for (const state of STATES) {
    const bullStates = state === 'waiting' ? (['waiting', 'paused'] as const) : ([state] as const);
    const jobs = (await queue.getJobs([...bullStates], 0, limit - 1, true)) as (Job<unknown> | null)[];
    // A job that ends between the two commands is gone.
    for (const job of jobs) if (job !== null) listed.push(described(queue.name as QueueName, state, job));
  }
  return listed;
}

function described(queue: QueueName, state: ListedJob['state'], job: Job<unknown>): ListedJob {
  return {
    queue,
    id: printable(String(job.id)),
    name: printable(job.name),
    state,
    age_seconds: Math.max(0, Math.round((Date.now() - job.timestamp) / 1_000)),
    ...(state === 'failed' ? { reason: printable(job.failedReason ?? 'unknown') } : {}),
  };
}
