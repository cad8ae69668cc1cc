import { Body, Controller, Get, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiParam, ApiResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  BulkSend,
  isUuid,
  parseBulkRequest,
  readBatchProgress,
  sendBulk,
  type BatchProgress,
  type BulkAnswer,
} from '@booking/notifications-core';
import { CurrentCaller, Roles } from '../auth/access.js';
import type { Caller } from '../auth/auth.js';
import { BulkAccepted, BulkProgress } from './bulk.dto.js';
import { Core } from './core.js';
import { idempotencyOf, replied, TakesIdempotencyKey } from './idempotency-key.js';
import { Problem } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import { LargeBody } from '../http/route-config.js';

/** The same message to many, in one call. */
@Controller('api/v2/notifications/bulk')
export class BulkController {
  constructor(private readonly core: Core) {}

  /** One template for up to 10,000 people. One who cannot be written to stops nobody. */
  @Post()
  @HttpCode(202)
  @Roles('staff', 'service')
  @LargeBody()
  @TakesIdempotencyKey()
  @ApiBody({ type: BulkSend })
  @ApiResponse({ status: 202, description: 'Stored.', type: BulkAccepted })
  async send(
    @CurrentCaller() caller: Caller,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BulkAnswer> {
    const idempotency = idempotencyOf(request, caller);
    const wanted = parseBulkRequest(body, new Date());
    return replied(await sendBulk(this.core.services, wanted, caller.userId, idempotency), reply);
  }

  /** How far a bulk send is. */
  @Get(':batch_id')
  @Roles('staff', 'service')
  @ApiParam({ name: 'batch_id', description: 'From the answer.', example: '0199e1a6-9d7e-7f50-8b12-3c4d5e6f7081' })
  @ApiOkResponse({ type: BulkProgress })
  @Refuses('not_found', 'Bulk send not found')
  async progress(@Param('batch_id') batchId: string): Promise<BatchProgress> {
    const found = isUuid(batchId) ? await readBatchProgress(this.core.dataSource, batchId) : null;
    if (!found) throw new Problem('not_found', 'Bulk send not found');
    return found;
  }
}
