import type { AppointmentStatus, BookingEventType, Channel, Status } from '@booking/notifications-core';

// These classes document the call; the core checks it, because jobs bring the same events by another door.

/** Whom the messages are for. What an event leaves out stays as it was known. */
export class Client {
  /**
   * The user id, as in the tokens of this person.
   * @example "user-1"
   */
  id!: string;
  /** @example "John Doe" */
  name?: string;
  /** @example "john@example.com" */
  email?: string;
  /**
   * E.164; without a country code it is read as a US number.
   * @example "+12025550123"
   */
  phone?: string;
  /**
   * Language of the messages (BCP 47).
   * @example "en"
   */
  locale?: string;
  /**
   * IANA zone of the person's quiet hours.
   * @example "America/New_York"
   */
  timezone?: string;
}

/** Who signs the messages. */
export class Business {
  /** @example "6FB Barbershop" */
  name?: string;
  /** @example "1 Main St" */
  address?: string;
  /** @example "+12025550100" */
  phone?: string;
  /** @example "Free up to 24 h before." */
  cancellation_policy?: string;
  /**
   * IANA zone of start times that name none.
   * @example "America/New_York"
   */
  timezone?: string;
}

/** The full snapshot, each time; unknown extra fields are kept. */
export class Appointment {
  /** @example "apt-1" */
  id!: string;
  /**
   * Grows with each change; without it `time` of the event decides what is newer.
   * @example 1
   */
  version?: number;
  /**
   * Omitted means `confirmed`; `pending` holds the reminders back until `booking.confirmed`.
   * @example "confirmed"
   */
  status?: AppointmentStatus;
  /**
   * With an offset, or local time in `timezone`.
   * @example "2026-12-01T14:00:00-05:00"
   */
  starts_at!: string;
  /**
   * IANA zone that the messages show the start in.
   * @example "America/New_York"
   */
  timezone?: string;
  /** @example 45 */
  duration_minutes?: number;
  /** @example "Haircut" */
  service_name!: string;
  /** @example 49.5 */
  price?: number;
  /**
   * ISO 4217.
   * @example "USD"
   */
  currency?: string;
  /** @example "Sam" */
  barber_name?: string;
  /** @example "https://shop.example.com/book" */
  book_new_url?: string;
  client!: Client;
  business?: Business;
}

export class PreviousAppointment {
  /**
   * Shown as the old time; what was known before stands in for it.
   * @example "2026-11-30T10:00:00-05:00"
   */
  starts_at?: string;
}

export class Cancellation {
  /**
   * Changes the wording.
   * @example "client"
   */
  cancelled_by?: 'client' | 'business';
  /** @example "Something came up." */
  reason?: string;
  /** @example "2026-11-25T09:30:00-05:00" */
  cancelled_at?: string;
  /**
   * In `currency` of the appointment; shown only if there is one.
   * @example 24.75
   */
  refund_amount?: number;
  /** @example "5-7 days" */
  refund_timeframe?: string;
  /** @example "to the card that you paid with" */
  refund_method?: string;
  /** @example "10% off your next visit" */
  compensation_offered?: string;
  /** @example "https://shop.example.com/book" */
  book_new_url?: string;
}

export class BookingEventData {
  appointment!: Appointment;
  /** Of `booking.rescheduled`. */
  previous?: PreviousAppointment;
  /** Of `booking.cancelled`. */
  cancellation?: Cancellation;
}

/** CloudEvents 1.0, JSON, structured mode. */
export class BookingEvent {
  /**
   * `1.0`, or left out.
   * @example "1.0"
   */
  specversion?: string;
  /**
   * Together with `source` it names the event: a repeat gets the first answer.
   * @example "evt-1"
   */
  id!: string;
  /** @example "/booking-service" */
  source!: string;
  type!: BookingEventType;
  /**
   * Decides what is newer where appointments carry no `version`.
   * @example "2026-11-22T10:00:00Z"
   */
  time?: string;
  data!: BookingEventData;
}

/** A notification that was planned. */
export class PlannedItem {
  /** @example "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f" */
  id!: string;
  notification_type!: Channel;
  /** @example "appointment_confirmation" */
  template_name!: string;
  /** @example "pending" */
  status!: Status;
  /** @example "2026-11-22T10:00:00.000Z" */
  scheduled_for!: string;
}

/** A notification that was not planned. */
export class SkippedItem {
  /** @example "appointment_reminder" */
  template_name!: string;
  /** @example "sms" */
  notification_type!: Channel;
  /**
   * Of reminders: hours before the start.
   * @example 24
   */
  hours_until!: number | null;
  /**
   * Why not.
   * @example "past_due"
   */
  reason!: string;
}

export class BookingEventAnswer {
  /** @example "evt-1" */
  event_id!: string;
  /**
   * Seen before: these are the notifications of the first time.
   * @example false
   */
  duplicate!: boolean;
  notifications!: PlannedItem[];
  /** What was not planned, and why. */
  skipped!: SkippedItem[];
}
