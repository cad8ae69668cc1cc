import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  latestAppointments,
  readStory,
  type AppointmentStory,
  type ListedAppointment,
} from '@booking/notifications-core';
import { Roles } from '../auth/access.js';
import { instantOf } from '../http/field-rules.js';
import { NEXT_PAGE, pageAfter } from '../http/paging.js';
import { Problem } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import {
  AppointmentFilter,
  AppointmentId,
  cursorOf,
  ListedAppointmentItem,
  placeOf,
  Story,
} from './appointments.dto.js';
import { Core } from './core.js';

const NOT_FOUND = 'No event has told of an appointment with this id, or it is over and was cleaned up.';

/** Why somebody heard of a booking, or did not. */
@Controller('api/v2/appointments')
export class AppointmentsController {
  constructor(private readonly core: Core) {}

  /** Appointments that are known, the latest start first. The next page is in the `Link` header. */
  @Get()
  @Roles('staff', 'service')
  @ApiOkResponse({
    type: [ListedAppointmentItem],
    headers: NEXT_PAGE,
  })
  async list(
    @Query() { limit, client_id, from, to, cursor }: AppointmentFilter,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ListedAppointmentItem[]> {
    // One more shows whether there is a next page.
    const found = await latestAppointments(this.core.dataSource, {
      clientId: client_id,
      from: instantOf(from),
      to: instantOf(to),
      after: cursor === undefined ? undefined : (placeOf(cursor) ?? undefined),
      limit: limit + 1,
    });
    const page = found.slice(0, limit).map(shown);
    const last = page.at(-1);
    if (found.length > limit && last !== undefined) reply.header('link', pageAfter(request.url, cursorOf(last)));
    return page;
  }

  /**
   * All of one booking: its events, its notifications, and the messages that were never planned, each with the reason in
   * a sentence. Lists are newest first and have at most 200 entries, with the latest 20 repeats of one event.
   */
  @Get(':id')
  @Roles('staff', 'service')
  @Refuses('not_found', NOT_FOUND)
  @ApiOkResponse({ type: Story })
  async read(@Param() { id }: AppointmentId): Promise<AppointmentStory> {
    const story = await readStory(this.core.services, id);
    if (story === null) throw new Problem('not_found', NOT_FOUND);
    return story;
  }
}

function shown({
  id,
  status,
  startsAt,
  zone,
  serviceName,
  clientId,
  clientName,
}: ListedAppointment): ListedAppointmentItem {
  return {
    id,
    status,
    starts_at: startsAt,
    timezone: zone,
    service_name: serviceName,
    client: { id: clientId, name: clientName },
  };
}
