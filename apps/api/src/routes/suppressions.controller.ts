import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiParam } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  addressMeant,
  CHANNELS,
  readSuppressions,
  suppressByHand,
  unsuppress,
  type ListedSuppression,
} from '@booking/notifications-core';
import { Roles } from '../auth/access.js';
import { NEXT_PAGE, pageAfter } from '../http/paging.js';
import { Problem } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import { Core } from './core.js';
import { cursorOf, NewSuppression, placeOf, Suppression, SuppressionFilter } from './suppressions.dto.js';

const NOT_LISTED = 'This address is not on the suppression list.';
const OPT_OUT = 'Its owner opted out by STOP: only START, sent from that number, lifts it.';

/** Addresses that are not written to: who opted out, and what bounces. */
@Controller('api/v2/suppressions')
export class SuppressionsController {
  constructor(private readonly core: Core) {}

  /** Entries of the list, newest first. The next page is in the `Link` header. */
  @Get()
  @Roles('staff')
  @ApiOkResponse({
    type: [Suppression],
    headers: NEXT_PAGE,
  })
  async list(
    @Query() { limit, channel, address, cursor }: SuppressionFilter,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Suppression[]> {
    // One more shows whether there is a next page.
    const found = await readSuppressions(this.core.dataSource, {
      channel,
      address: address === undefined ? undefined : addressMeant(address, this.core.config),
      after: cursor === undefined ? undefined : (placeOf(cursor) ?? undefined),
      limit: limit + 1,
    });
    const page = found.slice(0, limit);
    const last = page.at(-1);
    if (found.length > limit && last !== undefined) reply.header('link', pageAfter(request.url, cursorOf(last)));
    return page.map(shown);
  }

  /** Puts an address on the list, with the cause `manual`. One that is there already stays as it is. */
  @Post()
  @Roles('admin')
  @ApiCreatedResponse({ type: Suppression })
  @ApiOkResponse({ type: Suppression, description: 'It was listed before, and is shown as it stands.' })
  async add(
    @Body() { channel, address }: NewSuppression,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Suppression> {
    const { entry, isNew } = await suppressByHand(this.core.services, { channel, address });
    reply.status(isNew ? 201 : 200);
    return shown(entry);
  }

  /** Takes an address off the list. */
  @Delete(':channel/:address')
  @HttpCode(204)
  @Roles('admin')
  @ApiParam({ name: 'channel', description: '`email` or `sms`.', example: 'email' })
  @ApiParam({ name: 'address', description: 'Of the entry, percent-encoded.', example: 'john@example.com' })
  @ApiNoContentResponse({ description: 'Not listed any more.' })
  @Refuses('not_found', NOT_LISTED)
  @Refuses('opt_out_stands', OPT_OUT)
  async remove(@Param('channel') name: string, @Param('address') address: string): Promise<void> {
    const channel = CHANNELS.find((each) => each === name);
    const outcome = channel === undefined ? 'not_listed' : await unsuppress(this.core.services, { channel, address });
    if (outcome === 'not_listed') throw new Problem('not_found', NOT_LISTED);
    if (outcome === 'opted_out') throw new Problem('opt_out_stands', OPT_OUT);
  }
}

function shown({ channel, address, cause, createdAt }: ListedSuppression): Suppression {
  return { channel, address, cause, created_at: createdAt };
}
