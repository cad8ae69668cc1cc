import type { KeptSkip, SkipCause } from '../domain/skip.js';
import { ADDRESS_WORD, dayAndTime, messageName, span, topicName, whySuppressed, type Telling } from './story-words.js';

const HOUR_MS = 3_600_000;

/**
 * Why a message of a booking was never planned, as a sentence for staff: "The 24-hour reminder by SMS was not planned:
 * when the booking came in, on 1 Dec at 10:02, the appointment was only 3 hours away."
 */
export function explainSkip(skip: KeptSkip, telling: Telling): string {
  const moment = `${occasion(skip.cause, telling)}, on ${dayAndTime(skip.at, telling)}`;
  return `${messageName(skip)} was not planned: ${moment}, ${fact(skip, telling)}.`;
}

function occasion(cause: SkipCause, { client }: Telling): string {
  switch (cause) {
    case 'booking.created':
      return 'when the booking came in';
    case 'booking.confirmed':
      return 'when the booking was confirmed';
    case 'booking.rescheduled':
      return 'when the booking was moved';
    case 'booking.cancelled':
      return 'when the booking was cancelled';
    case 'change':
      return `when preferences or details of ${client} changed`;
    case 'request':
      return 'when it was asked for';
  }
}

/** What stood in the way at that moment. */
function fact(skip: KeptSkip, telling: Telling): string {
  const { channel, reason } = skip;
  const { client } = telling;
  switch (reason) {
    case 'past_due':
      return tooLate(skip, client);
    case 'preference_off':
      return `${client} had turned off ${topicName(skip)}`;
    case 'no_address':
      return `there was no ${ADDRESS_WORD[channel]} for ${client}`;
    case 'suppressed':
      return whySuppressed(channel, telling);
    case 'country_not_allowed':
      return `the phone number of ${client} was in a country that SMS may not go to (SMS_ALLOWED_COUNTRIES)`;
    case 'stale':
      return 'newer news of the booking had come already';
    case 'duplicate':
      return skip.hoursUntil === null
        ? `${client} had been told already`
        : 'another reminder was planned for the same time';
    case 'unchanged':
      return 'neither its day nor its time had changed';
    case 'too_soon':
      return 'it would have come right after the confirmation (REMINDER_MIN_GAP_MINUTES)';
    case 'booking_cancelled':
      return 'the booking was cancelled already';
  }
}

function tooLate({ templateName, hoursUntil, channel, startsAt, at }: KeptSkip, client: string): string {
  const leftMs = startsAt.getTime() - at.getTime();
  if (templateName === 'appointment_cancellation') return 'the appointment had started more than a day before';
  if (leftMs <= 0) return 'the appointment had started already';
  if (hoursUntil !== null && leftMs <= hoursUntil * HOUR_MS) return `the appointment was only ${span(leftMs)} away`;
  if (channel === 'sms') return `the quiet hours of ${client} would have held it until after the start`;
  return 'the appointment was over already';
}
