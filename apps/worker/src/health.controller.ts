import { Controller, Get, Header, ServiceUnavailableException } from '@nestjs/common';
import { collectDefaultMetrics, register } from 'prom-client';
import { Work } from './work.js';

const PROBE_TIMEOUT_MS = 2_000;

collectDefaultMetrics();

@Controller()
export class HealthController {
  constructor(private readonly work: Work) {}

  @Get('health/live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Postgres and Redis answer, and the process is not stopping. */
  @Get('health/ready')
  async ready(): Promise<{ status: 'ready'; checks: Record<string, 'up'> }> {
    const { dataSource, redis, ready } = this.work.services;
    const [postgres, queue] = await Promise.all([
      answers(() => dataSource.query('SELECT FROM notification LIMIT 0')),
      answers(() => redis?.ping() ?? Promise.reject(new Error('no Redis'))),
    ]);
    if (this.work.stopping || !ready() || !postgres || !queue)
      throw new ServiceUnavailableException({
        detail: this.work.stopping ? 'The worker is stopping.' : 'Postgres (migrated) and Redis must answer.',
        checks: { postgres: postgres ? 'up' : 'down', redis: queue ? 'up' : 'down' },
      });
    return { status: 'ready', checks: { postgres: 'up', redis: 'up' } };
  }

  @Get('metrics')
  @Header('content-type', register.contentType)
  metrics(): Promise<string> {
    return register.metrics();
  }
}

async function answers(ask: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PROBE_TIMEOUT_MS);
  });
  try {
    return await Promise.race([ask().then(() => true), late]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
