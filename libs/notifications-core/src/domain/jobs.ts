import type { Lane } from './notification.js';

/**
 * The only thing that API and workers share besides the database. A Redis cluster keeps one queue's keys
 * on one node because of the braces.
 */
export const QUEUE_PREFIX = '{notifications}';

export const QUEUES = ['urgent_notifications', 'notifications', 'maintenance'] as const;
export type QueueName = (typeof QUEUES)[number];

/** The queues that carry notifications. */
export const DELIVERY_QUEUES = ['urgent_notifications', 'notifications'] as const satisfies readonly QueueName[];
export type DeliveryQueue = (typeof DELIVERY_QUEUES)[number];

/** Job of both notification queues: ids, never content. A job of an older generation claims nothing. */
export interface DeliverJob {
  readonly id: string;
  readonly generation: number;
}

/** Names of the jobs, and what each carries. */
export const DELIVER_JOB = 'deliver';
/** Second door for booking events: a CloudEvent as data, on queue `notifications`. */
export const BOOKING_EVENT_JOB = 'booking-event';

/** Asks whoever serves a notification queue for a sign of life, see `Pong`. */
export const PING_JOB = 'ping';

/** Result of a `ping` job. Its sender says how long Redis keeps it. */
export interface Pong {
  readonly pong: true;
  /** `host:pid`, as claims are signed. */
  readonly worker: string;
}

/** Names of the jobs on queue `maintenance`; any job id will do, and data is optional. */
export const MAINTENANCE_JOBS = ['process-queue', 'send-reminders', 'cleanup', 'health-check'] as const;
export type MaintenanceJob = (typeof MAINTENANCE_JOBS)[number];

export function queueOf(lane: Lane): DeliveryQueue {
  return lane === 'urgent' ? 'urgent_notifications' : 'notifications';
}

/** Postgres owns retries and history, so Bull does neither: a job is a wake-up call and leaves no trace. */
export const JOB_OPTIONS = { attempts: 1, removeOnComplete: true, removeOnFail: true } as const;

/** What is due within this time is handed to Redis as a delayed job; anything later stays in Postgres. */
export const LOOK_AHEAD_MS = 10_000;
/** A job that did not come this long after its time counts as lost and is handed over again. */
export const HANDED_GRACE_MS = 15_000;

/** A row handed to Redis: when to come, and where. */
export interface HandedOver extends DeliverJob {
  readonly lane: Lane;
  /** Milliseconds from now, by the database's clock; 0 or less: at once. */
  readonly delayMs: number;
}

/** Never `NaN`, which Bull would run at once. */
export function jobDelay({ delayMs }: HandedOver): number {
  return Number.isFinite(delayMs) ? Math.max(0, Math.ceil(delayMs)) : 0;
}
