import { BullModule } from '@nestjs/bull';
import { Module, type DynamicModule } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import {
  connectRedis,
  DELIVERY_QUEUES,
  IMPATIENT,
  JOBS_FOR_EACH_TURN,
  PATIENT,
  QUEUE_PREFIX,
  QUEUES,
} from '@booking/notifications-core';
import { deliveryProcessor } from './delivery.processor.js';
import { Dispatcher } from './dispatcher.js';
import { HealthController } from './health.controller.js';
import { MaintenanceProcessor } from './maintenance.processor.js';
import { RedisWatch } from './redis-watch.js';
import { Ticks } from './ticks.js';
import { Work } from './work.js';

/** A booking-event job whose worker died goes to another worker. A job that kills workers must not do so for ever. */
const MOST_STALLS = 3;

@Module({})
export class WorkerModule {
  static of(work: Work, redisUrl: string): DynamicModule {
    const jobsInHand = JOBS_FOR_EACH_TURN * work.services.config.WORKER_CONCURRENCY;
    return {
      module: WorkerModule,
      imports: [
        ScheduleModule.forRoot(),
        BullModule.registerQueue(
          ...QUEUES.map((name) => ({
            name,
            prefix: QUEUE_PREFIX,
            settings: { maxStalledCount: MOST_STALLS },
            // Only commands may fail. Blocking and subscribing connections must wait for ever.
            createClient: (type: 'client' | 'subscriber' | 'bclient') =>
              connectRedis(redisUrl, type === 'client' ? IMPATIENT : PATIENT),
          })),
        ),
      ],
      controllers: [HealthController],
      providers: [
        { provide: Work, useValue: work },
        ...DELIVERY_QUEUES.map((queue) => deliveryProcessor(queue, jobsInHand)),
        MaintenanceProcessor,
        Ticks,
        RedisWatch,
        Dispatcher,
      ],
    };
  }
}
