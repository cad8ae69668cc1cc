import type { BookingEventType } from './booking.js';
import type { Channel, SkipReason } from './notification.js';

/**
 * What asked for a message that was skipped: a booking event, a change of preferences or details, or somebody who sent
 * a message about the booking.
 */
export type SkipCause = BookingEventType | 'change' | 'request';

/** A message of an appointment that was not planned, as it is kept for the story of the booking. */
export interface KeptSkip {
  readonly appointmentId: string;
  readonly userId: string;
  readonly channel: Channel;
  readonly templateName: string;
  /** Hours before the start that the reminder was for; `null` for everything else. */
  readonly hoursUntil: number | null;
  /** That of the row that it would have been. */
  readonly dedupeKey: string;
  readonly reason: SkipReason;
  readonly cause: SkipCause;
  /** The start of the appointment as it was then. */
  readonly startsAt: Date;
  /** When it was skipped. */
  readonly at: Date;
}
