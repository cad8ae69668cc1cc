import { Process, Processor } from '@nestjs/bull';
import type { Job } from 'bull';
import { dispatchDue, errorFields, explainWaiting, sweep, type MaintenanceJob } from '@booking/notifications-core';
import { Work } from './work.js';

const MAINTENANCE: Readonly<Record<MaintenanceJob, (work: Work) => Promise<void>>> = {
  /** What the dispatcher of every worker does continuously, as a net below it. */
  'process-queue': async ({ services, wake }) => {
    await sweep(services);
    await explainWaiting(services);
    await dispatchDue(services, wake);
  },
};
/** Names come from outside: `constructor` must find nothing. */
const HANDLERS: ReadonlyMap<string, (work: Work) => Promise<void>> = new Map(Object.entries(MAINTENANCE));

/** Work that is done once per tick, whichever pod gets it. */
@Processor('maintenance')
export class MaintenanceProcessor {
  constructor(private readonly work: Work) {}

  @Process({ name: '*', concurrency: 1 })
  async process(job: Job<unknown>): Promise<void> {
    const { services } = this.work;
    const started = performance.now();
    try {
      const run = HANDLERS.get(job.name);
      if (!run) throw new Error('no such maintenance job');
      await run(this.work);
      services.log.debug('maintenance done', { job: job.name, duration_ms: Math.round(performance.now() - started) });
    } catch (error) {
      services.log.error('maintenance failed', { job: job.name.slice(0, 50), ...errorFields(error) });
      throw error;
    }
  }
}
