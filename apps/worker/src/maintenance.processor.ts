import { InjectQueue, Process, Processor } from '@nestjs/bull';
import type { Job, Queue } from 'bull';
import {
  errorFields,
  MAINTENANCE_JOBS,
  metrics,
  overtakenBy,
  type HealthReport,
  type MaintenanceJob,
} from '@booking/notifications-core';
import { maintain, type Findings } from './maintenance.js';
import { Work } from './work.js';

/** Work that one pod does for each tick. One job of each name at a time is enough: none has to wait. */
@Processor('maintenance')
export class MaintenanceProcessor {
  constructor(
    private readonly work: Work,
    @InjectQueue('urgent_notifications') private readonly urgent: Queue,
    @InjectQueue('notifications') private readonly notifications: Queue,
    @InjectQueue('maintenance') private readonly maintenance: Queue,
  ) {}

  @Process({ name: '*', concurrency: MAINTENANCE_JOBS.length })
  async process(job: Job<unknown>): Promise<Findings> {
    const log = this.work.schedulerLog;
    const job_id = String(job.id).slice(0, 100);
    const name = MAINTENANCE_JOBS.find((known) => known === job.name);
    if (name === undefined) {
      log.warn('job set aside', { queue: 'maintenance', job_id, why: 'its name is unknown' });
      throw new Error('set aside: its name is unknown');
    }
    const fields = { job: name, job_id };
    if (await this.isOvertaken(job, name)) {
      log.debug('tick overtaken by a later one', fields);
      return { overtaken: true };
    }

    log.debug('maintenance begins', fields);
    const started = performance.now();
    const seconds = (): number => (performance.now() - started) / 1_000;
    try {
      const queues = [this.urgent, this.notifications, this.maintenance];
      const findings = await maintain(name, { work: this.work, data: job.data, queues }, (part, error) =>
        log.error('maintenance failed', { ...fields, part, ...errorFields(error) }),
      );
      metrics.maintenance.observe({ job: name, outcome: 'done' }, seconds());
      this.report(name, fields, findings, Math.round(seconds() * 1_000));
      return findings;
    } catch (error) {
      metrics.maintenance.observe({ job: name, outcome: 'failed' }, seconds());
      throw error;
    }
  }

  /**
   * Ticks pile up while the queue is paused, and one run is enough for all of them. If Redis does not answer, this job
   * runs.
   */
  private async isOvertaken({ id, timestamp }: Job<unknown>, name: MaintenanceJob): Promise<boolean> {
    const later = overtakenBy({ name, id: String(id), addedAt: timestamp }, new Date());
    if (later === null) return false;
    return this.maintenance.getJob(later).then(
      (found) => found !== null,
      () => false,
    );
  }

  private report(name: MaintenanceJob, fields: Findings, findings: Findings, duration_ms: number): void {
    const log = this.work.schedulerLog;
    if (name !== 'health-check' || findings['problems'] === undefined) {
      log.info('maintenance done', { ...fields, ...findings, duration_ms });
      return;
    }
    // The full report is the result of the job.
    const { healthy, problems, postgres, redis } = findings as unknown as HealthReport;
    const line = { ...fields, postgres_ms: postgres.ms, redis_ms: redis.ms, duration_ms };
    if (healthy) log.info('all is well', line);
    else log.warn('something is wrong', { ...line, problems: problems.join('; ') });
  }
}
