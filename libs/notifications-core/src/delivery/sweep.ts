import { releaseDoubts, sweepLeases } from '../db/notifications/lost.js';
import { applyProofs } from '../db/notifications/proven.js';
import { resumeWaiting, type WaitReason } from '../db/notifications/hand-over.js';
import { metrics } from '../observability/metrics.js';
import { reportProofs } from '../observability/proofs.js';
import { CHANNELS, type Channel } from '../domain/notification.js';
import type { Services } from '../services/services.js';
import { lookableChannels } from './look-up.js';
import { NEVER_TWICE } from './second-try.js';

const MOST_PER_STATEMENT = 500;

/**
 * Finds claims of lost workers, whose messages may or may not have been sent, and doubts whose wait is over. Every
 * doubt is logged and counted. Each message is sent at most once more. It calls no provider: `lookUpDoubts` does.
 */
export async function sweep(services: Services): Promise<void> {
  const { config, dataSource, log } = services;
  for (const { id, state } of await sweepLeases(dataSource, config.IN_DOUBT_WAIT_SECONDS, MOST_PER_STATEMENT)) {
    metrics.doubts.inc({ cause: 'worker_lost' });
    if (state === 'failed') metrics.doubtsSettled.inc({ by: 'gave_up' });
    log.warn('a worker stopped while sending: the message may or may not be on its way', {
      notification_id: id,
      state,
    });
  }
  // What was proven while it was being sent needs no second try.
  reportProofs(log, await applyProofs(dataSource, MOST_PER_STATEMENT));
  const ending = { lookedUp: lookableChannels(services), neverTwice: NEVER_TWICE };
  for (const { id, state } of await releaseDoubts(dataSource, ending, MOST_PER_STATEMENT)) {
    metrics.doubtsSettled.inc({ by: state === 'pending' ? 'resent' : 'gave_up' });
    if (state === 'pending') log.warn('no evidence that it arrived: sending once more', { notification_id: id });
    else log.error('no evidence that it arrived, and it is not sent twice', { notification_id: id });
  }
}

/**
 * Makes the rows that waited for a channel for this reason due now. Works in parts, so that no statement takes long.
 */
export async function resume(services: Services, channel: Channel, reason: WaitReason): Promise<void> {
  let resumed = 0;
  for (let part = MOST_PER_STATEMENT; part === MOST_PER_STATEMENT; resumed += part)
    part = await resumePart(services, channel, reason);
  if (resumed > 0) services.log.info('what waited for the channel goes out', { channel, reason, resumed });
}

/**
 * Makes a part of the rows due that waited for credentials which are set now. After its start, a process calls it until
 * nothing is left. In between it can do other work.
 * @returns whether there may be more.
 */
export async function resumeConfigured(services: Services): Promise<boolean> {
  let more = false;
  for (const channel of CHANNELS) {
    if (services.providers[channel].mode === 'not_configured') continue;
    const resumed = await resumePart(services, channel, 'provider_not_configured');
    if (resumed === MOST_PER_STATEMENT) more = true;
    if (resumed > 0) services.log.info('what waited for the channel goes out', { channel, resumed });
  }
  return more;
}

async function resumePart({ dataSource }: Services, channel: Channel, reason: WaitReason): Promise<number> {
  return (await resumeWaiting(dataSource, channel, reason, MOST_PER_STATEMENT)).length;
}
