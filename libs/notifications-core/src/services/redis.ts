import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { parseRedisUrl } from '../config/redis-url.js';

/** Reconnects for ever, at most every two seconds. */
const retryStrategy = (times: number): number => Math.min(times * 100, 2_000);

/** For commands that someone waits for: they fail within about a second when Redis is away or frozen. */
export const IMPATIENT: RedisOptions = { commandTimeout: 1_000, maxRetriesPerRequest: 1 };
/** For Bull's blocking and subscribing connections, which must wait for ever. */
export const PATIENT: RedisOptions = { maxRetriesPerRequest: null, enableReadyCheck: false };

/**
 * Whether the server has the database that the URL names. ioredis would go on in number 0 where it has not, among
 * whoever's queues are there.
 * @returns true also while Redis does not answer: nothing is known to be wrong then.
 */
export async function hasDatabase(redis: Redis, url: string): Promise<boolean> {
  const { kind, db } = parseRedisUrl(url);
  if (kind === 'cluster' || db === 0) return true;
  try {
    await redis.select(db);
    return true;
  } catch (error) {
    // The first word of a refusal is its code; another one (NOAUTH) is about something else.
    return !(error instanceof Error && error.name === 'ReplyError' && error.message.startsWith('ERR '));
  }
}

/** Opens a connection in the background; commands fail by `patience` until it stands. */
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
      // Bull asks for a `Redis`, and uses only what a `Cluster` has too.
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
