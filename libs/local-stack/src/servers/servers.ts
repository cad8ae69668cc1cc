import { join } from 'node:path';
import { connectRedis, IMPATIENT } from '@booking/notifications-core';
import { redisAddress, whyRedis } from './connection-problems.js';
import { ensureDatabase, preparePostgres, stopLeftoverPostgres } from './postgres.js';
import { makeDataDir } from '../environment/data-dir.js';
import { settingOf, UserError, type Environment } from '../environment/environment.js';
import { prepareRedis, stopLeftoverRedis } from './redis.js';
import { supervise, type Supervised, type SupervisorEvents } from '../supervision/supervise.js';

export interface Server {
  readonly url: string;
  /** Version and origin, for people. */
  readonly description: string;
  /** Absent for a server of the environment: it is not ours to stop. */
  readonly supervised?: Supervised;
}

export interface ServerOptions {
  readonly environment: Environment;
  readonly dataDir: string;
  /** `false` for tests: nothing is forced to disk. */
  readonly durable: boolean;
  readonly say: (line: string) => void;
  readonly events: SupervisorEvents;
  /** Called with each process that was started, so that it can be stopped even if a later step fails. */
  readonly onSpawn: (supervised: Supervised) => void;
  readonly signal?: AbortSignal;
}

/**
 * Returns the Postgres of `DATABASE_URL`, else starts the embedded one and waits until it answers. The URL of the
 * embedded one is that of `database`, which is created if it is missing.
 */
export async function startPostgres(options: ServerOptions, database: string): Promise<Server> {
  const given = settingOf(options.environment, 'DATABASE_URL');
  if (given !== undefined) return { url: given, description: 'from DATABASE_URL' };
  makeDataDir(options.dataDir);
  const { part, adminUrl, version } = await preparePostgres(options);
  options.signal?.throwIfAborted();
  const supervised = supervise(part, options.events);
  options.onSpawn(supervised);
  await supervised.started;
  return {
    url: await ensureDatabase(adminUrl, database),
    description: `${version}, embedded, ${new URL(adminUrl).host}`,
    supervised,
  };
}

/** Returns the Redis of `REDIS_URL`, else starts one of this machine only for us. It answers when this resolves. */
export async function startRedis(options: ServerOptions): Promise<Server> {
  const given = settingOf(options.environment, 'REDIS_URL');
  if (given !== undefined) {
    await assertRedisAnswers(given);
    return { url: given, description: 'from REDIS_URL' };
  }
  makeDataDir(options.dataDir);
  const { part, url, version } = await prepareRedis(options);
  options.signal?.throwIfAborted();
  const supervised = supervise(part, options.events);
  options.onSpawn(supervised);
  await supervised.started;
  return { url, description: `${version}, own process, ${new URL(url).host}`, supervised };
}

async function assertRedisAnswers(url: string): Promise<void> {
  const client = connectRedis(url, IMPATIENT);
  let cause: unknown;
  client.on('error', (error: unknown) => (cause = error));
  try {
    await client.ping();
  } catch (error) {
    throw new UserError(`Redis at ${redisAddress(url)}: ${whyRedis(cause ?? error)}. Check REDIS_URL.`);
  } finally {
    client.disconnect();
  }
}

/** Ends the embedded servers that a killed run left behind in this folder, and nothing else. Returns their names. */
export async function stopLeftovers(dataDir: string): Promise<string[]> {
  const [redis, postgres] = await Promise.all([
    stopLeftoverRedis(join(dataDir, 'redis')),
    stopLeftoverPostgres(join(dataDir, 'postgres')),
  ]);
  return [...(redis ? ['redis'] : []), ...(postgres ? ['postgres'] : [])];
}
