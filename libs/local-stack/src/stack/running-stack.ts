import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../environment/environment.js';
import { claim, isSameProcess, ownerOf, type Claim } from '../processes/claim.js';
import { beginningOf, commandLineOf, isRunning } from '../processes/identity.js';

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

export interface LivingPart {
  readonly name: string;
  readonly pid: number;
}

/** The parts of a stack that still run, as far as their pids are not somebody else's by now. */
export function livingParts(stack: RunningStack): LivingPart[] {
  return Object.entries(stack.pids)
    .filter(([name, pid]) => isRunning(pid) && beginningOf(pid) === stack.beginnings[name])
    .map(([name, pid]) => ({ name, pid }));
}

/** The pid of the supervisor of this data folder, if there is one: in the foreground or detached, ready or not yet. */
export function supervisorOf(dataDir: string): number | undefined {
  return ownerOf(claimFile(dataDir), isSupervisor);
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
  const owner = claim(claimFile(dataDir), isSupervisor);
  if (owner !== undefined) throw alreadyRunning(dataDir, owner);
  return () => forgetStack(dataDir);
}

/** Of a claim without a beginning, as older versions wrote it, the command line alone must tell. */
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
