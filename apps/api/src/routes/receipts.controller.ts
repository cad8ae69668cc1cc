import { Body, Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiNoContentResponse, ApiQuery } from '@nestjs/swagger';
import { metrics, readSendGridEvent, readTwilioStatus, receive } from '@booking/notifications-core';
import { jsonOf } from '../http/body-parsing.js';
import { FORM_TYPE, type FormBody } from '../http/form-body.js';
import { invalidValues } from '../http/problem-details.js';
import { Core } from './core.js';
import { SENDGRID_EVENTS_BODY, TWILIO_STATUS_BODY } from './receipts.examples.js';
import { SignedBySendGrid, SignedByTwilio } from './webhook-signatures.js';

/** What SendGrid and Twilio say later of messages that they took: only they may call. */
@Controller('api/v2/webhooks')
export class ReceiptsController {
  constructor(private readonly core: Core) {}

  /**
   * SendGrid's Event Webhook: an array of events, answered once they are stored. An event that cannot be read is left
   * out. What came before changes nothing.
   */
  @Post('sendgrid')
  @HttpCode(204)
  @SignedBySendGrid()
  @ApiBody(SENDGRID_EVENTS_BODY)
  @ApiNoContentResponse()
  async sendgrid(@Body() body: Uint8Array): Promise<void> {
    const { services } = this.core;
    const events = read('sendgrid', () => eventsOf(body));
    const receipts = events.flatMap((event) => readSendGridEvent(event) ?? []);
    metrics.receipts.inc({ provider: 'sendgrid', status: 'unreadable' }, events.length - receipts.length);
    await receive(services, receipts);
  }

  /** Twilio's status callback of one message. */
  @Post('twilio/status')
  @HttpCode(204)
  @SignedByTwilio()
  @ApiConsumes(FORM_TYPE)
  @ApiBody(TWILIO_STATUS_BODY)
  @ApiQuery({
    name: 'notification_id',
    required: false,
    description: 'The notification that the message is of. Without it, `MessageSid` finds it.',
    schema: { type: 'string', examples: ['0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f'] },
  })
  @ApiNoContentResponse()
  async twilioStatus(@Body() form: FormBody, @Query('notification_id') id: unknown): Promise<void> {
    const { services } = this.core;
    await receive(services, [read('twilio', () => readTwilioStatus(form, id))]);
  }
}

function eventsOf(body: Uint8Array): readonly unknown[] {
  const events = jsonOf(body);
  if (!Array.isArray(events)) throw invalidValues([{ field: 'body', message: 'must be an array of events' }]);
  return events;
}

/** Counts what cannot be read, before it is refused. */
function read<T>(provider: 'sendgrid' | 'twilio', reading: () => T): T {
  try {
    return reading();
  } catch (error) {
    metrics.webhooksRefused.inc({ provider, cause: 'unreadable' });
    throw error;
  }
}
