import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { createLogger, type Engine, type Logger, type Services } from '@booking/notifications-core';

/** The name of this process. Claims carry the same. */
export const WORKER = `${hostname()}:${process.pid}`;

/** Gives the processors access to the core. One per process. */
@Injectable()
export class Work {
  readonly services: Services;
  /** The log of ticks and maintenance jobs. */
  readonly schedulerLog: Logger;
  /** True once the stop has begun: then nothing new is started. */
  stopping = false;
  /** When Bull last gave us a job of each queue. The watchdog reads it. */
  readonly lastJobAt = { urgent_notifications: performance.now(), notifications: performance.now() };

  constructor(readonly engine: Engine) {
    this.services = engine.services;
    this.schedulerLog = createLogger(this.services.config, 'scheduler');
  }
}
