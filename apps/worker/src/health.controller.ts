import { Controller, Get, Header, ServiceUnavailableException } from '@nestjs/common';
import { collectDefaultMetrics, register } from 'prom-client';
import { answers, askRedis, askSchema } from '@booking/notifications-core';
import { Work } from './work.js';

collectDefaultMetrics();

@Controller()
export class HealthController {
  constructor(private readonly work: Work) {}

  @Get('health/live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Ready: Postgres and Redis answer, and the process is not stopping. */
  @Get('health/ready')
  async ready(): Promise<{ status: 'ready'; checks: Record<string, 'up'> }> {
    const { dataSource, redis, ready } = this.work.services;
    const [postgres, queue] = await Promise.all([answers(() => askSchema(dataSource)), answers(() => askRedis(redis))]);
    if (this.work.stopping || !ready() || !postgres.up || !queue.up)
      throw new ServiceUnavailableException({
        detail: this.work.stopping ? 'The worker is stopping.' : 'Postgres (migrated) and Redis must answer.',
        checks: { postgres: postgres.up ? 'up' : 'down', redis: queue.up ? 'up' : 'down' },
      });
    return { status: 'ready', checks: { postgres: 'up', redis: 'up' } };
  }

  @Get('metrics')
  @Header('content-type', register.contentType)
  metrics(): Promise<string> {
    return register.metrics();
  }
}
