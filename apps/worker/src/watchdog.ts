import type { DeliveryQueue, Logger, QueueDepth } from '@booking/notifications-core';
import type { Flow } from './flow.js';

/** Bull may stop fetching jobs after a reconnect (OptimalBits/bull#1873). */
const SILENT_AFTER_MS = 60_000;
/** The pause before the watchdog asks for the second time. */
const ASK_AGAIN_MS = 10_000;

/**
 * Detects that Bull gives us no jobs of a queue although jobs wait, we could take them, and Redis and Postgres answer.
 * Only a new process helps then. A queue that an operator paused gives none to anybody, and that is right.
 */
export class Watchdog {
  private doubtedAt: number | null = null;

  /** @param capacity how many jobs of the queue the worker takes at a time. */
  constructor(
    readonly queue: DeliveryQueue,
    private readonly capacity: number,
    private readonly flow: Flow,
    private readonly log: Logger,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Call it with a fresh count. True when the process should end. */
  isStuck({ waiting, paused }: QueueDepth): boolean {
    if (paused || waiting === 0 || this.flow.running >= this.capacity) this.flow.moved();
    const silentMs = this.now() - this.flow.movedAt;
    if (silentMs < SILENT_AFTER_MS) {
      this.doubtedAt = null;
      return false;
    }
    if (this.doubtedAt === null) {
      this.doubtedAt = this.now();
      this.log.warn('jobs wait but none arrives: looking once more', { queue: this.queue });
      return false;
    }
    if (this.now() - this.doubtedAt < ASK_AGAIN_MS) return false;
    this.log.error('jobs wait but none arrives: restarting', { queue: this.queue });
    return true;
  }

  /** Call it when Redis or Postgres failed: silence is no wonder then. */
  reset(): void {
    this.flow.moved();
  }
}
