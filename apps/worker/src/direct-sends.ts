import { errorFields, queueOf, takeDue, type HandedOver, type Lane } from '@booking/notifications-core';
import type { Work } from './work.js';

/**
 * Sends from Postgres itself what the queues cannot bring. It has at most WORKER_CONCURRENCY of these in hand, and they
 * take their turns with the messages of the queues.
 */
export class DirectSends {
  private running = 0;

  /** @param onFree called when most of them have ended and more may be due. */
  constructor(
    private readonly work: Work,
    private readonly onFree: () => void,
  ) {}

  /** Begins to send what is due of these lanes, in their order. Resolves when the sends have begun. */
  async send(lanes: readonly Lane[]): Promise<void> {
    const room = this.work.services.config.WORKER_CONCURRENCY - this.running;
    if (room <= 0 || lanes.length === 0) return;
    for (const job of await takeDue(this.work.services, lanes, room)) void this.begin(job);
  }

  private async begin(job: HandedOver): Promise<void> {
    this.running += 1;
    try {
      await this.work.engine.delivery.deliverInTurn(job, queueOf(job.lane));
    } catch (error) {
      // The row is taken again when its hand-over has expired.
      const fields = { notification_id: job.id, ...errorFields(error) };
      this.work.services.log.warn('a message could not be sent without its queue', fields);
    } finally {
      this.running -= 1;
      if (this.running === Math.floor(this.work.services.config.WORKER_CONCURRENCY / 4)) this.onFree();
    }
  }
}
