import { releaseDoubts, sweepLeases } from '../db/notifications/claimed.js';
import { resumeWaiting } from '../db/notifications/hand-over.js';
import { metrics } from '../observability/metrics.js';
import { CHANNELS, type Channel } from '../domain/notification.js';
import type { Services } from '../services/services.js';

const MOST_PER_STATEMENT = 500;

/**
 * Finds claims of lost workers, whose messages may or may not have been sent, and doubts whose wait is over. Every
 * doubt is logged and counted. Each message is sent at most once more.
 */
export async function sweep({ config, dataSource, log }: Services): Promise<void> {
  for (const { id, state } of await sweepLeases(dataSource, config.IN_DOUBT_WAIT_SECONDS, MOST_PER_STATEMENT)) {
    metrics.doubts.inc({ cause: 'worker_lost' });
    log.warn('a worker stopped while sending: the message may or may not be on its way', {
      notification_id: id,
      state,
    });
  }
  for (const { id } of await releaseDoubts(dataSource, MOST_PER_STATEMENT))
    log.warn('no evidence that it arrived: sending once more', { notification_id: id });
}

/**
 * Makes the rows that waited for a channel for this reason due now. Works in parts, so that no statement takes long.
 */
export async function resume(
  { dataSource, log }: Services,
  channel: Channel,
  reason: 'provider_not_configured' | 'provider_auth',
): Promise<void> {
  let resumed = 0;
  for (let part = MOST_PER_STATEMENT; part === MOST_PER_STATEMENT; resumed += part)
    part = (await resumeWaiting(dataSource, channel, reason, MOST_PER_STATEMENT)).length;
  if (resumed > 0) log.info('what waited for the channel goes out', { channel, reason, resumed });
}

/** Call it when a process starts: rows that waited for credentials go out if the credentials are set now. */
export async function resumeConfigured(services: Services): Promise<void> {
  for (const channel of CHANNELS)
    if (services.providers[channel].mode !== 'not_configured')
      await resume(services, channel, 'provider_not_configured');
}
