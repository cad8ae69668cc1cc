import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Config, Engine, Services } from '@booking/notifications-core';
import { databaseAway } from '../http/problem-details.js';

/**
 * The way from the controllers to the core. While Postgres is away at boot the API runs, says "not ready" and
 * answers 503, which tells clients more than a process that restarts for ever. Templates count too: an event
 * that came before they are loaded would be planned as if there were none.
 */
@Injectable()
export class Core implements OnApplicationShutdown {
  readonly config: Config;

  constructor(private readonly opened: Engine) {
    this.config = opened.services.config;
  }

  /** @throws {Problem} 503, as everything below, until Postgres was reached once. */
  get engine(): Engine {
    if (!this.opened.services.ready()) throw databaseAway();
    return this.opened;
  }

  get services(): Services {
    return this.engine.services;
  }

  get dataSource(): Services['dataSource'] {
    return this.services.dataSource;
  }

  /** After the last request was answered. */
  onApplicationShutdown(): Promise<void> {
    return this.opened.close();
  }
}
