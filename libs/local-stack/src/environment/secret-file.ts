import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * The secret in the file, made on first use: 64 characters that have no meaning in a URL. Only the owner can read the
 * file.
 */
export function secretIn(file: string): string {
  try {
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    chmodSync(file, 0o600);
  }
  return readFileSync(file, 'utf8').trim();
}

/** Writes a secret that was made elsewhere, over the one before. Only the owner can read the file. */
export function writeSecret(file: string, secret: string): void {
  writeFileSync(file, secret, { mode: 0o600 });
  chmodSync(file, 0o600);
}
