import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Redis } from 'ioredis';
import { logFileIn } from '../environment/data-dir.js';
import { UserError, type Environment } from '../environment/environment.js';
import { secretIn } from '../environment/secret-file.js';
import { untilAnswered } from '../processes/deadlines.js';
import { stopLeftover } from '../processes/leftover.js';
import { spawnLogged } from '../processes/logged-process.js';
import type { Part } from '../supervision/part.js';
import { installRedis } from './install-redis.js';
import { freePort } from './ports.js';
import type { EmbeddedOptions } from './postgres.js';

export interface EmbeddedRedis {
  readonly part: Part;
  readonly url: string;
  readonly version: string;
}

/** The oldest tested version. */
const OLDEST = [6, 2] as const;
const READY_TIMEOUT_MS = 60_000;

export interface RedisServer {
  readonly path: string;
  readonly version: string;
}

/** The first `redis-server` or `valkey-server` on PATH that is new enough. */
export function findRedisServer(environment: Environment): RedisServer | undefined {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of ['redis-server', 'valkey-server'])
    for (const folder of folders) {
      const path = join(folder, name);
      const version = isExecutable(path) ? versionOf(path) : undefined;
      if (version !== undefined) return { path, version };
    }
  return undefined;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function versionOf(path: string): string | undefined {
  const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  const [version, major, minor] = /(?<=v=)(\d+)\.(\d+)[\d.]*/.exec(stdout) ?? [];
  if (version === undefined) return undefined;
  const [needMajor, needMinor] = OLDEST;
  const newEnough = Number(major) > needMajor || (Number(major) === needMajor && Number(minor) >= needMinor);
  return newEnough ? version : undefined;
}

/**
 * Finds or installs a server, ends one that an earlier run left behind, and returns how to run it: on loopback only,
 * with a password, with every write in an append-only file, and without ever dropping keys when memory runs out.
 */
export async function prepareRedis(
  options: EmbeddedOptions & { readonly environment: Environment; readonly signal?: AbortSignal },
): Promise<EmbeddedRedis> {
  const server = await findOrInstall(options);
  const directory = join(options.dataDir, 'redis');
  const configFile = join(directory, 'redis.conf');
  const pidFile = join(directory, 'redis.pid');
  const logFile = logFileIn(options.dataDir, 'redis');
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  await stopLeftoverRedis(directory);

  const password = secretIn(join(options.dataDir, 'redis-password'));
  const port = await freePort();
  // The password is in our file, because every user of the machine can read arguments.
  writeFileSync(configFile, configuration({ directory, port, password, durable: options.durable }), { mode: 0o600 });
  const url = `redis://:${password}@127.0.0.1:${port}/0`;
  return {
    url,
    version: server.version,
    part: {
      name: 'redis',
      logFile,
      spawn: () => {
        const child = spawnLogged(server.path, [configFile], logFile, { cwd: '/' });
        writeFileSync(pidFile, String(child.pid ?? ''), { mode: 0o600 });
        return child;
      },
      ready: (_child, signal) =>
        untilAnswered(() => ping(url), { ms: READY_TIMEOUT_MS, otherwise: 'it does not answer', signal }),
      stopSignal: options.durable ? 'SIGTERM' : 'SIGKILL',
      hurrySignal: 'SIGKILL',
      graceMs: 2_000,
    },
  };
}

async function findOrInstall(options: EmbeddedOptions & { readonly environment: Environment }): Promise<RedisServer> {
  const found = findRedisServer(options.environment);
  if (found !== undefined) return found;
  await installRedis(options);
  const server = findRedisServer(options.environment);
  if (server !== undefined) return server;
  throw new UserError(
    'The Redis of this system is older than 6.2: set REDIS_URL to a newer one (see https://redis.io).',
  );
}

function configuration(options: { directory: string; port: number; password: string; durable: boolean }): string {
  return [
    'bind 127.0.0.1',
    `port ${options.port}`,
    `requirepass ${options.password}`,
    `dir "${options.directory}"`,
    `appendonly ${options.durable ? 'yes' : 'no'}`,
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    // Every test file has its own database.
    ...(options.durable ? [] : ['databases 256']),
    'daemonize no',
    // Keeps the command line unchanged: its folder tells whose server this is.
    'set-proc-title no',
    '',
  ].join('\n');
}

/**
 * Ends a server of this folder that an earlier run left behind. It does nothing unless the process in our pid file is a
 * server with our configuration file. Returns whether it ended one.
 */
export async function stopLeftoverRedis(directory: string): Promise<boolean> {
  const pidFile = join(directory, 'redis.pid');
  if (!existsSync(pidFile)) return false;
  return stopLeftover(
    Number(readFileSync(pidFile, 'utf8')),
    [join(directory, 'redis.conf')],
    [
      { signal: 'SIGTERM', waitMs: 5_000 },
      { signal: 'SIGKILL', waitMs: 1_000 },
    ],
  );
}

async function ping(url: string): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}
