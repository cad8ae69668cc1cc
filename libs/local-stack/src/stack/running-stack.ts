import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '@booking/notifications-core';
import { dataDirOf, readEnvironment, settingOf, UserError, type Environment } from '../environment/environment.js';
import { beginningOf, commandLineOf, isRunning } from '../processes/processes.js';

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
  /** When each of these processes began: what tells it from another one with its pid. */
  readonly beginnings: Readonly<Record<string, string>>;
}

const stackFile = (dataDir: string): string => join(dataDir, 'stack.json');
const claimFile = (dataDir: string): string => join(dataDir, 'supervisor.pid');

/** `undefined` when nothing runs from this data folder, whatever an earlier, killed run has left there. */
export function readRunningStack(dataDir: string): RunningStack | undefined {
  const stack = readLeftStack(dataDir);
  return stack !== undefined && stack.pid === supervisorOf(dataDir) ? stack : undefined;
}

/** The same of a supervisor that may have been killed: its parts, which end by themselves or must be ended. */
export function readLeftStack(dataDir: string): RunningStack | undefined {
  try {
    return JSON.parse(readFileSync(stackFile(dataDir), 'utf8')) as RunningStack;
  } catch {
    return undefined;
  }
}

export function writeRunningStack(dataDir: string, stack: Omit<RunningStack, 'beginnings'>): void {
  const beginnings = Object.fromEntries(
    Object.entries(stack.pids).map(([name, pid]) => [name, beginningOf(pid) ?? '']),
  );
  // Under another name first: readers must never see half of it.
  const draft = `${stackFile(dataDir)}.new`;
  writeFileSync(draft, `${JSON.stringify({ ...stack, beginnings }, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, stackFile(dataDir));
}

/** The parts of a stack that still run, as far as their pids are not somebody else's by now. */
export function livingParts(stack: RunningStack): { readonly name: string; readonly pid: number }[] {
  return Object.entries(stack.pids)
    .filter(([name, pid]) => isRunning(pid) && beginningOf(pid) === stack.beginnings[name])
    .map(([name, pid]) => ({ name, pid }));
}

/** The pid of the supervisor of this data folder, if there is one: in the foreground or detached, ready or not yet. */
export function supervisorOf(dataDir: string): number | undefined {
  const claim = readClaim(claimFile(dataDir));
  return claim !== undefined && isAlive(claim) ? claim.pid : undefined;
}

/** Removes what a killed supervisor has left; only when there is none. */
export function forgetStack(dataDir: string): void {
  rmSync(stackFile(dataDir), { force: true });
  rmSync(claimFile(dataDir), { force: true });
}

/**
 * Makes this process the only supervisor of the data folder; returns how to give it up.
 * @throws {UserError} in one line when another one runs.
 */
export function claimDataDir(dataDir: string): () => void {
  const file = claimFile(dataDir);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${process.pid}\n${beginningOf(process.pid) ?? ''}\n`);
  try {
    while (!linked(draft, file)) {
      // In a container the pid of every start is the same: our own pid is an earlier run's.
      const owner = supervisorOf(dataDir);
      if (owner !== undefined && owner !== process.pid) throw alreadyRunning(dataDir, owner);
      setAside(file, `${draft}.old`);
    }
  } finally {
    rmSync(draft, { force: true });
  }
  return () => forgetStack(dataDir);
}

/** Unlike writing it, a link appears with all of its content, and for one of several that try. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  }
}

/** Removes a stale claim, unless somebody else has done so meanwhile and put a fresh one in its place. */
function setAside(file: string, aside: string): void {
  try {
    renameSync(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return;
  }
  const claim = readClaim(aside);
  if (claim !== undefined && claim.pid !== process.pid && isAlive(claim)) linked(aside, file);
  rmSync(aside, { force: true });
}

function alreadyRunning(dataDir: string, owner: number): UserError {
  const url = readRunningStack(dataDir)?.apiUrl;
  return new UserError(
    `Already running as process ${owner}${url === undefined ? '' : ` (API ${url})`}: stop that one, or start another with NOTIFICATIONS_DATA_DIR, API_PORT and WORKER_PORT of its own.`,
  );
}

interface Claim {
  readonly pid: number;
  readonly beginning: string;
}

function readClaim(file: string): Claim | undefined {
  try {
    const [pid = '', beginning = ''] = readFileSync(file, 'utf8').split('\n');
    return { pid: Number(pid), beginning };
  } catch {
    return undefined;
  }
}

/** Of a claim without a beginning, as older versions wrote it, the command line alone must tell. */
function isAlive({ pid, beginning }: Claim): boolean {
  if (beginning !== '' && beginningOf(pid) !== beginning) return false;
  return /\bnode\b.*(run\.mjs start|main\.js run( --detached)?)$/.test(commandLineOf(pid) ?? '');
}

/**
 * @throws {UserError} when neither DATABASE_URL nor a running stack says where it is.
 * @throws {ConfigError} when DATABASE_URL cannot be right.
 */
export function databaseUrlFor(command: string, environment: Environment = readEnvironment()): string {
  return findDatabaseUrl(environment) ?? nothingRuns(command, 'DATABASE_URL');
}

/**
 * @throws {UserError} when neither REDIS_URL nor a running stack says where it is.
 * @throws {ConfigError} when REDIS_URL cannot be right.
 */
export function redisUrlFor(command: string, environment: Environment = readEnvironment()): string {
  return findRedisUrl(environment) ?? nothingRuns(command, 'REDIS_URL');
}

export function findDatabaseUrl(environment: Environment): string | undefined {
  return givenUrl('DATABASE_URL', environment) ?? readRunningStack(dataDirOf(environment))?.databaseUrl;
}

export function findRedisUrl(environment: Environment): string | undefined {
  return givenUrl('REDIS_URL', environment) ?? readRunningStack(dataDirOf(environment))?.redisUrl;
}

/** The environment's, checked as the services check it. */
function givenUrl(variable: 'DATABASE_URL' | 'REDIS_URL', environment: Environment): string | undefined {
  return readConfig({ [variable]: settingOf(environment, variable) })[variable];
}

function nothingRuns(command: string, variable: string): never {
  throw new UserError(
    `Nothing runs here and ${variable} is not set: run \`npm start\` in another terminal (or \`npm run notify -- start\`), or set ${variable}, then ${command} again.`,
  );
}
