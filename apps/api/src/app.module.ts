import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE, DiscoveryModule } from '@nestjs/core';
import { AccessGuard } from './auth/access.js';
import { AnalyticsController } from './routes/analytics.controller.js';
import { AppointmentsController } from './routes/appointments.controller.js';
import { AssetsController } from './routes/assets.controller.js';
import { BookingEventsController } from './routes/booking-events.controller.js';
import { BulkController } from './routes/bulk.controller.js';
import { Core } from './routes/core.js';
import { createValidation } from './http/field-rules.js';
import { HealthController } from './routes/health.controller.js';
import { HistoryController } from './routes/history.controller.js';
import { LiveChanges } from './routes/live-changes.js';
import { InboundController } from './routes/inbound.controller.js';
import { OpenIdController } from './routes/openid.controller.js';
import { PreferencesController } from './routes/preferences.controller.js';
import { ProblemsController } from './routes/problems.controller.js';
import { ProblemFilter } from './http/problem.filter.js';
import { QueueController } from './routes/queue.controller.js';
import { RateLimits } from './auth/rate-limit.js';
import { ReaderPreferencesController } from './routes/reader-preferences.controller.js';
import { ReceiptsController } from './routes/receipts.controller.js';
import { ResendsController } from './routes/resends.controller.js';
import { RecipientPreferencesController } from './routes/recipient-preferences.controller.js';
import { RecipientsController } from './routes/recipients.controller.js';
import { RootController } from './routes/root.controller.js';
import { SandboxController } from './routes/sandbox.controller.js';
import { SessionController } from './routes/session.controller.js';
import { Sessions } from './auth/sessions.js';
import { SendsController } from './routes/sends.controller.js';
import { StatisticsController } from './routes/statistics.controller.js';
import { StatusController } from './routes/status.controller.js';
import { StreamController } from './routes/stream.controller.js';
import { SuppressionsController } from './routes/suppressions.controller.js';
import { TemplateVersionsController } from './routes/template-versions.controller.js';
import { TemplateReferenceController } from './routes/template-reference.controller.js';
import { TemplatesController } from './routes/templates.controller.js';
import { TestSendsController } from './routes/test-sends.controller.js';
import { UnsubscribeController } from './routes/unsubscribe.controller.js';

/** Parts that are created before Nest starts, because Fastify's hooks need them too. */
export interface Parts {
  readonly core: Core;
  readonly rateLimits: RateLimits;
  readonly sessions: Sessions;
  readonly problems: ProblemFilter;
}

@Module({
  imports: [DiscoveryModule],
  controllers: [
    AnalyticsController,
    AppointmentsController,
    AssetsController,
    BookingEventsController,
    BulkController,
    HealthController,
    HistoryController,
    InboundController,
    OpenIdController,
    PreferencesController,
    ProblemsController,
    QueueController,
    ReaderPreferencesController,
    ReceiptsController,
    ResendsController,
    RecipientPreferencesController,
    RecipientsController,
    RootController,
    SandboxController,
    SendsController,
    SessionController,
    StatisticsController,
    StatusController,
    StreamController,
    SuppressionsController,
    TemplateReferenceController,
    TemplatesController,
    TemplateVersionsController,
    TestSendsController,
    UnsubscribeController,
  ],
})
export class AppModule {
  static of({ core, rateLimits, sessions, problems }: Parts): DynamicModule {
    return {
      module: AppModule,
      providers: [
        { provide: Core, useValue: core },
        { provide: RateLimits, useValue: rateLimits },
        LiveChanges,
        { provide: Sessions, useValue: sessions },
        { provide: APP_FILTER, useValue: problems },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useFactory: createValidation },
      ],
    };
  }
}
