import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { parseRedisUrl } from '../config/redis-url.js';
import { QUEUE_PREFIX } from '../domain/jobs.js';

/** Reconnects without end. The pause grows by 100 ms with each try, up to two seconds. */
const retryStrategy = (times: number): number => Math.min(times * 100, 2_000);

/**
 * Whether a server takes no writes because it was demoted to a replica. Its address may lead to the new primary by now.
 * Older servers say it in the middle of a script's error.
 */
const wasDemoted = ({ message }: Error): boolean => /(?:^|-)READONLY /.test(message);

/** For commands that a caller waits for. They fail within about a second when Redis is away or frozen. */
export const IMPATIENT: RedisOptions = { commandTimeout: 1_000, maxRetriesPerRequest: 1 };
/** For Bull's blocking and subscribing connections, which must wait for ever. */
export const PATIENT: RedisOptions = { maxRetriesPerRequest: null, enableReadyCheck: false };

/**
 * Whether the server has the database number of the URL. If not, ioredis would silently use number 0, perhaps among
 * another service's queues.
 * @returns true also while Redis does not answer, because nothing is known to be wrong then.
 */
export async function hasDatabase(redis: Redis, url: string): Promise<boolean> {
  const { kind, db } = parseRedisUrl(url);
  if (kind === 'cluster' || db === 0) return true;
  try {
    await redis.select(db);
    return true;
  } catch (error) {
    // `ERR` refuses the number. Another code, such as NOAUTH, has another cause.
    return !(error instanceof Error && error.name === 'ReplyError' && error.message.startsWith('ERR '));
  }
}

/**
 * Asks Redis by a write. A server that is out of memory or was demoted answers PING, but takes no jobs.
 * @throws when it takes none, does not answer, or is not configured.
 */
export function askRedis(redis: Redis | null): Promise<unknown> {
  return redis?.set(`${QUEUE_PREFIX}:alive`, '1', 'PX', 5_000) ?? Promise.reject(new Error('no Redis'));
}

/**
 * The `maxmemory-policy` of a server. `null`: it does not tell, as some managed ones. INFO is asked, because CONFIG is
 * forbidden more often.
 * @throws when Redis does not answer.
 */
export async function readRedisPolicy(redis: Redis): Promise<string | null> {
  return redisPolicyOf(await redis.info('memory'));
}

/** The policy in what INFO answers. */
export function redisPolicyOf(info: string): string | null {
  return /^maxmemory_policy:(\S+)\r?$/m.exec(info)?.[1] ?? null;
}

/** Opens a connection in the background. Until it is up, commands wait or fail as `patience` says. */
export function connectRedis(url: string, patience: RedisOptions): Redis {
  const { kind, nodes, username, password, db, tls, master } = parseRedisUrl(url);
  const options: RedisOptions = {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
    retryStrategy,
    // True: connects anew. The command fails all the same.
    reconnectOnError: wasDemoted,
    ...patience,
  };
  switch (kind) {
    case 'single':
      return new Redis({ ...nodes[0], db, ...options });
    case 'sentinel':
      return new Redis({ sentinels: nodes.map((node) => ({ ...node })), name: master, db, ...options });
    case 'cluster':
      // Bull's types ask for a `Redis`, but Bull uses only what a `Cluster` has too.
      return new Cluster(
        nodes.map((node) => ({ ...node })),
        {
          clusterRetryStrategy: retryStrategy,
          redisOptions: options,
          enableReadyCheck: options.enableReadyCheck ?? true,
        },
      ) as unknown as Redis;
  }
}
