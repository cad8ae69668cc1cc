import Queue from 'bull';
import { QUEUE_PREFIX, QUEUES } from '../domain/jobs.js';
import { connectRedis, IMPATIENT } from '../services/redis.js';

/** The three queues, for looking at their jobs. */
export interface ShownQueues {
  readonly queues: readonly Queue.Queue[];
  close(): void;
}

/** Opens them over one connection, which is made when somebody looks for the first time. */
export function openQueuesToShow(redisUrl: string): ShownQueues {
  const client = connectRedis(redisUrl, { ...IMPATIENT, lazyConnect: true });
  client.on('error', () => undefined);
  const queues = QUEUES.map((name) => {
    const queue = new Queue(name, { prefix: QUEUE_PREFIX, createClient: () => client });
    // Who looks is told that Redis does not answer. The connection itself retries for ever.
    queue.on('error', () => undefined);
    return queue;
  });
  return { queues, close: () => client.disconnect() };
}

/**
 * What may be shown of a job: ids. A `booking-event` job that another program has added carries a whole event, with
 * the name and the addresses of its client.
 */
export function shownOfJob(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return {};
  const shown = ['id', 'generation', 'type', 'source'] as const;
  return Object.fromEntries(
    shown.flatMap((field) => (field in data ? [[field, (data as Record<string, unknown>)[field]]] : [])),
  );
}
