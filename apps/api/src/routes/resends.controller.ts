import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOkResponse, ApiParam, ApiResponse } from '@nestjs/swagger';
import {
  isUuid,
  parseInstant,
  redrive,
  resend,
  type HistoryEntry,
  type ResendRefusal,
} from '@booking/notifications-core';
import { Roles } from '../auth/access.js';
import { Core } from './core.js';
import { NOTIFICATION_ID } from './history.controller.js';
import { HistoryItem } from './history.dto.js';
import { invalidValues, Problem } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import { Redrive, Redriven } from './resends.dto.js';
import { OptionalBody } from '../http/route-config.js';

/** Completes "It cannot be sent again: ". */
const WHY_NOT: Readonly<Record<ResendRefusal, string>> = {
  pending: 'it is pending already.',
  cancelled: 'it was cancelled, and what was cancelled stays so.',
  sent: 'it was sent, and no receipt says that it did not arrive.',
  test_send: 'it was a test send. Make a new one with /test-email or /test-sms.',
  expired: 'its time is over.',
  booking_cancelled: 'its booking was cancelled since.',
  superseded: 'its booking has changed since, and what it says is out of date.',
  replaced: 'the same was planned again since.',
  no_address:
    'its recipient has no address for it that can be used. Add one (PUT /api/v2/recipients/{id}), then resend.',
};

/** Sending again what failed or did not arrive. */
@Controller('api/v2/notifications/history')
export class ResendsController {
  constructor(private readonly core: Core) {}

  /**
   * Sends a notification again that failed, or that was sent and did not arrive, to the address that its recipient has
   * by now. It is pending again; the log of its attempts goes on.
   */
  @Post(':id/resend')
  @HttpCode(202)
  @Roles('staff')
  @OptionalBody()
  @ApiParam(NOTIFICATION_ID)
  @ApiResponse({ status: 202, description: 'As it is now: pending.', type: HistoryItem })
  @Refuses('not_found', 'There is none, or its person was erased.')
  @Refuses('cannot_be_resent', 'It cannot be sent again; `detail` says why.')
  async resend(@Param('id') id: string): Promise<HistoryEntry> {
    const result = isUuid(id) ? await resend(this.core.services, this.core.engine.producer, id) : 'not_found';
    if (result === 'not_found') throw new Problem('not_found', 'Notification not found');
    if ('refused' in result)
      throw new Problem('cannot_be_resent', `It cannot be sent again: ${WHY_NOT[result.refused]}`);
    return result.entry;
  }

  /** Sends again what failed since an instant, oldest first, without what cannot be sent any more. */
  @Post('redrive')
  @HttpCode(200)
  @Roles('admin')
  @ApiOkResponse({ type: Redriven })
  async redrive(@Body() { since, reason, template_name, limit }: Redrive): Promise<Redriven> {
    const from = parseInstant(since);
    if (from === null) throw invalidValues([{ field: 'since', message: 'must be an instant' }]);
    return {
      redriven: await redrive(this.core.services, { since: from, reason, templateName: template_name, limit }),
    };
  }
}
