import type { AppointmentStatus, BookingEventType, Channel, Status } from '@booking/notifications-core';

// These classes document the call; the core checks it, because jobs bring the same events by another door.

export class Client {
  id!: string;
  name?: string;
  email?: string;
  /** @example "+12025550123" */
  phone?: string;
  locale?: string;
  timezone?: string;
}

export class Business {
  name?: string;
  address?: string;
  phone?: string;
  cancellation_policy?: string;
  timezone?: string;
}

/** The full snapshot, each time; unknown extra fields are kept. */
export class Appointment {
  id!: string;
  /** Grows with each change; without it `time` of the event decides what is newer. */
  version?: number;
  /** Omitted means `confirmed`; `pending` holds the reminders back until `booking.confirmed`. */
  status?: AppointmentStatus;
  /**
   * With an offset, or local time in `timezone`.
   * @example "2026-12-01T14:00:00-05:00"
   */
  starts_at!: string;
  /** @example "America/New_York" */
  timezone?: string;
  duration_minutes?: number;
  service_name!: string;
  price?: number;
  /** @example "USD" */
  currency?: string;
  barber_name?: string;
  book_new_url?: string;
  client!: Client;
  business?: Business;
}

export class PreviousAppointment {
  starts_at?: string;
}

export class Cancellation {
  cancelled_by?: 'client' | 'business';
  reason?: string;
  cancelled_at?: string;
  refund_amount?: number;
  refund_timeframe?: string;
  refund_method?: string;
  compensation_offered?: string;
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
  /** @example "1.0" */
  specversion?: string;
  /** Together with `source` it names the event: a repeat gets the first answer. */
  id!: string;
  source!: string;
  type!: BookingEventType;
  /** @example "2026-11-22T10:00:00Z" */
  time?: string;
  data!: BookingEventData;
}

export class PlannedItem {
  id!: string;
  notification_type!: Channel;
  template_name!: string;
  status!: Status;
  scheduled_for!: string;
}

export class SkippedItem {
  template_name!: string;
  notification_type!: Channel;
  hours_until!: number | null;
  reason!: string;
}

export class BookingEventAnswer {
  event_id!: string;
  /** Seen before: these are the notifications of the first time. */
  duplicate!: boolean;
  notifications!: PlannedItem[];
  /** What was not planned, and why. */
  skipped!: SkippedItem[];
}
