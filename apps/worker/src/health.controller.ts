import { Controller, Get, Header, ServiceUnavailableException } from '@nestjs/common';
import { collectDefaultMetrics, register } from 'prom-client';
import { answers, askRedis, createPostgresProbe } from '@booking/notifications-core';
import { Work } from './work.js';

collectDefaultMetrics();

@Controller()
export class HealthController {
  private readonly postgresIsUp: () => Promise<boolean>;

  constructor(private readonly work: Work) {
    this.postgresIsUp = createPostgresProbe(work.services);
  }

  @Get('health/live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Ready: Postgres and Redis answer, and the process is not stopping. */
  @Get('health/ready')
  async ready(): Promise<{ status: 'ready'; checks: Record<string, 'up'>; warnings: readonly string[] }> {
    const { redis, ready } = this.work.services;
    const [postgresIsUp, queue] = await Promise.all([this.postgresIsUp(), answers(() => askRedis(redis))]);
    if (this.work.stopping || !ready() || !postgresIsUp || !queue.up)
      throw new ServiceUnavailableException({
        detail: this.work.stopping
          ? 'The worker is stopping.'
          : 'Postgres (migrated, no standby) and Redis must answer.',
        checks: { postgres: postgresIsUp ? 'up' : 'down', redis: queue.up ? 'up' : 'down' },
      });
    return { status: 'ready', checks: { postgres: 'up', redis: 'up' }, warnings: this.work.selfCheck.findings };
  }

  @Get('metrics')
  @Header('content-type', register.contentType)
  metrics(): Promise<string> {
    return register.metrics();
  }
}
