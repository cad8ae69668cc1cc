import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { readStory, type AppointmentStory } from '@booking/notifications-core';
import { Roles } from '../auth/access.js';
import { Problem } from '../http/problem-details.js';
import { Refuses } from '../http/refuses.js';
import { AppointmentId, Story } from './appointments.dto.js';
import { Core } from './core.js';

const NOT_FOUND = 'No event has told of an appointment with this id, or it is over and was cleaned up.';

/** Why somebody heard of a booking, or did not. */
@Controller('api/v2/appointments')
export class AppointmentsController {
  constructor(private readonly core: Core) {}

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
