import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  createBookingEventIntake,
  createDelivery,
  createWake,
  type BookingEventIntake,
  type Config,
  type Delivery,
  type Services,
  type Wake,
} from '@booking/notifications-core';
import type { DataSource } from 'typeorm';
import { databaseAway } from '../http/problem-details.js';

/**
 * The way from the controllers to the core. While Postgres is away at boot the API runs, says "not ready" and
 * answers 503, which tells clients more than a process that restarts for ever. Templates count too: an event
 * that came before they are loaded would be planned as if there were none.
 */
@Injectable()
export class Core implements OnApplicationShutdown {
  readonly config: Config;
  readonly wake: Wake;
  private readonly openIntake: BookingEventIntake;
  private readonly openDelivery: Delivery;
  constructor(private readonly opened: Services) {
    this.config = opened.config;
    this.wake = createWake(opened);
    this.openIntake = createBookingEventIntake(opened, this.wake);
    this.openDelivery = createDelivery(opened);
  }

  /** @throws {Problem} 503, as everything below, until Postgres was reached once. */
  get services(): Services {
    if (!this.opened.ready()) throw databaseAway();
    return this.opened;
  }

  get dataSource(): DataSource {
    return this.services.dataSource;
  }

  get intake(): BookingEventIntake {
    if (!this.opened.ready()) throw databaseAway();
    return this.openIntake;
  }

  get delivery(): Delivery {
    if (!this.opened.ready()) throw databaseAway();
    return this.openDelivery;
  }

  /** After the last request was answered. */
  async onApplicationShutdown(): Promise<void> {
    await this.openDelivery.drain();
    await this.wake.close();
    await this.opened.close();
  }
}
