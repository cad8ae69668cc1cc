import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { createLogger, type Engine, type Logger, type Services } from '@booking/notifications-core';

/** How this process signs what it did; claims are signed the same way. */
export const WORKER = `${hostname()}:${process.pid}`;

/** The way from the processors to the core; one per process. */
@Injectable()
export class Work {
  readonly services: Services;
  /** Of ticks and maintenance jobs. */
  readonly schedulerLog: Logger;
  /** Set by the stop: nothing new is begun. */
  stopping = false;
  /** When Bull last gave us a job of each queue, for the watchdog. */
  readonly lastJobAt = { urgent_notifications: performance.now(), notifications: performance.now() };

  constructor(readonly engine: Engine) {
    this.services = engine.services;
    this.schedulerLog = createLogger(this.services.config, 'scheduler');
  }
}
