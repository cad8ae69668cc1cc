import type { Config } from '../config/config.js';

/** The longest wait, even if a provider asks for more. */
const LONGEST_WAIT_MS = 86_400_000;
/** Up to 10 % more, so that messages that failed together do not come back at the same instant. */
const JITTER = 0.1;

/**
 * Milliseconds to wait after the `attempt`-th try (1 = the first) failed: base × 2ⁿ⁻¹, so 60, 120, 240 s by default. A
 * longer `Retry-After` of the provider wins. Up to 10 % is added. `null`: no retry is left.
 *
 * @param random in [0, 1). Tests pass their own.
 */
export function retryDelayMs(
  attempt: number,
  config: Pick<Config, 'NOTIFICATION_RETRY_ATTEMPTS' | 'NOTIFICATION_RETRY_DELAY_SECONDS'>,
  retryAfterMs: number | undefined,
  random: () => number = Math.random,
): number | null {
  if (attempt > config.NOTIFICATION_RETRY_ATTEMPTS) return null;
  const own = config.NOTIFICATION_RETRY_DELAY_SECONDS * 1_000 * 2 ** (attempt - 1);
  // A shorter wish does not count: quick tries would be used up while the provider is still busy.
  const wait = retryAfterMs !== undefined && retryAfterMs > own ? retryAfterMs : own;
  return Math.min(LONGEST_WAIT_MS, Math.round(wait * (1 + JITTER * random())));
}
