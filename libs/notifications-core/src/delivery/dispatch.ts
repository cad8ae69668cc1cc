import { endWaiting, markWaiting, takeBack } from '../db/notifications/hand-over.js';
import { LOOK_AHEAD_MS, queueOf } from '../domain/jobs.js';
import { CHANNELS, LANES, type Lane } from '../domain/notification.js';
import { errorFields } from '../observability/logging.js';
import type { QueueDepth } from '../queues/delivery-queues.js';
import { MOST_JOBS, type QueueProducer } from '../queues/producer.js';
import type { Services } from '../services/services.js';
import { beginHandOvers, MOST_PER_STATEMENT } from './hand-over.js';

/**
 * Bulk jobs that wait in the queue, unless the caller says otherwise. Reminders share it, and wait behind them. A
 * worker measures how many it takes in a moment, and asks for that many.
 */
const BULK_WAITING = 50;
/** How much longer an overdue job is trusted while other jobs wait in its queue. */
const TRUST_WHILE_WAITING_MS = 60_000;

/** What came of a round. */
export interface Round {
  readonly handedOver: number;
  /** Lanes of which more was due than there was room for. */
  readonly more: readonly Lane[];
}

/**
 * Hands due rows over to Redis, lane by lane, urgent first, and never more than there is room for. Runs in every
 * worker. Rows that another worker is handing over are skipped.
 * @param bulkWaiting how many jobs may wait before no bulk is added.
 * @throws when Redis does not say how many jobs it has.
 */
export async function dispatchDue(
  services: Services,
  producer: QueueProducer,
  bulkWaiting: number = BULK_WAITING,
): Promise<Round> {
  const { dataSource, log } = services;
  const handOver = beginHandOvers(services);
  const more: Lane[] = [];
  let handedOver = 0;
  for (const lane of LANES) {
    const depth = await producer.depth(queueOf(lane));
    const room = roomFor(lane, depth, bulkWaiting);
    if (room <= 0) {
      more.push(lane);
      continue;
    }
    const found = await handOver(lane, room, {
      // Delayed bulk jobs would take the room that reminders need.
      aheadMs: lane === 'bulk' ? 0 : LOOK_AHEAD_MS,
      // While jobs wait, a late job is most likely among them. If none wait, the job is lost.
      trustMs: depth.waiting > 0 ? TRUST_WHILE_WAITING_MS : 0,
    });
    if (found.more) more.push(lane);
    if (found.handed.length === 0) continue;
    try {
      await producer.enqueue(found.handed);
      handedOver += found.handed.length;
    } catch (error) {
      log.warn('Redis takes no jobs', errorFields(error));
      await takeBack(dataSource, found.handed);
      break;
    }
  }
  return { handedOver, more };
}

/** Delayed jobs are not in front of bulk jobs, but they take room in Redis too. */
function roomFor(lane: Lane, { waiting, delayed }: QueueDepth, bulkWaiting: number): number {
  const all = MOST_JOBS - waiting - delayed;
  return lane === 'bulk' ? Math.min(all, bulkWaiting - waiting) : all;
}

/**
 * Writes into due rows why they wait, for readers of the history. Cancels waiting rows that are out of date. What it
 * reads depends on what it changes, not on how many rows wait.
 */
export async function explainWaiting(services: Services): Promise<void> {
  const { dataSource, gate, providers } = services;
  for (const channel of CHANNELS) {
    const reason =
      providers[channel].mode === 'not_configured'
        ? 'provider_not_configured'
        : gate.pausedFor(channel) === 'auth'
          ? 'provider_auth'
          : null;
    if (reason === null) continue;
    await markWaiting(dataSource, channel, reason, MOST_PER_STATEMENT);
    await endWaiting(dataSource, channel, MOST_PER_STATEMENT);
  }
}
