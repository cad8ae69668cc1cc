import { Controller, Get, Header, type BeforeApplicationShutdown } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { Public } from '../auth/access.js';
import { Core } from './core.js';
import { Alive, Ready } from './health.dto.js';
import { METRICS_CONTENT_TYPE, readMetrics } from '../http/metrics.js';
import { unavailable } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import { RateLimits } from '../auth/rate-limit.js';

const RETRY_AFTER_SECONDS = 5;
const NOT_USABLE = 'Postgres does not answer, is a standby, or was not migrated.';

const METRICS_EXAMPLE = '# TYPE process_cpu_seconds_total counter\nprocess_cpu_seconds_total 1.25\n';

/** For probes and for Prometheus. */
@Controller()
export class HealthController implements BeforeApplicationShutdown {
  private stopping = false;

  constructor(
    private readonly core: Core,
    private readonly rateLimits: RateLimits,
  ) {}

  /** The process runs. */
  @Get('health/live')
  @Public()
  @ApiOkResponse({ type: Alive })
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** It can take requests: Postgres answers, and its schema is there. `warnings` stop nothing. */
  @Get('health/ready')
  @Public()
  @ApiOkResponse({ type: Ready })
  @Refuses('unavailable', NOT_USABLE)
  async ready(): Promise<Ready> {
    if (this.stopping) throw unavailable('The service is stopping.', RETRY_AFTER_SECONDS);
    if (!(await this.core.postgresIsUp()) || !this.core.services.ready())
      throw unavailable(NOT_USABLE, RETRY_AFTER_SECONDS);
    return {
      status: 'ready',
      checks: { postgres: 'up', redis: this.rateLimits.redisIsUp ? 'up' : 'down' },
      warnings: [...this.core.selfCheck.findings],
    };
  }

  /** Measurements in Prometheus' text format, without anything personal. */
  @Get('metrics')
  @Public()
  @Header('content-type', METRICS_CONTENT_TYPE)
  @ApiOkResponse({ content: { 'text/plain': { schema: { type: 'string' }, example: METRICS_EXAMPLE } } })
  metrics(): Promise<string> {
    return readMetrics();
  }

  beforeApplicationShutdown(): void {
    this.stopping = true;
  }
}
