import { Controller, Delete, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiParam } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  addressMeant,
  cancelPending,
  isUuid,
  readHistory,
  readHistoryDetail,
  type Config,
  type HistoryDetail,
  type HistoryEntry,
  type HistoryQuery,
  type HistoryScope,
} from '@booking/notifications-core';
import { CurrentCaller, Roles } from '../auth/access.js';
import { hasRole, type Caller } from '../auth/auth.js';
import { Core } from './core.js';
import { cursorOf, idOfCursor } from './history-cursor.js';
import { HistoryFilter, HistoryItem, HistoryItemDetail, Message } from './history.dto.js';
import { instantOf } from '../http/field-rules.js';
import { NEXT_PAGE, pageAfter } from '../http/paging.js';
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

  /**
   * Notifications, newest first. The next page is in the `Link` header. Without `user_id` everybody sees their own,
   * staff and admin too, who mostly have none: for them `user_id=*` shows everybody's.
   */
  @Get()
  @Roles('user')
  @ApiOkResponse({
    type: [HistoryItem],
    headers: NEXT_PAGE,
  })
  async list(
    @CurrentCaller() caller: Caller,
    @Query() filter: HistoryFilter,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<readonly HistoryEntry[]> {
    const { entries, more } = await readHistory(this.core.dataSource.manager, {
      ...queryOf(filter, this.core.config),
      scope: requestedScope(caller, filter.user_id),
    });
    const last = entries.at(-1);
    if (more && last) reply.header('link', pageAfter(request.url, cursorOf(last.id)));
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

/** The filters as the core takes them. */
function queryOf(filter: HistoryFilter, config: Config): Omit<HistoryQuery, 'scope'> {
  const { recipient, cursor, from, to } = filter;
  const times = { from: instantOf(from), to: instantOf(to) };
  if (times.from !== undefined && times.to !== undefined && times.from >= times.to)
    throw invalidValues([{ field: 'to', message: 'must be later than from' }]);
  return {
    appointmentId: filter.appointment_id,
    channel: filter.notification_type,
    templateName: filter.template_name,
    status: filter.status,
    state: filter.state,
    reason: filter.reason,
    address: recipient === undefined ? undefined : addressMeant(recipient, config),
    ...times,
    before: cursor === undefined ? undefined : (idOfCursor(cursor) ?? undefined),
    limit: filter.limit,
  };
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
