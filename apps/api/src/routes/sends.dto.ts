import type { Channel, PlannedItems } from '@booking/notifications-core';
import type { PlannedItem, SkippedItem } from './booking-events.dto.js';

// These classes document the call; the core checks it, and the values of a context are nobody's business here.

/** Contact details, which are stored as those of a booking event are; what is left out stays as it is. */
export class SendRecipient {
  /** @example "user-1" */
  id!: string;
  /** @example "John Doe" */
  name?: string;
  /** @example "john@example.com" */
  email?: string;
  /** @example "+12025550123" */
  phone?: string;
  /** @example "en" */
  locale?: string;
  /** @example "America/New_York" */
  timezone?: string;
}

/** Exactly one of `user_id` and `recipient`. */
export class SendNotification {
  /**
   * Somebody whose contact details are known.
   * @example "user-1"
   */
  user_id?: string;
  recipient?: SendRecipient;
  /** @example "appointment_reminder" */
  template_name!: string;
  /**
   * Fills the template, over the name of the recipient and what is known of the business.
   * @example { "service_name": "Haircut", "appointment_date": "December 1, 2026", "appointment_time": "2:00 PM" }
   */
  context!: Record<string, unknown>;
  /**
   * Omitted: every channel that has the template.
   * @example ["email"]
   */
  channels?: Channel[];
  /**
   * Cancelled with this booking; not sent after its start.
   * @example "apt-1"
   */
  appointment_id?: string;
  /**
   * With an offset, up to two years ahead; a time that has passed means now.
   * @example "2026-12-01T14:00:00-05:00"
   */
  scheduled_for?: string;
  /** Goes ahead of reminders, as confirmations, cancellations and reschedules always do. */
  urgent?: boolean;
}

export class SendAnswer implements PlannedItems {
  notifications!: PlannedItem[];
  /** What was not planned, and why. */
  skipped!: SkippedItem[];
}
