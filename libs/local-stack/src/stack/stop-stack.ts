import { UserError } from '../environment/environment.js';
import { within } from '../processes/deadlines.js';
import { sendSignal } from '../processes/leftover.js';
import { stopLeftovers } from '../servers/servers.js';
import { forgetStack, livingParts, readLeftStack, supervisorOf, type LivingPart } from './running-stack.js';

/** A little more than the time in which a supervisor promises to stop. */
export const SUPERVISOR_WITHIN_MS = 16_000;
const HURRIED_WITHIN_MS = 3_000;
/** API and worker end by themselves after their supervisor was killed, the worker after its running sends. */
const PARTS_WITHIN_MS = 16_000;
const GONE_WITHIN_MS = 2_000;

/**
 * Ends the supervisor of this data folder and the parts that a killed one left behind. It does so by their pids, and
 * only if these still belong to them. Resolves when all are gone, to the names of what was ended.
 * @throws {UserError} when a part cannot be ended.
 */
export async function stopStack(dataDir: string): Promise<string[]> {
  const left = readLeftStack(dataDir);
  const living = (): LivingPart[] => (left === undefined ? [] : livingParts(left));
  const services = (): LivingPart[] => living().filter(({ name }) => name === 'api' || name === 'worker');

  const parts = living();
  const supervisor = supervisorOf(dataDir);
  if (supervisor !== undefined) await stopSupervisor(dataDir, supervisor);
  // A part of a killed supervisor may be frozen too, so it is killed if it does not end.
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
