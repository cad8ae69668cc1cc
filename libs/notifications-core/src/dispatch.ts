import { handOverDue, markWaiting, takeBack } from './db/notifications.repository.js';
import { errorFields } from './logging.js';
import { CHANNELS, LANES, type Channel, type Lane } from './notification.js';
import { queueOf } from './queues.js';
import type { Services } from './services.js';
import { MOST_JOBS, type QueueDepth, type Wake } from './wake.js';

/** Bulk keeps this much ahead of the workers and no more: a reminder that shares its queue stands behind it. */
const MOST_BULK_WAITING = 250;
/** One statement's worth. */
const MOST_PER_STATEMENT = 1_000;

/**
 * Hands what is due over to Redis, class by class, urgent first, never more than there is room for. Runs in
 * every worker; rows that another one is handing over are skipped.
 * @returns how many were handed over; a full round means that there may be more.
 */
export async function dispatchDue(services: Services, wake: Wake): Promise<number> {
  const { dataSource, gate, providers, log } = services;
  const configured = (channel: Channel): boolean => providers[channel].mode !== 'not_configured';
  const open = gate.openChannels().filter(configured);
  const probes = gate.channelsToProbe().filter(configured);

  let total = 0;
  let probing = false;
  for (const lane of LANES) {
    const room = Math.min(MOST_PER_STATEMENT, roomFor(lane, await wake.depth(queueOf(lane))));
    if (room <= 0) continue;
    const handed = open.length > 0 ? await handOverDue(dataSource, lane, open, room) : [];
    // A channel whose key was refused is tried with one message, not with all.
    if (probes.length > 0 && !probing) {
      const probe = await handOverDue(dataSource, lane, probes, 1);
      probing = probe.length > 0;
      handed.push(...probe);
    }
    if (handed.length === 0) continue;
    try {
      await wake.add(handed);
      total += handed.length;
    } catch (error) {
      log.warn('Redis takes no jobs', errorFields(error));
      await takeBack(dataSource, handed);
      break;
    }
  }
  return total;
}

/** Jobs that are early do not stand in front of bulk, but they fill Redis too. */
function roomFor(lane: Lane, { waiting, delayed }: QueueDepth): number {
  const all = MOST_JOBS - waiting - delayed;
  return lane === 'bulk' ? Math.min(all, MOST_BULK_WAITING - waiting) : all;
}

/** Says on what is due why it waits, for whoever looks at the history. */
export async function explainWaiting(services: Services): Promise<void> {
  const { dataSource, gate, providers } = services;
  const open = gate.openChannels();
  for (const channel of CHANNELS) {
    if (providers[channel].mode === 'not_configured')
      await markWaiting(dataSource, channel, 'provider_not_configured', MOST_PER_STATEMENT);
    else if (!open.includes(channel) && gate.pausedFor(channel) === 'auth')
      await markWaiting(dataSource, channel, 'provider_auth', MOST_PER_STATEMENT);
  }
}
