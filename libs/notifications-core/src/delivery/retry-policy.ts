import type { Config } from '../config/config.js';

/** A provider's wish to wait longer than a day is not followed further. */
const LONGEST_WAIT_MS = 86_400_000;
/** Spread, so that what failed together does not come back in the same instant. */
const JITTER = 0.1;

/**
 * When to try again after the `attempt`-th try (1 = the first) failed: base × 2ⁿ⁻¹ and up to 10 % more,
 * so 60, 120, 240 s by default; or later, if the provider's `Retry-After` says so. `null`: no retry is left.
 *
 * @param random in [0, 1), given in by tests.
 */
export function retryDelayMs(
  attempt: number,
  config: Pick<Config, 'NOTIFICATION_RETRY_ATTEMPTS' | 'NOTIFICATION_RETRY_DELAY_SECONDS'>,
  retryAfterMs: number | undefined,
  random: () => number = Math.random,
): number | null {
  if (attempt > config.NOTIFICATION_RETRY_ATTEMPTS) return null;
  const own = config.NOTIFICATION_RETRY_DELAY_SECONDS * 1_000 * 2 ** (attempt - 1);
  // Not sooner than ours: tries that come too quickly are used up while the provider is still busy.
  const wait = retryAfterMs !== undefined && retryAfterMs > own ? retryAfterMs : own;
  return Math.min(LONGEST_WAIT_MS, Math.round(wait * (1 + JITTER * random())));
}
