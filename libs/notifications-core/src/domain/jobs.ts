import type { Lane } from './notification.js';

/**
 * API and workers share the database and the queues under this prefix, nothing else. The braces keep all keys of a
 * queue on one node of a Redis cluster.
 */
export const QUEUE_PREFIX = '{notifications}';

export const QUEUES = ['urgent_notifications', 'notifications', 'maintenance'] as const;
export type QueueName = (typeof QUEUES)[number];

/** The queues that carry notifications. */
export const DELIVERY_QUEUES = ['urgent_notifications', 'notifications'] as const satisfies readonly QueueName[];
export type DeliveryQueue = (typeof DELIVERY_QUEUES)[number];

/** The job of both notification queues. It carries ids, never content. A job of an older generation claims nothing. */
export interface DeliverJob {
  readonly id: string;
  readonly generation: number;
}

/** Wakes a worker for one notification; carries a `DeliverJob`. */
export const DELIVER_JOB = 'deliver';
/** The second way in for booking events: a CloudEvent as job data, on queue `notifications`. */
export const BOOKING_EVENT_JOB = 'booking-event';

/** Asks the workers of a notification queue for a sign of life, see `Pong`. */
export const PING_JOB = 'ping';

/** Result of a `ping` job. The sender decides how long Redis keeps it. */
export interface Pong {
  readonly pong: true;
  /** `host:pid`, the same name that claims carry. */
  readonly worker: string;
}

/** Names of the jobs on queue `maintenance`. They may have any job id, and data is optional. */
export const MAINTENANCE_JOBS = ['process-queue', 'send-reminders', 'cleanup', 'health-check'] as const;
export type MaintenanceJob = (typeof MAINTENANCE_JOBS)[number];

export function queueOf(lane: Lane): DeliveryQueue {
  return lane === 'urgent' ? 'urgent_notifications' : 'notifications';
}

/** Postgres owns retries and history, so Bull does neither: a job is a wake-up call and leaves no trace. */
export const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/** A row due within this time is handed to Redis as a delayed job. Later rows stay in Postgres. */
export const LOOK_AHEAD_MS = 10_000;
/** A job that is this late counts as lost, and its row is handed over again. */
export const HANDED_GRACE_MS = 15_000;

/** A row handed to Redis, with its lane and delay. */
export interface HandedOver extends DeliverJob {
  readonly lane: Lane;
  /** Milliseconds from now, by the database's clock. 0 or less means at once. */
  readonly delayMs: number;
}

/** The delay for Bull, in whole milliseconds. A delay that is no finite number becomes 0. */
export function jobDelay({ delayMs }: HandedOver): number {
  return Number.isFinite(delayMs) ? Math.max(0, Math.ceil(delayMs)) : 0;
}
