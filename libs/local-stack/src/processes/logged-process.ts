import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/**
 * Starts a process that writes to a log file, which only its owner can read. It has its own process group, so that
 * Ctrl-C in the terminal does not reach it: we stop it, in order.
 * @param ipc whether to open a channel for messages. Its end tells the process that we are gone.
 */
export function spawnLogged(
  program: string,
  args: readonly string[],
  logFile: string,
  { ipc = false, ...options }: SpawnOptions & { readonly ipc?: boolean } = {},
): ChildProcess {
  const log = openSync(logFile, 'a', 0o600);
  try {
    return spawn(program, args, {
      ...options,
      detached: true,
      stdio: ['ignore', log, log, ...(ipc ? ['ipc' as const] : [])],
    });
  } finally {
    closeSync(log);
  }
}
