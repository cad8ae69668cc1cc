import type { Settled } from '../db/notifications/proven.js';
import type { Logger } from './logging.js';
import { metrics } from './metrics.js';

/** Logs and counts what proofs did. Call it once the transaction that applied them is committed. */
export function reportProofs(log: Logger, settled: readonly Settled[]): void {
  for (const { id, channel, evidence, effect } of settled) {
    switch (effect) {
      case 'settled':
        metrics.doubtsSettled.inc({ by: evidence });
        log.info('the provider has the message: it counts as sent', { notification_id: id, channel, evidence });
        break;
      case 'duplicate':
        metrics.duplicates.inc({ channel });
        log.warn('the provider took the message twice', { notification_id: id, channel, evidence });
        break;
      case 'known':
    }
  }
}
