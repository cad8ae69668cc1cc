import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse } from '@nestjs/swagger';
import { findPreferences, findRecipient, sendTest, type Channel, type TestText } from '@booking/notifications-core';
import { CurrentCaller, Roles } from '../auth/access.js';
import { hasRole, type Caller } from '../auth/auth.js';
import { Core } from './core.js';
import { Problem } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import { RateLimits } from '../auth/rate-limit.js';
import { OptionalBody } from '../http/route-config.js';
import { testSendMessage } from './test-send-answer.js';
import { TestSend, TestSent } from './test-sends.dto.js';

const NO_EMAIL = 'No email address is known for you: the token needs the claim `email`.';
const NO_PHONE = 'No phone number is known for you: the token needs the claim `phone_number`.';

const STAFF_ONLY = 'Only staff send a text of their own: leave out `subject` and `body`, or use a token of staff.';

const SMS_EXAMPLES = {
  stored: { summary: 'A stored template', value: { template_name: 'appointment_reminder' } },
  written: {
    summary: 'What is being written',
    value: { body: 'Hi {{client_name}}, see you.', context: { client_name: 'John Doe' } },
  },
};

const SMS_SENT: TestSent = {
  message: 'Test SMS queued and processed',
  notifications_queued: 1,
  processing_result: { processed: 1, successful: 1, failed: 0 },
};

/** A message to oneself, to see that sending works. */
@Controller('api/v2/notifications')
export class TestSendsController {
  constructor(
    private readonly core: Core,
    private readonly rateLimits: RateLimits,
  ) {}

  /**
   * Sends an email to the caller, and nobody else. A channel without a provider captures it instead: see
   * `GET /api/v2/sandbox/messages`. Staff may send a text that is being written (`subject`, `body`): it is checked and
   * rendered as a stored one, kept nowhere, and tried once.
   */
  @Post('test-email')
  @HttpCode(200)
  @Roles('user')
  @OptionalBody()
  @ApiBody({ type: TestSend, required: false })
  @ApiOkResponse({ type: TestSent })
  @Refuses('address_missing', NO_EMAIL)
  @Refuses('forbidden', STAFF_ONLY)
  async email(@CurrentCaller() caller: Caller, @Body() request: TestSend): Promise<TestSent> {
    return this.send('email', caller, request);
  }

  /**
   * Sends an SMS to the caller, and nobody else. A channel without a provider captures it instead: see
   * `GET /api/v2/sandbox/messages`. Staff may send a text that is being written (`subject`, `body`): it is checked and
   * rendered as a stored one, kept nowhere, and tried once.
   */
  @Post('test-sms')
  @HttpCode(200)
  @Roles('user')
  @OptionalBody()
  @ApiBody({ type: TestSend, required: false, examples: SMS_EXAMPLES })
  @ApiOkResponse({ type: TestSent, example: SMS_SENT })
  @Refuses('address_missing', NO_PHONE)
  @Refuses('forbidden', STAFF_ONLY)
  async sms(@CurrentCaller() caller: Caller, @Body() request: TestSend): Promise<TestSent> {
    return this.send('sms', caller, request);
  }

  private async send(channel: Channel, caller: Caller, request: TestSend): Promise<TestSent> {
    const text = textOf(request);
    if (text !== undefined && !hasRole(caller.role, ['staff'])) throw new Problem('forbidden', STAFF_ONLY);
    await this.rateLimits.countTestSend(caller);
    const { services, delivery } = this.core.engine;
    const { manager } = services.dataSource;
    const known = await findRecipient(manager, caller.userId);
    const address = channel === 'email' ? (caller.email ?? known?.email) : (caller.phone ?? known?.phone);
    if (address === undefined || address === null)
      throw new Problem('address_missing', channel === 'email' ? NO_EMAIL : NO_PHONE);
    const preferences = await findPreferences(manager, caller.userId);
    const result = await sendTest(services, delivery, {
      userId: caller.userId,
      channel,
      address,
      name: caller.name ?? known?.name ?? null,
      locale: preferences?.locale ?? known?.locale ?? null,
      templateName: request.template_name,
      context: request.context,
      text,
    });
    return { message: testSendMessage(channel, result, text !== undefined), ...result };
  }
}

function textOf({ subject, body }: TestSend): TestText | undefined {
  return subject == null && body === undefined ? undefined : { subject, body };
}
