import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import {
  createPostgresProbe,
  createSelfCheck,
  createStatus,
  type SelfCheck,
  type Config,
  type Engine,
  type Services,
  type SystemStatus,
} from '@booking/notifications-core';
import { databaseAway } from '../http/problem-details.js';

/**
 * Gives the controllers access to the core. If Postgres is away at boot, the API runs, says "not ready" and answers
 * 503. That tells clients more than a process that restarts for ever. The templates must be loaded too: events before
 * that would be planned as if there were no templates.
 */
@Injectable()
export class Core implements OnApplicationShutdown {
  readonly config: Config;

  /** Whether Postgres can be used. Asked once a second at most, however many callers there are. */
  readonly postgresIsUp: () => Promise<boolean>;

  /** What is wrong with the settings and with what this process stands on. */
  readonly selfCheck: SelfCheck;

  /** How all parts are. Also while Postgres is away. Asked once a second at most. */
  readonly status: () => Promise<SystemStatus>;

  constructor(private readonly opened: Engine) {
    this.config = opened.services.config;
    this.postgresIsUp = createPostgresProbe(opened.services);
    this.selfCheck = createSelfCheck(opened.services);
    this.status = createStatus(opened.services, () => this.selfCheck.findings);
  }

  /** @throws {Problem} 503 until Postgres was reached once, like everything below. */
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

  /** Runs after the last request was answered. */
  onApplicationShutdown(): Promise<void> {
    this.selfCheck.stop();
    return this.opened.close();
  }
}
