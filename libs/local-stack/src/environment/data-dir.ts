import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { repositoryRoot, settingOf, UserError, type Environment } from './environment.js';

/** Where the embedded services, the development secret and the logs are kept. A relative path starts at the root. */
export function dataDirOf(environment: Environment): string {
  return resolve(repositoryRoot, settingOf(environment, 'NOTIFICATIONS_DATA_DIR') ?? '.data');
}

/** The log of one part of the stack; `makeDataDir` makes its folder. */
export function logFileIn(dataDir: string, name: string): string {
  return join(dataDir, 'logs', `${name}.log`);
}

/**
 * Makes the folder where it is not there, so that Postgres' user can pass through when root made it; what is secret
 * inside has its own mode.
 * @throws {UserError} when it cannot be written.
 */
export function makeDataDir(dataDir: string): void {
  const asRoot = process.getuid?.() === 0;
  try {
    if (!existsSync(dataDir)) {
      mkdirSync(dirname(dataDir), { recursive: true });
      mkdirSync(dataDir, { mode: asRoot ? 0o711 : 0o700 });
    }
    mkdirSync(join(dataDir, 'logs'), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new UserError(
      `${dataDir} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'}): run this as its owner, or set NOTIFICATIONS_DATA_DIR to a folder of your own.`,
    );
  }
}
