import { InjectQueue } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import { Cron } from '@nestjs/schedule';
import type { Queue } from 'bull';
import { errorFields, type MaintenanceJob } from '@booking/notifications-core';
import { Work } from './work.js';

/** How long a finished tick blocks its twin of another pod. */
const REMEMBER_SECONDS = 900;

/**
 * Every pod ticks; the job id is made of the tick's minute, and Bull ignores an id that it has, so one job
 * comes of it however many pods there are.
 */
@Injectable()
export class Ticks {
  constructor(
    @InjectQueue('maintenance') private readonly queue: Queue,
    private readonly work: Work,
  ) {}

  @Cron('* * * * *')
  async everyMinute(): Promise<void> {
    await this.tick('process-queue');
  }

  private async tick(job: MaintenanceJob): Promise<void> {
    // Bull's `add` would wait for a Redis that is away, and all the ticks of an outage would run at once.
    if (this.work.stopping || this.work.services.redis?.status !== 'ready') return;
    const minute = new Date().toISOString().slice(0, 16);
    try {
      await this.queue.add(
        job,
        {},
        {
          jobId: `${job}-${minute}`,
          attempts: 1,
          removeOnComplete: { age: REMEMBER_SECONDS, count: 100 },
          removeOnFail: { age: REMEMBER_SECONDS, count: 100 },
        },
      );
    } catch (error) {
      this.work.services.log.warn('tick skipped', { job, ...errorFields(error) });
    }
  }
}
