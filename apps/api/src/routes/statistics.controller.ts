import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { readStatistics, type Statistics } from '@booking/notifications-core';
import { CurrentCaller, Roles } from '../auth/access.js';
import type { Caller } from '../auth/auth.js';
import { Core } from './core.js';
import { visibleTo } from './history.controller.js';
import { StatisticsAnswer, StatisticsPeriod } from './statistics.dto.js';

/** How much was sent, and what became of it. */
@Controller('api/v2/notifications/stats')
export class StatisticsController {
  constructor(private readonly core: Core) {}

  /** What became of the notifications of the last days: for staff and admin everybody's, else one's own. */
  @Get()
  @Roles('user')
  @ApiOkResponse({ type: StatisticsAnswer })
  read(@CurrentCaller() caller: Caller, @Query() { days }: StatisticsPeriod): Promise<Statistics> {
    return readStatistics(this.core.dataSource, visibleTo(caller), days);
  }
}
