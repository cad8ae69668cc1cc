import { UserError } from '../environment/environment.js';
import { within } from './deadlines.js';
import { isRunning } from './identity.js';

/**
 * Ends a process left behind by an earlier run: the signals one after the other, each given its time.
 * Does nothing unless its command line has all of the parts.
 * @returns whether it was there, and is gone.
 */
export async function stopLeftover(
  pid: number,
  parts: readonly string[],
  signals: readonly { readonly signal: NodeJS.Signals; readonly waitMs: number }[],
): Promise<boolean> {
  const isGone = (): boolean => !isRunning(pid, ...parts);
  if (isGone()) return false;
  for (const { signal, waitMs } of signals) {
    sendSignal(pid, signal);
    if (await within(waitMs, isGone)) return true;
  }
  return false;
}

/**
 * Sends a signal to a process that may have gone since it was looked for.
 * @throws {UserError} when it is another user's.
 */
export function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EPERM')
      throw new UserError(`Process ${pid} belongs to another user: run this as that user, or as root`);
    if (code !== 'ESRCH') throw error;
  }
}
