import { appointmentContext, cancellationContext, rescheduleContext } from './appointment-context.js';
import type { Appointment, AppointmentStatus, BookingEvent } from './booking-event.js';
import type { Channel, Lane, TemplateContext } from './notification.js';
import type { Known, PlanPolicy } from './plan.types.js';

/** A message that an appointment should have, before anybody asked whether it can be sent. */
export interface Wish {
  readonly templateName: string;
  readonly hoursUntil: number | null;
  readonly at: Date;
  readonly lane: Lane;
  /** The variables, with dates and times in the language of the template. */
  readonly context: (locale: string) => TemplateContext;
  readonly key: (channel: Channel) => string;
}

const HOUR_MS = 3_600_000;

/** Everything that is fixed while one appointment is planned. */
export interface Subject {
  readonly appointment: Appointment;
  readonly revision: number;
  readonly known: Known;
  readonly policy: PlanPolicy;
  readonly reader: Reader;
}

export interface Reader {
  readonly name: string | null;
  readonly locale: string;
  readonly timezone: string | null;
}

/** A booking that waits for the shop's yes, or is over, is not reminded of. */
export function remindersWanted(status: AppointmentStatus): boolean {
  return status === 'confirmed' || status === 'rescheduled';
}

/** The one message that tells of the event itself. */
export function noticeOf(event: BookingEvent, { appointment, revision, known, policy, reader }: Subject): Wish[] {
  const notice = (templateName: string, context: (locale: string) => TemplateContext): Wish[] => [
    {
      templateName,
      hoursUntil: null,
      at: policy.now,
      lane: 'urgent',
      context: (locale) => ({
        ...appointmentContext(appointment, { ...reader, locale }, policy.now),
        ...context(locale),
      }),
      key: (channel) => `${appointment.id}|${templateName}|${channel}|r${revision}`,
    },
  ];
  switch (event.type) {
    case 'booking.created':
      return notice('appointment_confirmation', () => ({}));
    case 'booking.confirmed':
      return [];
    case 'booking.rescheduled':
      return notice('appointment_rescheduled', (locale) =>
        rescheduleContext(event.previousStart ?? known.appointment?.start ?? null, appointment.start, locale),
      );
    case 'booking.cancelled':
      return notice('appointment_cancellation', (locale) =>
        cancellationContext(event.cancellation, appointment.start.zone, locale, policy.now),
      );
  }
}

export function reminderWishes({ appointment, known, policy, reader }: Subject): Wish[] {
  const start = appointment.start.instant;
  return known.preferences.reminder_hours.map((hours) => ({
    templateName: 'appointment_reminder',
    hoursUntil: hours,
    at: new Date(start.getTime() - hours * HOUR_MS),
    lane: 'reminder',
    context: (locale) => ({
      ...appointmentContext(appointment, { ...reader, locale }, policy.now),
      hours_until: hours,
    }),
    key: (channel) => `${appointment.id}|appointment_reminder|${channel}|${hours}h|${start.toISOString()}`,
  }));
}
