import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  isRunning,
  type ServerOptions,
  settingOf,
  startPostgres,
  startRedis,
  stopLeftovers,
  type Supervised,
} from '@booking/local-stack';
import { Redis } from 'ioredis';
import { Client } from 'pg';

/** Postgres and Redis for one test run, and what the test files are told about them. */
export interface TestServices {
  /** For the process that runs Jest: read by `database.ts`. */
  readonly environment: {
    readonly TEST_RUN_ID: string;
    readonly TEST_RUN_DIR: string;
    readonly TEST_DATABASE_URL: string;
    readonly TEST_REDIS_URL: string;
    readonly TEST_REDIS_DATABASES: string;
  };
  /** Ends what was started here, or removes what was made on servers that are not ours. Repeatable. */
  stop(): Promise<void>;
  /** Ends what was started here at once, for a process that is about to exit. */
  kill(): void;
}

type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'booking-notifications-test-';

/**
 * Containers when TEST_CONTAINERS is `1`, else the servers of DATABASE_URL and REDIS_URL where these are set,
 * else processes of our own on a temporary folder.
 */
export async function startTestServices(
  environment: Environment,
  say: (line: string) => void,
  {
    durable = false,
  }: { /** Writes to disk as in production; measurements need it, tests do not. */ durable?: boolean } = {},
): Promise<TestServices> {
  await removeLeftovers();
  const runDir = join(tmpdir(), `${PREFIX}${process.pid}`);
  mkdirSync(runDir);
  // Passed through by Postgres' own user when the tests run as root.
  chmodSync(runDir, 0o711);
  const runId = randomBytes(4).toString('hex');

  const running: Supervised[] = [];
  const closing: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    await Promise.allSettled(closing.map((step) => step()));
    await Promise.all(running.map((service) => service.stop()));
    rmSync(runDir, { recursive: true, force: true, maxRetries: 3 });
  };
  let closed: Promise<void> | undefined;
  const stop = (): Promise<void> => (closed ??= close());

  try {
    const { databaseUrl, redisUrl } = await startServers(environment, runDir, running, closing, say, durable);
    const redisDatabases = await emptyRedisDatabases(redisUrl);
    if (settingOf(environment, 'DATABASE_URL') === databaseUrl) closing.push(() => dropDatabases(databaseUrl, runId));
    if (settingOf(environment, 'REDIS_URL') === redisUrl) closing.push(() => emptyAgain(redisUrl, redisDatabases));
    return {
      environment: {
        TEST_RUN_ID: runId,
        TEST_RUN_DIR: runDir,
        TEST_DATABASE_URL: databaseUrl,
        TEST_REDIS_URL: redisUrl,
        TEST_REDIS_DATABASES: redisDatabases.join(','),
      },
      stop,
      kill: () => {
        for (const service of running) service.kill();
        rmSync(runDir, { recursive: true, force: true, maxRetries: 3 });
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startServers(
  environment: Environment,
  dataDir: string,
  running: Supervised[],
  closing: (() => Promise<unknown>)[],
  say: (line: string) => void,
  durable: boolean,
): Promise<{ databaseUrl: string; redisUrl: string }> {
  if (environment['TEST_CONTAINERS'] === '1') {
    const { startContainers } = await import('./containers.js');
    const containers = await startContainers(environment);
    closing.push(() => containers.stop());
    return containers;
  }
  const options: ServerOptions = {
    environment,
    dataDir,
    durable,
    say,
    events: {
      onDeath: (part, how) => say(`${part.name} ended ${how}: restarting it`),
      onRestarted: (part) => say(`${part.name} runs again`),
      onGiveUp: (error) => say(error.message),
    },
    onSpawn: (service) => running.push(service),
  };
  const [postgres, redis] = await Promise.all([startPostgres(options, 'postgres'), startRedis(options)]);
  return { databaseUrl: postgres.url, redisUrl: redis.url };
}

/** Numbers of the databases without keys: on a server that somebody else uses too, only those are touched. */
async function emptyRedisDatabases(url: string): Promise<number[]> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    // Managed servers forbid CONFIG and have the usual sixteen.
    const [, configured] = (await redis.config('GET', 'databases').catch(() => [])) as [string?, string?];
    const used = [...(await redis.info('keyspace')).matchAll(/^db(\d+):/gm)].map(([, index]) => Number(index));
    const empty = Array.from({ length: Number(configured ?? 16) }, (_, index) => index).filter(
      (i) => !used.includes(i),
    );
    if (empty.length === 0)
      throw new Error('The Redis of REDIS_URL has no empty database: unset REDIS_URL to test on one of our own');
    return empty;
  } finally {
    redis.disconnect();
  }
}

async function emptyAgain(url: string, databases: readonly number[]): Promise<void> {
  const redis = new Redis(url, { maxRetriesPerRequest: 1 });
  try {
    for (const index of databases) {
      await redis.select(index);
      await redis.flushdb();
    }
  } finally {
    redis.disconnect();
  }
}

async function dropDatabases(url: string, runId: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>(
      'SELECT datname FROM pg_database WHERE starts_with(datname, $1)',
      [`booking_test_${runId}_`],
    );
    for (const { datname } of rows) {
      await client.query(`ALTER DATABASE ${client.escapeIdentifier(datname)} WITH IS_TEMPLATE false`);
      await client.query(`DROP DATABASE ${client.escapeIdentifier(datname)} WITH (FORCE)`);
    }
  } finally {
    await client.end();
  }
}

/** Ends and removes what test runs that were killed left behind. */
async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const pid = Number(name.slice(PREFIX.length));
    if (pid !== process.pid && isRunning(pid, 'node')) continue;
    const runDir = join(tmpdir(), name);
    try {
      await stopLeftovers(runDir);
      if (existsSync(runDir)) rmSync(runDir, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // Another user's is another user's to remove.
    }
  }
}
