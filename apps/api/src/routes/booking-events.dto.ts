import { ApiSchema } from '@nestjs/swagger';
import {
  AppointmentDto,
  BookingEventDataDto,
  BookingEventDto,
  BusinessDto,
  CancellationDto,
  ClientDto,
  AppointmentLinksDto,
  PreviousAppointmentDto,
  type Channel,
  type Reason,
  type Status,
} from '@booking/notifications-core';

/** The core describes an event, because jobs bring it by another door too. Documentation calls it by plain names. */
for (const part of [
  BookingEventDto,
  BookingEventDataDto,
  AppointmentDto,
  ClientDto,
  BusinessDto,
  AppointmentLinksDto,
  PreviousAppointmentDto,
  CancellationDto,
])
  ApiSchema({ name: part.name.replace(/Dto$/, '') })(part);

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
  /**
   * Of failed ones only: why it failed at once.
   * @example "invalid_recipient"
   */
  reason?: Reason;
  /**
   * Of failed ones only: what is wrong.
   * @example "The client's email must be an email address such as name@example.com"
   */
  error_message?: string;
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
