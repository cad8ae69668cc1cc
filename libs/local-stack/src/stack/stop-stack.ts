import { UserError } from '../environment/environment.js';
import { within } from '../processes/deadlines.js';
import { sendSignal } from '../processes/leftover.js';
import { stopLeftovers } from '../servers/servers.js';
import { forgetStack, livingParts, readLeftStack, supervisorOf, type LivingPart } from './running-stack.js';

/** What a supervisor takes at most, by its own promise, and a little. */
export const SUPERVISOR_WITHIN_MS = 16_000;
const HURRIED_WITHIN_MS = 3_000;
/** API and worker end by themselves when their supervisor was killed, the worker after the sends in flight. */
const PARTS_WITHIN_MS = 16_000;
const GONE_WITHIN_MS = 2_000;

/**
 * Ends the supervisor of this data folder and whatever a killed one has left, by their pids and only where these
 * are still theirs. Resolves to the names of what was ended, when all of it is gone.
 * @throws {UserError} when something of it cannot be ended.
 */
export async function stopStack(dataDir: string): Promise<string[]> {
  const left = readLeftStack(dataDir);
  const living = (): LivingPart[] => (left === undefined ? [] : livingParts(left));
  const services = (): LivingPart[] => living().filter(({ name }) => name === 'api' || name === 'worker');

  const parts = living();
  const supervisor = supervisorOf(dataDir);
  if (supervisor !== undefined) await stopSupervisor(dataDir, supervisor);
  // An API of a supervisor that was killed may be frozen too: what does not go is made to.
  if (!(await within(PARTS_WITHIN_MS, () => services().length === 0)))
    for (const { pid } of services()) sendSignal(pid, 'SIGKILL');
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
  sendSignal(pid, 'SIGTERM');
  if (await within(SUPERVISOR_WITHIN_MS, isGone)) return;
  sendSignal(pid, 'SIGTERM');
  if (await within(HURRIED_WITHIN_MS, isGone)) return;
  sendSignal(pid, 'SIGKILL');
  await within(GONE_WITHIN_MS, isGone);
}
