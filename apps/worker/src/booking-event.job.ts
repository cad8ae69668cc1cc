import {
  acceptedFields,
  ConflictsPersist,
  errorFields,
  InvalidInput,
  isDatabaseOutage,
  parseBookingEvent,
  parseBookingEvents,
} from '@booking/notifications-core';
import type { Job } from 'bull';
import type { Work } from './work.js';

/** The pause between tries while the database does not accept the event. */
const TRY_AGAIN_MS = 1_000;

/**
 * The second way in for booking events: the same JSON as over HTTP. Wrong values fail the job at once, naming the
 * fields. While Postgres is away, or others change the same booking, the job is held: nobody else has the event.
 */
export async function acceptBookingEventJob(work: Work, { id, data }: Job<unknown>): Promise<void> {
  const job_id = String(id).slice(0, 100);
  const { config, log } = work.services;
  let events;
  try {
    events = Array.isArray(data) ? parseBookingEvents(data, config) : [parseBookingEvent(data, config)];
  } catch (error) {
    // An InvalidInput names fields and never quotes values.
    if (error instanceof InvalidInput) log.warn('booking-event job refused', { job_id, fields: error.errors });
    throw error;
  }
  for (;;) {
    try {
      if (!work.services.ready()) throw new Error('not ready');
      const answers = await work.engine.intake.accept(events);
      log.info('booking events accepted', { job_id, ...acceptedFields(answers) });
      return;
    } catch (error) {
      const passes = isDatabaseOutage(error) || error instanceof ConflictsPersist;
      if (work.services.ready() && !passes) throw error;
      log.error('booking-event job waits for Postgres', { job_id, ...errorFields(error) });
      // Never finished on purpose: when this process ends, Bull gives the job to another one.
      await new Promise((resolve) => (work.stopping ? undefined : setTimeout(resolve, TRY_AGAIN_MS)));
    }
  }
}
