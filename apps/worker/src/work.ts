import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import {
  createBookingEventIntake,
  createDelivery,
  createLogger,
  createWake,
  type BookingEventIntake,
  type Delivery,
  type Logger,
  type Services,
  type Wake,
} from '@booking/notifications-core';

/** How this process signs what it did; claims are signed the same way. */
export const WORKER = `${hostname()}:${process.pid}`;

/** The way from the processors to the core; one per process. */
@Injectable()
export class Work {
  readonly wake: Wake;
  readonly intake: BookingEventIntake;
  readonly delivery: Delivery;
  /** Of ticks and maintenance jobs. */
  readonly schedulerLog: Logger;
  /** Set by the stop: nothing new is begun. */
  stopping = false;
  /** When Bull last gave us a job of each queue, for the watchdog. */
  readonly lastJobAt = { urgent_notifications: performance.now(), notifications: performance.now() };

  constructor(readonly services: Services) {
    this.wake = createWake(services);
    this.intake = createBookingEventIntake(services, this.wake);
    this.delivery = createDelivery(services);
    this.schedulerLog = createLogger(services.config, 'scheduler');
  }

  async close(): Promise<void> {
    await this.delivery.drain();
    await this.wake.close();
    await this.services.close();
  }
}
