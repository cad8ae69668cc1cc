import { Body, Controller, HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import {
  acceptedFields,
  BookingEventDataDto,
  BookingEventDto,
  parseBookingEvent,
  parseBookingEvents,
  type AcceptedEvent,
  type BookingEvent,
  type EventDefaults,
} from '@booking/notifications-core';
import { Roles } from '../auth/access.js';
import { BookingEventAnswer } from './booking-events.dto.js';
import { ACCEPTED_EVENT_EXAMPLES, BOOKING_EVENT_EXAMPLES } from './booking-events.examples.js';
import { isBinary, parseBinaryEvent, TakesBinaryEvents } from './binary-event.js';
import { Core } from './core.js';
import { AlsoAccepts, LargeBody } from '../http/route-config.js';

/** One event in binary mode, or one or many in structured mode. */
function eventsOf({ headers }: FastifyRequest, body: unknown, defaults: EventDefaults): BookingEvent[] {
  if (isBinary(headers, body)) return [parseBinaryEvent(headers, body, defaults)];
  return Array.isArray(body) ? parseBookingEvents(body, defaults) : [parseBookingEvent(body, defaults)];
}

const oneOrMany = (model: typeof BookingEventDto | typeof BookingEventAnswer) => ({
  oneOf: [{ $ref: getSchemaPath(model) }, { type: 'array', items: { $ref: getSchemaPath(model) } }],
});

function eventBody() {
  const { oneOf } = oneOrMany(BookingEventDto);
  return { oneOf: [...oneOf, { $ref: getSchemaPath(BookingEventDataDto) }] };
}

/** What your booking service tells: the way in. */
@Controller('api/v2/booking-events')
export class BookingEventsController {
  constructor(private readonly core: Core) {}

  /**
   * What happened to a booking: one CloudEvent, or up to 1,000 of them, all or nothing. One may also come in binary
   * mode: its attributes as headers `ce-…`, its `data` as the body.
   */
  @Post()
  @HttpCode(202)
  @Roles('service', 'admin')
  @LargeBody()
  @AlsoAccepts('application/cloudevents+json', 'application/cloudevents-batch+json')
  @ApiExtraModels(BookingEventDto, BookingEventAnswer)
  @TakesBinaryEvents()
  @ApiBody({ schema: eventBody(), examples: BOOKING_EVENT_EXAMPLES })
  @ApiResponse({
    status: 202,
    description: 'Stored; an array for an array.',
    content: { 'application/json': { schema: oneOrMany(BookingEventAnswer), examples: ACCEPTED_EVENT_EXAMPLES } },
  })
  async accept(@Body() body: unknown, @Req() request: FastifyRequest): Promise<AcceptedEvent | AcceptedEvent[]> {
    const { intake, services } = this.core.engine;
    const { config } = services;
    const answers = await intake.accept(eventsOf(request, body, config));
    services.log.info('booking events accepted', { request_id: request.id, ...acceptedFields(answers) });
    if (Array.isArray(body)) return answers;
    const [answer] = answers;
    if (answer === undefined) throw new Error('the intake answered nothing for an event');
    return answer;
  }
}
