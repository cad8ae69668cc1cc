import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { AccessGuard } from './access.js';
import { BookingEventsController } from './booking-events.controller.js';
import { BulkController } from './bulk.controller.js';
import { Core } from './core.js';
import { createValidation } from './field-rules.js';
import { HealthController } from './health.controller.js';
import { HistoryController } from './history.controller.js';
import { PreferencesController } from './preferences.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { QueueController } from './queue.controller.js';
import { RateLimits } from './rate-limit.js';
import { ResendsController } from './resends.controller.js';
import { RecipientsController } from './recipients.controller.js';
import { SandboxController } from './sandbox.controller.js';
import { SendsController } from './sends.controller.js';
import { StatisticsController } from './statistics.controller.js';
import { TemplatesController } from './templates.controller.js';
import { TestSendsController } from './test-sends.controller.js';

/** What is made before Nest starts, because Fastify's hooks need it too. */
export interface Parts {
  readonly core: Core;
  readonly rateLimits: RateLimits;
  readonly problems: ProblemFilter;
}

@Module({
  imports: [DiscoveryModule],
  controllers: [
    BookingEventsController,
    BulkController,
    HealthController,
    HistoryController,
    PreferencesController,
    QueueController,
    ResendsController,
    RecipientsController,
    SandboxController,
    SendsController,
    StatisticsController,
    TemplatesController,
    TestSendsController,
  ],
})
export class AppModule {
  static of({ core, rateLimits, problems }: Parts): DynamicModule {
    return {
      module: AppModule,
      providers: [
        { provide: Core, useValue: core },
        { provide: RateLimits, useValue: rateLimits },
        { provide: APP_FILTER, useValue: problems },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useFactory: createValidation },
      ],
    };
  }
}
