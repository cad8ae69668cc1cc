import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { SystemStatus } from '@booking/notifications-core';
import { Roles } from '../auth/access.js';
import { Core } from './core.js';
import { StatusAnswer } from './status.dto.js';

/** Whether the system does its work. */
@Controller('api/v2/status')
export class StatusController {
  constructor(private readonly core: Core) {}

  /** Every part, each channel with its pause and why, what is due, and how late messages go out. Answers within two seconds, also when parts do not. */
  @Get()
  @Roles('staff')
  @ApiOkResponse({ type: StatusAnswer })
  read(): Promise<SystemStatus> {
    return this.core.status();
  }
}
