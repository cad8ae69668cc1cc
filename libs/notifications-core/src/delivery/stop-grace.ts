import type { Config } from '../config/config.js';

/** Added for anything that still hangs. */
const BEYOND_PROVIDER_MS = 5_000;

/**
 * Milliseconds that a process has to end after SIGTERM. Sends that it has begun end within PROVIDER_TIMEOUT_MS. If it
 * ended earlier, they would be in doubt.
 */
export function stopGraceMs({ PROVIDER_TIMEOUT_MS }: Pick<Config, 'PROVIDER_TIMEOUT_MS'>): number {
  return PROVIDER_TIMEOUT_MS + BEYOND_PROVIDER_MS;
}
