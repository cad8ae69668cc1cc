import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dataDirOf, readEnvironment, settingOf, UserError } from './environment.js';
import type { Environment } from './environment.js';
import { isRunning } from './processes.js';

/** What `npm start` leaves in `stack.json` for the other commands, as long as it runs. */
export interface RunningStack {
  /** Of the supervisor. */
  readonly pid: number;
  readonly apiUrl: string;
  readonly workerUrl: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly startedAt: string;
  /** Of the parts by name; a restarted part has another one. */
  readonly pids: Readonly<Record<string, number>>;
}

const stackFile = (dataDir: string): string => join(dataDir, 'stack.json');
const claimFile = (dataDir: string): string => join(dataDir, 'supervisor.pid');

/** `undefined` when nothing runs from this data folder, whatever an earlier, killed run has left there. */
export function readRunningStack(dataDir: string): RunningStack | undefined {
  try {
    const stack = JSON.parse(readFileSync(stackFile(dataDir), 'utf8')) as RunningStack;
    return isSupervisor(stack.pid) ? stack : undefined;
  } catch {
    return undefined;
  }
}

export function writeRunningStack(dataDir: string, stack: RunningStack): void {
  writeFileSync(stackFile(dataDir), `${JSON.stringify(stack, null, 2)}\n`, { mode: 0o600 });
}

/**
 * Makes this process the only supervisor of the data folder; returns how to give it up.
 * @throws {UserError} in one line when another one runs.
 */
export function claimDataDir(dataDir: string): () => void {
  const file = claimFile(dataDir);
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = Number(readFileSync(file, 'utf8'));
    // In a container the pid of every start is the same: our own pid is an earlier run's.
    if (owner !== process.pid && isSupervisor(owner)) {
      const url = readRunningStack(dataDir)?.apiUrl;
      throw new UserError(
        `Already running as process ${owner}${url === undefined ? '' : ` (API ${url})`}: stop that one, or start another with NOTIFICATIONS_DATA_DIR, API_PORT and WORKER_PORT of its own.`,
      );
    }
    rmSync(file, { force: true });
  }
  return () => {
    rmSync(stackFile(dataDir), { force: true });
    rmSync(file, { force: true });
  };
}

/** @throws {UserError} when neither DATABASE_URL nor a running stack says where it is. */
export function databaseUrlFor(command: string, environment: Environment = readEnvironment()): string {
  const url = settingOf(environment, 'DATABASE_URL') ?? readRunningStack(dataDirOf(environment))?.databaseUrl;
  return url ?? nothingRuns(command, 'DATABASE_URL');
}

/** @throws {UserError} when neither REDIS_URL nor a running stack says where it is. */
export function redisUrlFor(command: string, environment: Environment = readEnvironment()): string {
  const url = settingOf(environment, 'REDIS_URL') ?? readRunningStack(dataDirOf(environment))?.redisUrl;
  return url ?? nothingRuns(command, 'REDIS_URL');
}

function nothingRuns(command: string, variable: string): never {
  throw new UserError(
    `Nothing runs here and ${variable} is not set: run \`npm start\` in another terminal, or set ${variable}, then ${command} again.`,
  );
}

function isSupervisor(pid: number): boolean {
  return isRunning(pid, 'node', 'start') && (isRunning(pid, 'run.mjs') || isRunning(pid, 'main.js'));
}
