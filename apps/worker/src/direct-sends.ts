import { errorFields, takeDue, type Lane } from '@booking/notifications-core';
import type { Work } from './work.js';

/**
 * Sends from Postgres itself what the queues cannot bring. It has at most WORKER_CONCURRENCY of these sends under way.
 */
export class DirectSends {
  private running = 0;

  /** @param onFree called when many sends have ended and more may be due. */
  constructor(
    private readonly work: Work,
    private readonly onFree: () => void,
  ) {}

  /** Begins to send what is due of these lanes, in their order. Resolves when the sends have begun. */
  async send(lanes: readonly Lane[]): Promise<void> {
    const { services, delivery } = this.work.engine;
    const most = services.config.WORKER_CONCURRENCY;
    const room = most - this.running;
    if (room <= 0 || lanes.length === 0) return;
    const jobs = await takeDue(services, lanes, room);
    const wasFull = jobs.length >= room;
    for (const job of jobs) {
      this.running += 1;
      delivery
        .deliver(job)
        .catch((error: unknown) =>
          // The row is due again when its hand-over has expired.
          services.log.warn('a message could not be sent without its queue', {
            notification_id: job.id,
            ...errorFields(error),
          }),
        )
        .finally(() => {
          this.running -= 1;
          if (wasFull && this.running === Math.floor(most / 2)) this.onFree();
        });
    }
  }
}
