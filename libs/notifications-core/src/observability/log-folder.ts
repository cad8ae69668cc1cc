import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '../config/config.js';

/**
 * Makes the folder of LOG_DIR if it is missing, and checks that this process may write to it. Checked before winston
 * opens its files: it would end the process with a stack trace, or wait for ever in silence.
 * @throws {ConfigError} when it is no folder that this process may write to.
 */
export function assertLogFolder(folder: string): void {
  try {
    makeFolder(resolve(folder));
    accessSync(folder, constants.W_OK | constants.X_OK);
    if (!statSync(folder).isDirectory()) throw new Error('a file');
  } catch {
    throw new ConfigError('LOG_DIR', 'must be a folder that this process may write to');
  }
}

/**
 * Makes a folder and its parents. Node's `recursive` never returns where a file system refuses new folders, as /proc
 * does. Several processes may make the same folder at once.
 * @param folder an absolute path.
 * @param mode of the folder itself, not of its parents. Default: what the umask leaves.
 * @throws the error of the operating system.
 */
export function makeFolder(folder: string, mode?: number): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  try {
    mkdirSync(folder, mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
