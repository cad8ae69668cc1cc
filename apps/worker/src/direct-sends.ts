import { CHANNELS, errorFields, takeDue, type Channel, type Lane, type TakenDue } from '@booking/notifications-core';
import type { Work } from './work.js';

/** The share of the sends that one channel may have. The rest is for the others while its provider hangs. */
const MOST_OF_ONE_CHANNEL = 3 / 4;

/**
 * Sends from Postgres itself what the queues cannot bring. It has at most WORKER_CONCURRENCY of these sends under way.
 */
export class DirectSends {
  private readonly running = new Map<Channel, number>();

  /** @param onFree called when many sends have ended and more may be due. */
  constructor(
    private readonly work: Work,
    private readonly onFree: () => void,
  ) {}

  /** Begins to send what is due of these lanes, in their order. Resolves when the sends have begun. */
  async send(lanes: readonly Lane[]): Promise<void> {
    const most = this.work.services.config.WORKER_CONCURRENCY;
    const all = most - this.total();
    if (all <= 0 || lanes.length === 0) return;
    const ofOne = Math.ceil(most * MOST_OF_ONE_CHANNEL);
    const room = Object.fromEntries(CHANNELS.map((channel) => [channel, ofOne - this.under(channel)]));
    for (const taken of await takeDue(this.work.services, lanes, { ...(room as Record<Channel, number>), all }))
      void this.begin(taken);
  }

  private async begin({ channel, job }: TakenDue): Promise<void> {
    this.running.set(channel, this.under(channel) + 1);
    try {
      await this.work.engine.delivery.deliver(job);
    } catch (error) {
      // The row is taken again when its hand-over has expired.
      const fields = { notification_id: job.id, ...errorFields(error) };
      this.work.services.log.warn('a message could not be sent without its queue', fields);
    } finally {
      this.running.set(channel, this.under(channel) - 1);
      if (this.total() === Math.floor(this.work.services.config.WORKER_CONCURRENCY / 4)) this.onFree();
    }
  }

  private under(channel: Channel): number {
    return this.running.get(channel) ?? 0;
  }

  private total(): number {
    return [...this.running.values()].reduce((sum, n) => sum + n, 0);
  }
}
