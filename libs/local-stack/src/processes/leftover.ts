import { UserError } from '../environment/environment.js';
import { within } from './deadlines.js';
import { isRunning } from './identity.js';

/**
 * Ends a process that an earlier run left behind. It sends the signals one after the other, and waits after each. It
 * does nothing unless the command line of the process has all of the parts.
 * @returns whether the process was there and is gone.
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
 * Sends a signal to a process that may have ended meanwhile.
 * @throws {UserError} when the process belongs to another user.
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
