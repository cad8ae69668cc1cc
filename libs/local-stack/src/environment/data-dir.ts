import { accessSync, constants } from 'node:fs';
import { join, resolve } from 'node:path';
import { makeFolder } from '@booking/notifications-core';
import { repositoryRoot, settingOf, UserError, type Environment } from './environment.js';

/**
 * The folder of the embedded servers, the development secret and the logs. A relative path starts at the root of the
 * repository.
 */
export function dataDirOf(environment: Environment): string {
  return resolve(repositoryRoot, settingOf(environment, 'NOTIFICATIONS_DATA_DIR') ?? '.data');
}

/** The log file of one part of the stack. `makeDataDir` makes its folder. */
export function logFileIn(dataDir: string, name: string): string {
  return join(dataDir, 'logs', `${name}.log`);
}

/**
 * Makes the folder if it is missing. If root makes it, Postgres' user can pass through. Secrets inside have their own
 * mode.
 * @throws {UserError} when the folder cannot be written.
 */
export function makeDataDir(dataDir: string): void {
  const asRoot = process.getuid?.() === 0;
  try {
    makeFolder(dataDir, asRoot ? 0o711 : 0o700);
    makeFolder(join(dataDir, 'logs'), 0o700);
    for (const folder of [dataDir, join(dataDir, 'logs')]) accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new UserError(
      `${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}): run this as its owner, or set NOTIFICATIONS_DATA_DIR to a folder of your own.`,
    );
  }
}
