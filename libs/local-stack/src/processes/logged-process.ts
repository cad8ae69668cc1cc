import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { UserError } from '../environment/environment.js';

/**
 * Starts a process that writes to a log file, which only its owner can read. It has its own process group, so that
 * Ctrl-C in the terminal does not reach it: we stop it, in order.
 * @throws {UserError} when the log file cannot be written.
 * @param ipc whether to open a channel for messages. Its end tells the process that we are gone.
 */
export function spawnLogged(
  program: string,
  args: readonly string[],
  logFile: string,
  { ipc = false, ...options }: SpawnOptions & { readonly ipc?: boolean } = {},
): ChildProcess {
  const log = openLog(logFile);
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

function openLog(logFile: string): number {
  try {
    return openSync(logFile, 'a', 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UserError(
      `${logFile} cannot be written (${code ?? 'unknown reason'}): run this as its owner, or remove it.`,
    );
  }
}
