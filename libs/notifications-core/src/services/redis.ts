import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { parseRedisUrl } from '../config/redis-url.js';

/** Reconnects without end. The pause grows by 100 ms with each try, up to two seconds. */
const retryStrategy = (times: number): number => Math.min(times * 100, 2_000);

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

/** Opens a connection in the background. Until it is up, commands wait or fail as `patience` says. */
export function connectRedis(url: string, patience: RedisOptions): Redis {
  const { kind, nodes, username, password, db, tls, master } = parseRedisUrl(url);
  const options: RedisOptions = {
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(tls ? { tls: {} } : {}),
    retryStrategy,
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
