import type { Redis } from 'ioredis';
import { QUEUE_PREFIX, QUEUES, type QueueName } from '../domain/jobs.js';

/** Jobs of one queue by their state in Bull. Jobs of a queue that an operator paused count as waiting. */
export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly completed: number;
  readonly failed: number;
}

/**
 * Counts the jobs of every queue, over the given connection.
 * @throws when Redis does not answer.
 */
export async function countJobs(redis: Redis): Promise<Record<QueueName, QueueCounts>> {
  const counted = await Promise.all(QUEUES.map(async (queue) => [queue, await countQueue(redis, queue)] as const));
  return Object.fromEntries(counted) as Record<QueueName, QueueCounts>;
}

async function countQueue(redis: Redis, queue: QueueName): Promise<QueueCounts> {
  const key = (state: string): string => `${QUEUE_PREFIX}:${queue}:${state}`;
  const [wait, paused, active, delayed, completed, failed] = await Promise.all([
    redis.llen(key('wait')),
    redis.llen(key('paused')),
    redis.llen(key('active')),
    redis.zcard(key('delayed')),
    redis.zcard(key('completed')),
    redis.zcard(key('failed')),
  ]);
  return { waiting: wait + paused, active, delayed, completed, failed };
}
