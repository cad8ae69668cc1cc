import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { COUNTED, readAnalytics, type Analytics } from '@booking/notifications-core';
import { Roles } from '../auth/access.js';
import { CSV, csv, wantsCsv } from '../http/csv.js';
import { invalidValues } from '../http/problem-details.js';
import { AnalyticsAnswer, AnalyticsPeriod } from './analytics.dto.js';
import { Core } from './core.js';

/** More hours than this are no chart. */
const MOST_DAYS_BY_HOUR = 31;

const COLUMNS = ['at', ...COUNTED] as const;

/** What became of messages over time. */
@Controller('api/v2/analytics')
export class AnalyticsController {
  constructor(private readonly core: Core) {}

  /**
   * Messages by the time when they were sent or failed: by day or hour, by template, and how late they went out. They
   * equal the history, and stay for a year when the history is cleaned up. With `Accept: text/csv` the series comes as
   * CSV.
   */
  @Get()
  @Roles('staff')
  @ApiExtraModels(AnalyticsAnswer)
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(AnalyticsAnswer) } },
      'text/csv': {
        schema: { type: 'string' },
        example: `${COLUMNS.join(',')}\r\n2026-11-22T00:00:00.000Z,41,40,22,3,0,1,0,0,20\r\n`,
      },
    },
  })
  async read(
    @Query() period: AnalyticsPeriod,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Analytics | string> {
    const { days, bucket, timezone, channel, template_name: templateName } = period;
    if (bucket === 'hour' && days > MOST_DAYS_BY_HOUR)
      throw invalidValues([{ field: 'days', message: `must be at most ${MOST_DAYS_BY_HOUR} with bucket=hour` }]);
    const zone = timezone ?? this.core.config.BUSINESS_TIMEZONE ?? 'UTC';
    const found = await readAnalytics(this.core.dataSource, { days, bucket, zone, channel, templateName });
    if (!wantsCsv(request, reply)) return found;
    reply.header('content-type', CSV);
    return csv(COLUMNS, found.series);
  }
}
