import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import type { Command } from 'commander';
import {
  dataDirOf,
  type Environment,
  follow,
  type Follower,
  makeDataDir,
  onStopSignals,
  readEnvironment,
  readRunningStack,
  repositoryRoot,
  logFileIn,
  rotateLog,
  type RunningStack,
  spawnLogged,
  stopStack,
  SUPERVISOR_WITHIN_MS,
  supervisorOf,
  UserError,
  within,
} from '@booking/local-stack';
import { readStartConfig } from '../access/start-config.js';
import { embeddedPsql } from '../access/psql.js';
import { explained } from '../terminal/explained.js';
import { bold, dim, line, note, step } from '../terminal/terminal.js';

export function registerStart(program: Command): void {
  explained(program.command('start'), {
    does: 'start Postgres, Redis, the API and a worker in the background, and wait until they are ready',
    needs: 'nothing; DATABASE_URL and REDIS_URL are used where they are set. Runs already: says so, and succeeds.',
    examples: ['start', 'status', 'logs --follow', 'stop'],
  }).action(async () => {
    await startDetached();
  });
}

/** Longer than any start should take, even if it installs Redis or Postgres recovers. */
const START_TIMEOUT_MS = 240_000;
const POLL_MS = 100;

/**
 * Starts the supervisor in its own session, so that neither Ctrl-C nor a closed terminal reaches it, and shows its
 * output until it is ready. If another start is in progress, waits for that one.
 * @throws {UserError} when it does not become ready. Nothing is left running then.
 */
export async function startDetached(): Promise<void> {
  const environment = readEnvironment();
  readStartConfig(environment);
  const dataDir = dataDirOf(environment);
  makeDataDir(dataDir);

  const running = readRunningStack(dataDir);
  if (running !== undefined) {
    note(`Already running as process ${running.pid}`);
    printWhatNext(running, environment);
    return;
  }
  const began = performance.now();
  const logFile = logFileIn(dataDir, 'stack');
  rotateLog(logFile);
  const log = follow(() => logFile);
  // Earlier lines of the log belong to an earlier run.
  const child = supervisorOf(dataDir) === undefined ? launch(environment, logFile) : undefined;
  if (child === undefined) note('A start is under way: waiting for it …');
  try {
    const stack = await untilReady(dataDir, child, log, logFile);
    step('Running', `as process ${stack.pid}, after ${((performance.now() - began) / 1000).toFixed(1)} s`);
    printWhatNext(stack, environment);
  } finally {
    log.close();
  }
}

function launch(environment: Environment, logFile: string): ChildProcess {
  const program = join(repositoryRoot, 'apps', 'cli', 'dist', 'main.js');
  const child = spawnLogged(process.execPath, [...process.execArgv, program, 'run', '--detached'], logFile, {
    cwd: repositoryRoot,
    env: { ...environment, NOTIFICATIONS_DATA_DIR: dataDirOf(environment) },
  });
  child.unref();
  return child;
}

async function untilReady(
  dataDir: string,
  child: ChildProcess | undefined,
  log: Follower,
  logFile: string,
): Promise<RunningStack> {
  const interrupted = new AbortController();
  const stopListening = onStopSignals(
    () => interrupted.abort(),
    () => process.exit(1),
  );
  const isOver = (): boolean =>
    child === undefined ? supervisorOf(dataDir) === undefined : child.exitCode !== null || child.signalCode !== null;
  try {
    const deadline = Date.now() + START_TIMEOUT_MS;
    for (;;) {
      const over = isOver();
      for (const text of log.read()) line(dim(`  ${text.replace(/^\S+Z /, '')}`));
      const stack = readRunningStack(dataDir);
      if (stack !== undefined) return stack;
      if (over) {
        // Another start was faster. Its stack is as good as ours.
        if (child !== undefined && supervisorOf(dataDir) !== undefined)
          return await untilReady(dataDir, undefined, log, logFile);
        await stopStack(dataDir);
        throw new UserError(`The start failed, see above (${logFile}). Nothing is left running.`);
      }
      if (interrupted.signal.aborted || Date.now() > deadline) {
        const why = interrupted.signal.aborted ? 'was interrupted' : `took more than ${START_TIMEOUT_MS / 1000} s`;
        if (child === undefined) throw new UserError(`Waiting for the other start ${why}.`);
        await abandon(child, dataDir);
        throw new UserError(`The start ${why}, see ${logFile}. Nothing is left running.`);
      }
      await wait(POLL_MS);
    }
  } finally {
    stopListening();
  }
}

/** Ends the child directly: it may not have claimed the data folder yet, so `stop` might not find it. */
async function abandon(child: ChildProcess, dataDir: string): Promise<void> {
  child.kill('SIGTERM');
  await within(SUPERVISOR_WITHIN_MS, () => child.exitCode !== null || child.signalCode !== null);
  child.kill('SIGKILL');
  await stopStack(dataDir);
}

const NEXT = [
  ['console-link', 'a link that signs you in to the console'],
  ['event booking.created', 'post a sample booking'],
  ['messages', 'what clients would read'],
  ['history', 'what was sent, waits or failed'],
  ['status', 'is every part up?'],
  ['test', 'does a message get through?'],
  ['logs --follow', 'what is it doing?'],
  ['stop', 'end all of it'],
] as const;

function printWhatNext({ apiUrl, workerUrl, databaseUrl }: RunningStack, environment: Environment): void {
  const psql = embeddedPsql(environment, databaseUrl);
  line();
  line(`${bold('API')}       ${apiUrl}   ${dim(`reference: ${apiUrl}/docs`)}`);
  line(`${bold('Console')}   ${apiUrl}/console/`);
  line(`${bold('Worker')}    ${workerUrl}   ${dim('health, metrics')}`);
  if (psql !== undefined) line(`${bold('Postgres')}  ${psql}`);
  line();
  for (const [words, does] of NEXT) line(`npm run notify -- ${words.padEnd(23)} ${dim(does)}`);
  line(`npm run --silent notify -- token --role admin --sub admin   ${dim('a token')}`);
}
