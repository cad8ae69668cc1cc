import { Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { Roles } from '../auth/access.js';
import { Core } from './core.js';
import { BatchSize, QueueProcessed, type DeliveryCounts } from './queue.dto.js';
import { OptionalBody } from '../http/route-config.js';

/** Sending by hand. */
@Controller('api/v2/notifications/process-queue')
export class QueueController {
  constructor(private readonly core: Core) {}

  /** Sends what is due in this process: works without any worker, and without Redis. */
  @Post()
  @HttpCode(200)
  @Roles('admin')
  @OptionalBody()
  @ApiOkResponse({ type: QueueProcessed })
  async process(@Query() { batch_size }: BatchSize): Promise<{ message: string; result: DeliveryCounts }> {
    return { message: 'Notification queue processed', result: await this.core.engine.delivery.deliverDue(batch_size) };
  }
}
