import { performance } from 'node:perf_hooks';
import type { Command } from 'commander';
import {
  dataDirOf,
  forgetStack,
  livingParts,
  readEnvironment,
  readLeftStack,
  stopLeftovers,
  supervisorOf,
  UserError,
  within,
} from '@booking/local-stack';
import { explained } from '../terminal/explained.js';
import { line, step } from '../terminal/terminal.js';

export function registerStop(program: Command): void {
  explained(program.command('stop'), {
    does: 'end the stack of this data folder, wherever it was started, and wait until all of it is gone',
    needs:
      'nothing. What is being sent is given the time to end (15 s at most). Processes that `npm run api` and `npm run worker` added are not touched. Nothing runs: says so, and succeeds.',
    examples: ['stop'],
  }).action(async () => {
    await stop();
  });
}

/** @throws {UserError} when something of it cannot be ended. */
export async function stop(): Promise<void> {
  const began = performance.now();
  const stopped = await stopStack(dataDirOf(readEnvironment()));
  if (stopped.length === 0) line('Nothing runs here.');
  else step('Stopped', `${stopped.join(', ')}, in ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

/** What a supervisor takes at most, by its own promise, and a little. */
const SUPERVISOR_WITHIN_MS = 16_000;
const HURRIED_WITHIN_MS = 3_000;
/** API and worker end by themselves when their supervisor was killed, the worker after the sends in flight. */
const PARTS_WITHIN_MS = 16_000;
const GONE_WITHIN_MS = 2_000;

/**
 * Ends the supervisor of this data folder and whatever a killed one has left, by their pids and only where these
 * are still theirs. Resolves to the names of what was ended, when all of it is gone.
 */
export async function stopStack(dataDir: string): Promise<string[]> {
  const left = readLeftStack(dataDir);
  const parts = left === undefined ? [] : livingParts(left);
  const supervisor = supervisorOf(dataDir);
  if (supervisor !== undefined) await stopSupervisor(dataDir, supervisor);

  // An API of a supervisor that was killed may be frozen too: what does not go is made to.
  const living = (): typeof parts => (left === undefined ? [] : livingParts(left));
  const services = (): typeof parts => living().filter(({ name }) => name === 'api' || name === 'worker');
  if (!(await within(PARTS_WITHIN_MS, () => services().length === 0)))
    for (const { pid } of services()) process.kill(pid, 'SIGKILL');
  const servers = await stopLeftovers(dataDir);
  if (!(await within(GONE_WITHIN_MS, () => living().length === 0)))
    throw new UserError(
      `These do not end: ${living()
        .map(({ name, pid }) => `${name} (process ${pid})`)
        .join(', ')}. End them by hand: kill -9 PID`,
    );
  forgetStack(dataDir);

  const ended = new Set([...parts.map(({ name }) => name), ...servers]);
  return [
    ...['api', 'worker', 'redis', 'postgres'].filter((name) => ended.has(name)),
    ...(supervisor === undefined ? [] : [`supervisor (process ${supervisor})`]),
  ];
}

async function stopSupervisor(dataDir: string, pid: number): Promise<void> {
  const isGone = (): boolean => supervisorOf(dataDir) !== pid;
  signal(pid, 'SIGTERM');
  if (await within(SUPERVISOR_WITHIN_MS, isGone)) return;
  signal(pid, 'SIGTERM');
  if (await within(HURRIED_WITHIN_MS, isGone)) return;
  signal(pid, 'SIGKILL');
  await within(GONE_WITHIN_MS, isGone);
}

/** It may have gone between the look and the signal. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPERM')
      throw new UserError(`Process ${pid} belongs to another user: run this as that user, or as root`);
    if (code !== 'ESRCH') throw error;
  }
}
