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

/** Seconds for which a finished tick blocks the same tick of another pod: clocks of pods may differ by this much. */
const REMEMBER = { age: 900, count: 1_000 };

/** In UTC, like the slots. A busy process may tick up to half a minute late, because the nearest slot counts. */
const tickOf = (name: MaintenanceJob): CronOptions => ({ name, timeZone: 'UTC', threshold: 30_000 });

/**
 * Every pod ticks. The job id comes from the slot of the tick, and Bull ignores an id that it has, so each slot has one
 * job however many pods tick. Each pod also writes the scheduler's sign of life.
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
    // After an outage of Redis the sign of life is lost or expired.
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
    // Without this check, Bull's `add` would wait for Redis, and all ticks of an outage would run at once.
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
    // The connection itself logs an outage. The next beat tries again.
    await beatScheduler(redis, this.lastTicks).catch(() => undefined);
  }
}
