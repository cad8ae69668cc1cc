import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { parseSendRequest, SendNotification, sendNotification, type PlannedItems } from '@booking/notifications-core';
import { CurrentCaller, Roles } from '../auth/access.js';
import type { Caller } from '../auth/auth.js';
import { Core } from './core.js';
import { idempotencyOf, replied, TakesIdempotencyKey } from './idempotency-key.js';
import { SendAnswer } from './sends.dto.js';
import { SEND_EXAMPLES } from './sends.examples.js';

/** One message to one person, without a booking event. */
@Controller('api/v2/notifications')
export class SendsController {
  constructor(private readonly core: Core) {}

  /** One message to one person, now or later, from any template. */
  @Post()
  @HttpCode(202)
  @Roles('staff', 'service')
  @TakesIdempotencyKey()
  @ApiExtraModels(SendNotification)
  @ApiBody({ schema: { $ref: getSchemaPath(SendNotification) }, examples: SEND_EXAMPLES })
  @ApiResponse({ status: 202, description: 'Stored.', type: SendAnswer })
  async send(
    @CurrentCaller() caller: Caller,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlannedItems> {
    const { services, producer } = this.core.engine;
    const idempotency = idempotencyOf(request, caller);
    const wanted = parseSendRequest(body, services.config, new Date());
    return replied(await sendNotification(services, producer, wanted, idempotency), reply);
  }
}
