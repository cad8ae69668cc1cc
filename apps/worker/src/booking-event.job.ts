import {
  errorFields,
  InvalidInput,
  isDatabaseOutage,
  parseBookingEvent,
  parseBookingEvents,
} from '@booking/notifications-core';
import type { Work } from './work.js';

/** How often an event is offered to a database that does not take it. */
const TRY_AGAIN_MS = 1_000;

/**
 * The second door for booking events: the same JSON as over HTTP. Wrong values fail the job at once, naming
 * the fields; while Postgres is away the job is held, because nobody else has the event.
 */
export async function acceptBookingEventJob(work: Work, data: unknown): Promise<void> {
  const { config, log } = work.services;
  let events;
  try {
    events = Array.isArray(data) ? parseBookingEvents(data, config) : [parseBookingEvent(data, config)];
  } catch (error) {
    // Messages of InvalidInput name fields and never quote values.
    if (error instanceof InvalidInput) log.warn('booking-event job refused', { fields: error.errors });
    throw error;
  }
  for (;;) {
    try {
      if (!work.services.ready()) throw new Error('not ready');
      await work.intake.accept(events);
      return;
    } catch (error) {
      if (work.services.ready() && !isDatabaseOutage(error)) throw error;
      log.error('booking-event job waits for Postgres', errorFields(error));
      // Unfinished on purpose: when this process ends, Bull gives the job to another one.
      await new Promise((resolve) => (work.stopping ? undefined : setTimeout(resolve, TRY_AGAIN_MS)));
    }
  }
}
