import { releaseDoubts, resumeWaiting, sweepLeases } from './db/notifications.repository.js';
import { metrics } from './metrics.js';
import { CHANNELS } from './notification.js';
import type { Services } from './services.js';

const MOST_PER_STATEMENT = 500;

/**
 * Finds what was left behind: claims of workers that died, whose messages may or may not be on their way,
 * and doubts whose wait is over. Every doubt is logged and counted; each is sent at most once more.
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

/** At the start of a process: what waited for credentials that are there now goes out. */
export async function resumeConfigured({ dataSource, providers, log }: Services): Promise<void> {
  for (const channel of CHANNELS) {
    if (providers[channel].mode === 'not_configured') continue;
    const resumed = await resumeWaiting(dataSource, channel, 'provider_not_configured');
    if (resumed.length > 0)
      log.info('channel is configured: what waited goes out', { channel, resumed: resumed.length });
  }
}
