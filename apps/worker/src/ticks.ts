import { InjectQueue } from '@nestjs/bull';
import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { Cron, type CronOptions } from '@nestjs/schedule';
import type { Queue } from 'bull';
import {
  beatScheduler,
  errorFields,
  SCHEDULE,
  SCHEDULER_BEAT_MS,
  slotOf,
  tickIdOf,
  type MaintenanceJob,
} from '@booking/notifications-core';
import { NEAR, type TickData } from './maintenance.js';
import { Work } from './work.js';

/** How long a finished tick blocks its twin of another pod: by how much the clocks of pods may differ. */
const REMEMBER = { age: 900, count: 1_000 };

/** In UTC, as slots are. A busy process may be late: the slot is the nearest one, so up to half a minute is fine. */
const tickOf = (name: MaintenanceJob): CronOptions => ({ name, timeZone: 'UTC', threshold: 30_000 });

/**
 * Every pod ticks; the job id is made of the tick's slot, and Bull ignores an id that it has, so one job
 * comes of it however many pods there are. Beside that, each pod gives a sign of life for whoever asks.
 */
@Injectable()
export class Ticks implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly lastTicks: Partial<Record<MaintenanceJob, string>> = {};
  private beating: NodeJS.Timeout | undefined;
  private readonly beatNow = (): void => void this.beat();

  constructor(
    @InjectQueue('maintenance') private readonly queue: Queue<TickData>,
    private readonly work: Work,
  ) {}

  onApplicationBootstrap(): void {
    this.beatNow();
    this.beating = setInterval(this.beatNow, SCHEDULER_BEAT_MS);
    // Redis that was away has lost it, or let it expire.
    this.work.services.redis?.on('ready', this.beatNow);
    this.work.schedulerLog.info('scheduler runs', { jobs: Object.keys(SCHEDULE) });
  }

  onApplicationShutdown(): void {
    clearInterval(this.beating);
    this.work.services.redis?.off('ready', this.beatNow);
  }

  @Cron(SCHEDULE['process-queue'].cron, tickOf('process-queue'))
  processQueue(): Promise<void> {
    return this.tick('process-queue');
  }

  @Cron(SCHEDULE['send-reminders'].cron, tickOf('send-reminders'))
  sendReminders(): Promise<void> {
    return this.tick('send-reminders');
  }

  @Cron(SCHEDULE.cleanup.cron, tickOf('cleanup'))
  cleanup(): Promise<void> {
    return this.tick('cleanup');
  }

  @Cron(SCHEDULE['health-check'].cron, tickOf('health-check'))
  healthCheck(): Promise<void> {
    return this.tick('health-check');
  }

  private async tick(job: MaintenanceJob): Promise<void> {
    const now = new Date();
    const slot = slotOf(job, now);
    const jobId = tickIdOf(job, slot);
    // Bull's `add` would wait for a Redis that is away, and all the ticks of an outage would run at once.
    if (this.work.stopping || this.work.services.redis?.status !== 'ready') return;
    try {
      await this.queue.add(job, job === 'send-reminders' && !slot.endsWith(':00') ? NEAR : {}, {
        jobId,
        attempts: 1,
        removeOnComplete: REMEMBER,
        removeOnFail: REMEMBER,
      });
      this.lastTicks[job] = now.toISOString();
      await this.beat();
      this.work.schedulerLog.debug('tick', { job, job_id: jobId });
    } catch (error) {
      this.work.schedulerLog.warn('tick skipped', { job, job_id: jobId, ...errorFields(error) });
    }
  }

  private async beat(): Promise<void> {
    const { redis } = this.work.services;
    if (redis === null || this.work.stopping) return;
    // An outage is told of by the connection itself; the next beat tries again.
    await beatScheduler(redis, this.lastTicks).catch(() => undefined);
  }
}
