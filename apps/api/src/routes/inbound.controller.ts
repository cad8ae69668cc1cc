import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { metrics, takeInbound, twilioAnswer, type InboundMessage } from '@booking/notifications-core';
import { fieldOf, FORM_TYPE, type FormBody } from '../http/form-body.js';
import { invalidValues } from '../http/problem-details.js';
import { Core } from './core.js';
import { TWILIO_INBOUND_BODY } from './receipts.examples.js';
import { SignedByTwilio } from './webhook-signatures.js';

const XML = 'text/xml; charset=utf-8';
/** Characters. Twilio's ids have 34. */
const LONGEST_SID = 100;

/** What people answer to an SMS: only Twilio may call. */
@Controller('api/v2/webhooks/twilio')
export class InboundController {
  constructor(private readonly core: Core) {}

  /**
   * A text message to the sending number. STOP and START, and Twilio's other words for them, change the suppression list
   * before they are answered; HELP is answered with a text, unless a messaging service did so. Other messages change
   * nothing.
   */
  @Post('inbound')
  @HttpCode(200)
  @SignedByTwilio()
  @ApiConsumes(FORM_TYPE)
  @ApiBody(TWILIO_INBOUND_BODY)
  @ApiOkResponse({ content: { 'text/xml': { schema: { type: 'string' }, example: '<Response/>' } } })
  async take(@Body() form: FormBody, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const answer = await twilioAnswer(await takeInbound(this.core.services, messageOf(form)));
    reply.header('content-type', XML);
    return answer;
  }
}

/** @throws {Problem} 422 for a form without what every message of Twilio has. */
function messageOf(form: FormBody): InboundMessage {
  const [sid = '', from = ''] = [fieldOf(form, 'MessageSid'), fieldOf(form, 'From')];
  const errors = [
    ...(/^\w+$/.test(sid) && sid.length <= LONGEST_SID
      ? []
      : [{ field: 'MessageSid', message: 'must be an id of Twilio' }]),
    ...(from === '' ? [{ field: 'From', message: 'is required' }] : []),
  ];
  if (errors.length > 0) {
    metrics.webhooksRefused.inc({ provider: 'twilio', cause: 'unreadable' });
    throw invalidValues(errors);
  }
  // A message with nothing but a picture has no text.
  return { sid, from, body: fieldOf(form, 'Body') ?? '', optOutType: fieldOf(form, 'OptOutType') };
}
