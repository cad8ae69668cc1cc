import { Controller, Delete, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiParam } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  cancelPending,
  isUuid,
  readHistory,
  readHistoryDetail,
  type HistoryDetail,
  type HistoryEntry,
  type HistoryScope,
} from '@booking/notifications-core';
import { CurrentCaller, Roles } from '../auth/access.js';
import { hasRole, type Caller } from '../auth/auth.js';
import { Core } from './core.js';
import { HistoryFilter, HistoryItem, HistoryItemDetail, Message } from './history.dto.js';
import { invalidValues, Problem } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';

/** The path parameter for a notification. */
export const NOTIFICATION_ID = {
  name: 'id',
  description: 'Of the notification.',
  example: '0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f',
};

/** What was planned, sent, failed or cancelled, one entry for each message. */
@Controller('api/v2/notifications/history')
export class HistoryController {
  constructor(private readonly core: Core) {}

  /** Notifications, newest first. The next page is in the `Link` header. */
  @Get()
  @Roles('user')
  @ApiOkResponse({
    type: [HistoryItem],
    headers: { Link: { description: 'The next page, `rel="next"`; none on the last.', schema: { type: 'string' } } },
  })
  async list(
    @CurrentCaller() caller: Caller,
    @Query() filter: HistoryFilter,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<readonly HistoryEntry[]> {
    const { entries, more } = await readHistory(this.core.dataSource.manager, {
      scope: requestedScope(caller, filter.user_id),
      appointmentId: filter.appointment_id,
      channel: filter.notification_type,
      templateName: filter.template_name,
      status: filter.status,
      before: filter.cursor === undefined ? undefined : idOfCursor(filter.cursor),
      limit: filter.limit,
    });
    const last = entries.at(-1);
    if (more && last) reply.header('link', nextPage(request.url, last.id));
    return entries;
  }

  /** One notification with its context, its attempts and the receipts of the provider. */
  @Get(':id')
  @Roles('user')
  @ApiParam(NOTIFICATION_ID)
  @ApiOkResponse({ type: HistoryItemDetail })
  async read(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<HistoryDetail> {
    const found = isUuid(id) ? await readHistoryDetail(this.core.dataSource.manager, id, visibleTo(caller)) : null;
    if (!found) throw new Problem('not_found', 'Notification not found');
    return found;
  }

  /** Cancels a notification that is still pending. Nothing is deleted. */
  @Delete(':id')
  @Roles('user')
  @ApiParam(NOTIFICATION_ID)
  @Refuses('not_found', 'Notification not found or cannot be cancelled')
  @ApiOkResponse({ type: Message })
  async cancel(@CurrentCaller() caller: Caller, @Param('id') id: string): Promise<{ message: string }> {
    const cancelled = isUuid(id) && (await cancelPending(this.core.dataSource.manager, id, visibleTo(caller)));
    if (!cancelled) throw new Problem('not_found', 'Notification not found or cannot be cancelled');
    return { message: 'Notification cancelled successfully' };
  }
}

/** Staff see everybody's, others their own. */
export function visibleTo(caller: Caller): HistoryScope {
  return hasRole(caller.role, ['staff']) ? 'everybody' : { userId: caller.userId };
}

/** A list shows the caller's own notifications unless staff ask for others. */
function requestedScope(caller: Caller, userId: string | undefined): HistoryScope {
  if (userId === undefined || userId === caller.userId) return { userId: caller.userId };
  if (!hasRole(caller.role, ['staff'])) throw new Problem('forbidden', 'Only staff may ask for the history of others.');
  return userId === '*' ? 'everybody' : { userId };
}

/** An opaque cursor: clients must not build one, because its content may change. */
function cursorOf(id: string): string {
  return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

function idOfCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url')
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  if (!isUuid(id) || cursorOf(id) !== cursor)
    throw invalidValues([{ field: 'cursor', message: 'must come from the Link header of the page before' }]);
  return id;
}

/** The same URL with another cursor. Relative, so that it works behind any proxy. */
function nextPage(url: string, lastId: string): string {
  const [path = '', search] = url.split('?');
  const parameters = new URLSearchParams(search);
  parameters.set('cursor', cursorOf(lastId));
  return `<${path}?${parameters.toString()}>; rel="next"`;
}
