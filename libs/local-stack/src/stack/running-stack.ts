import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../environment/environment.js';
import { claim, isSameProcess, ownerOf, type Claim } from '../processes/claim.js';
import { beginningOf, commandLineOf, isRunning } from '../processes/identity.js';

/** The content of `stack.json`, which `npm start` keeps for other commands while it runs. */
export interface RunningStack {
  /** The supervisor's pid. */
  readonly pid: number;
  readonly apiUrl: string;
  readonly workerUrl: string;
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly startedAt: string;
  /** The pids of the parts by name. A restart changes the pid. */
  readonly pids: Readonly<Record<string, number>>;
  /** The start times of the parts, which tell them from other processes with their pids. */
  readonly beginnings: Readonly<Record<string, string>>;
}

const stackFile = (dataDir: string): string => join(dataDir, 'stack.json');
const claimFile = (dataDir: string): string => join(dataDir, 'supervisor.pid');

/** The stack that runs from this data folder. `undefined`: none runs, even if a killed run left its file. */
export function readRunningStack(dataDir: string): RunningStack | undefined {
  const stack = readLeftStack(dataDir);
  return stack !== undefined && stack.pid === supervisorOf(dataDir) ? stack : undefined;
}

/**
 * Like `readRunningStack`, but the supervisor may have been killed. Its parts then end by themselves or must be ended.
 */
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
  // Written under another name first, so that readers never see half of it.
  const draft = `${stackFile(dataDir)}.new`;
  writeFileSync(draft, `${JSON.stringify({ ...stack, beginnings }, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, stackFile(dataDir));
}

export interface LivingPart {
  readonly name: string;
  readonly pid: number;
}

/** The parts of a stack that still run. A pid that another process has by now does not count. */
export function livingParts(stack: RunningStack): LivingPart[] {
  return Object.entries(stack.pids)
    .filter(([name, pid]) => isRunning(pid) && beginningOf(pid) === stack.beginnings[name])
    .map(([name, pid]) => ({ name, pid }));
}

/**
 * The pid of this data folder's supervisor, in the foreground or detached, ready or not yet. `undefined`: there is
 * none.
 */
export function supervisorOf(dataDir: string): number | undefined {
  return ownerOf(claimFile(dataDir), isSupervisor);
}

/** Removes the files of a killed supervisor. Call it only when no supervisor runs. */
export function forgetStack(dataDir: string): void {
  rmSync(stackFile(dataDir), { force: true });
  rmSync(claimFile(dataDir), { force: true });
}

/**
 * Makes this process the only supervisor of the data folder. Returns a function that gives it up.
 * @throws {UserError} in one line when another supervisor runs.
 */
export function claimDataDir(dataDir: string): () => void {
  const owner = claim(claimFile(dataDir), isSupervisor);
  if (owner !== undefined) throw alreadyRunning(dataDir, owner);
  return () => forgetStack(dataDir);
}

/** Older versions wrote claims without a start time. For those only the command line can tell. */
function isSupervisor(written: Claim): boolean {
  const line = commandLineOf(written.pid) ?? '';
  return isSameProcess(written) && /\bnode\b.*(run\.mjs start|main\.js run( --detached)?)$/.test(line);
}

function alreadyRunning(dataDir: string, owner: number): UserError {
  const url = readRunningStack(dataDir)?.apiUrl;
  return new UserError(
    `Already running as process ${owner}${url === undefined ? '' : ` (API ${url})`}: stop that one, or start another with NOTIFICATIONS_DATA_DIR, API_PORT and WORKER_PORT of its own.`,
  );
}
