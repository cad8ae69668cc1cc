import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/**
 * The command line of a running process, its arguments separated by spaces; `undefined` when there is no such
 * process. A pid from a file may belong to a stranger by now, and only this tells.
 */
export function commandLineOf(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (existsSync('/proc/self/cmdline')) {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    } catch {
      return undefined;
    }
  }
  const { status, stdout } = spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** Whether the process is there and its command line has all of these parts. */
export function isRunning(pid: number, ...parts: readonly string[]): boolean {
  const line = commandLineOf(pid);
  // A process that has ended and was not yet waited for has no arguments any more.
  return line !== undefined && line !== '' && parts.every((part) => line.includes(part));
}

/**
 * When a process began, as the system counts it (only good for comparing). A pid is given out again, sooner in a
 * container than anywhere; pid and beginning together name one process for good.
 */
export function beginningOf(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (existsSync('/proc/self/stat')) {
    try {
      // The second field is the program's name in brackets, and may hold anything; `starttime` is the 22nd.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    } catch {
      return undefined;
    }
  }
  const { status, stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** Resolves to whether it came true in time; asked every 50 ms. */
export async function within(ms: number, condition: () => boolean): Promise<boolean> {
  const deadline = Date.now() + ms;
  while (!condition()) {
    if (Date.now() >= deadline) return false;
    await wait(50);
  }
  return true;
}

/**
 * Ends a process left behind by an earlier run: the signals one after the other, each given its time.
 * Does nothing unless its command line has all of the parts.
 */
export async function stopLeftover(
  pid: number,
  parts: readonly string[],
  signals: readonly { readonly signal: NodeJS.Signals; readonly waitMs: number }[],
): Promise<boolean> {
  if (!isRunning(pid, ...parts)) return false;
  for (const { signal, waitMs } of signals) {
    process.kill(pid, signal);
    const deadline = Date.now() + waitMs;
    while (Date.now() < deadline) {
      if (!isRunning(pid, ...parts)) return true;
      await wait(20);
    }
  }
  return !isRunning(pid, ...parts);
}
