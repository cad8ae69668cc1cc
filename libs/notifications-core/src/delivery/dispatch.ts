import { endWaiting, handOverDue, markWaiting, takeBack } from '../db/notifications/hand-over.js';
import { errorFields } from '../observability/logging.js';
import { CHANNELS, LANES, type Channel, type Lane } from '../domain/notification.js';
import { queueOf, type HandedOver } from '../domain/jobs.js';
import type { Services } from '../services/services.js';
import type { QueueDepth } from '../queues/delivery-queues.js';
import { MOST_JOBS, type QueueProducer } from '../queues/producer.js';

/** Most bulk jobs that wait in the queue. Reminders share it, and wait behind them. */
const MOST_BULK_WAITING = 250;
/** How much longer an overdue job is trusted while other jobs wait in its queue. */
const TRUST_WHILE_WAITING_MS = 60_000;
/** Most rows of one statement. */
const MOST_PER_STATEMENT = 1_000;

/**
 * Hands due rows over to Redis, lane by lane, urgent first, and never more than there is room for. Runs in every
 * worker. Rows that another worker is handing over are skipped.
 * @returns how many rows were handed over. A full round means that there may be more.
 */
export async function dispatchDue(services: Services, producer: QueueProducer): Promise<number> {
  const { dataSource, gate, providers, turns, log } = services;
  const configured = (channel: Channel): boolean => providers[channel].mode !== 'not_configured';
  const open = gate.openChannels().filter(configured);
  const probes = gate.channelsToProbe().filter(configured);

  let total = 0;
  const probed = new Set<Channel>();
  for (const lane of LANES) {
    const depth = await producer.depth(queueOf(lane));
    const room = Math.min(MOST_PER_STATEMENT, roomFor(lane, depth));
    if (room <= 0) continue;
    // While jobs wait, a late job is most likely among them. If none wait, the job is lost.
    const trustMs = depth.waiting > 0 ? TRUST_WHILE_WAITING_MS : 0;
    const handed: HandedOver[] = [];
    for (const channel of open) {
      // A crowded channel gets what it can send in the next moment. More would only be given back.
      const most = Math.min(Math.ceil(room / open.length), turns.room(queueOf(lane), channel));
      if (most > 0) handed.push(...(await handOverDue(dataSource, lane, channel, most, trustMs)));
    }
    // A channel whose key was refused is probed with one message, not with all.
    for (const channel of probes.filter((each) => !probed.has(each))) {
      const probe = await handOverDue(dataSource, lane, channel, 1, trustMs);
      if (probe.length > 0) probed.add(channel);
      handed.push(...probe);
    }
    if (handed.length === 0) continue;
    try {
      await producer.enqueue(handed);
      total += handed.length;
    } catch (error) {
      log.warn('Redis takes no jobs', errorFields(error));
      await takeBack(dataSource, handed);
      break;
    }
  }
  return total;
}

/** Delayed jobs are not in front of bulk jobs, but they take room in Redis too. */
function roomFor(lane: Lane, { waiting, delayed }: QueueDepth): number {
  const all = MOST_JOBS - waiting - delayed;
  return lane === 'bulk' ? Math.min(all, MOST_BULK_WAITING - waiting) : all;
}

/** Writes into due rows why they wait, for readers of the history. Cancels waiting rows that are out of date. */
export async function explainWaiting(services: Services): Promise<void> {
  const { dataSource, gate, providers } = services;
  const open = gate.openChannels();
  for (const channel of CHANNELS) {
    const reason =
      providers[channel].mode === 'not_configured'
        ? 'provider_not_configured'
        : !open.includes(channel) && gate.pausedFor(channel) === 'auth'
          ? 'provider_auth'
          : null;
    if (reason === null) continue;
    await markWaiting(dataSource, channel, reason, MOST_PER_STATEMENT);
    await endWaiting(dataSource, channel, MOST_PER_STATEMENT);
  }
}
