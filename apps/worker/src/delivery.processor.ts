import type { Type } from '@nestjs/common';
import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import {
  BOOKING_EVENT_JOB,
  DELIVER_JOB,
  isUuid,
  PING_JOB,
  type DeliverJob,
  type Pong,
  type DeliveryQueue,
} from '@booking/notifications-core';
import { acceptBookingEventJob } from './booking-event.job.js';
import { Work, WORKER } from './work.js';

/**
 * The processor of one queue. It has one handler for all job names, because Bull adds up the concurrency of named
 * handlers. Jobs in hand are more than messages that are sent at a time: those wait for their turn.
 */
export function deliveryProcessor(queue: DeliveryQueue, jobsInHand: number): Type<unknown> {
  @Processor(queue)
  class DeliveryProcessor {
    constructor(private readonly work: Work) {}

    @Process({ name: '*', concurrency: jobsInHand })
    process(job: Job<unknown>): Promise<Pong | undefined> {
      return this.work.flow[queue].through(() => this.handle(job));
    }

    private async handle(job: Job<unknown>): Promise<Pong | undefined> {
      switch (job.name) {
        case DELIVER_JOB:
          if (isDeliverJob(job.data)) await this.work.engine.delivery.deliverInTurn(job.data, queue);
          else this.setAside(job, 'its data is not {id, generation}');
          return undefined;
        case BOOKING_EVENT_JOB:
          await acceptBookingEventJob(this.work, job);
          // Postgres has the event now, so the data in Redis need not stay personal.
          await job.update({ accepted: true }).catch(() => undefined);
          return undefined;
        case PING_JOB:
          return { pong: true, worker: WORKER };
        default:
          return this.setAside(job, 'its name is unknown');
      }
    }

    /** Fails the job. Bull keeps it among the failed ones unless its sender said otherwise. */
    private setAside(job: Job<unknown>, why: string): never {
      this.work.services.log.warn('job set aside', { queue, job_id: String(job.id).slice(0, 100), why });
      throw new Error(`set aside: ${why}`);
    }
  }
  return DeliveryProcessor;
}

function isDeliverJob(data: unknown): data is DeliverJob {
  if (typeof data !== 'object' || data === null) return false;
  const { id, generation } = data as Partial<Record<keyof DeliverJob, unknown>>;
  return (
    isUuid(id) &&
    typeof generation === 'number' &&
    Number.isInteger(generation) &&
    generation >= 0 &&
    generation <= 2_147_483_647
  );
}
