import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import {
  createLogger,
  createSelfCheck,
  type SelfCheck,
  type DeliveryQueue,
  type Engine,
  type Logger,
  type Services,
} from '@booking/notifications-core';
import { Flow } from './flow.js';

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
  /** The jobs that Bull gives us. */
  readonly flow: Readonly<Record<DeliveryQueue, Flow>> = {
    urgent_notifications: new Flow(),
    notifications: new Flow(),
  };

  /** What is wrong with the settings and with what this process stands on. */
  readonly selfCheck: SelfCheck;

  constructor(readonly engine: Engine) {
    this.services = engine.services;
    this.selfCheck = createSelfCheck(engine.services);
    this.schedulerLog = createLogger(this.services.config, 'scheduler');
  }
}
