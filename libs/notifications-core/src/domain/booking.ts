import type { WallTime } from './wall-time.js';

/** Every type of booking event. An unknown type is refused, so that it cannot get lost unseen. */
export const BOOKING_EVENT_TYPES = [
  'booking.created',
  'booking.confirmed',
  'booking.rescheduled',
  'booking.cancelled',
] as const;
export type BookingEventType = (typeof BOOKING_EVENT_TYPES)[number];

export const APPOINTMENT_STATUSES = [
  'confirmed',
  'pending',
  'rescheduled',
  'cancelled',
  'completed',
  'no_show',
] as const;
export type AppointmentStatus = (typeof APPOINTMENT_STATUSES)[number];

/** What happened to a booking, checked and with every default filled in. */
export interface BookingEvent {
  readonly source: string;
  readonly id: string;
  readonly type: BookingEventType;
  /** When it happened, by the platform's clock. */
  readonly time: Date | null;
  readonly appointment: Appointment;
  /** The status that the event names itself. `null`: none, and that of `appointment` is the default. */
  readonly givenStatus: AppointmentStatus | null;
  /** The start before the move. `null`: the event does not tell, and the stored start counts. */
  readonly previousStart: WallTime | null;
  readonly cancellation: Cancellation | null;
  /** The event as it came, unknown fields included. */
  readonly payload: unknown;
}

export interface Appointment {
  readonly id: string;
  readonly version: number | null;
  readonly status: AppointmentStatus;
  readonly start: WallTime;
  readonly durationMinutes: number | null;
  readonly serviceName: string;
  readonly price: number | null;
  readonly currency: string | null;
  readonly barberName: string | null;
  readonly bookNewUrl: string | null;
  /** Absent in snapshots that were stored before links were read. */
  readonly links?: AppointmentLinks;
  readonly client: Client;
  readonly business: Business;
}

/** A field is `null` where the event says nothing: the stored value stays. */
export interface Client {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly locale: string | null;
  readonly timezone: string | null;
}

/** Web addresses where the client can change the booking; `null`: there is none. */
export interface AppointmentLinks {
  readonly manage: string | null;
  readonly cancel: string | null;
  readonly reschedule: string | null;
}

export interface Business {
  readonly name: string;
  /** Where answers to mails go. Absent in snapshots that were stored before it was read. */
  readonly email?: string | null;
  readonly address: string | null;
  readonly phone: string | null;
  readonly cancellationPolicy: string | null;
}

export interface Cancellation {
  readonly cancelledBy: 'client' | 'business' | null;
  readonly reason: string | null;
  readonly cancelledAt: Date | null;
  readonly refundAmount: number | null;
  readonly refundTimeframe: string | null;
  readonly refundMethod: string | null;
  readonly compensationOffered: string | null;
  readonly bookNewUrl: string | null;
}
