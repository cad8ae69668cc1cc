import { cancellationContext, rescheduleContext } from './facts.js';
import type { AppointmentStatus, BookingEvent } from '../domain/booking.js';
import type { Channel, Lane, SkipReason, TemplateContext } from '../domain/notification.js';
import { saidConfirmed } from './said.js';
import type { Subject } from './subject.js';

/** A message that an appointment should have, not yet checked against preferences and addresses. */
export interface Desired {
  readonly templateName: string;
  readonly hoursUntil: number | null;
  readonly at: Date;
  readonly lane: Lane;
  /** The variables, with dates and times in the given locale, that of the template. */
  readonly context: (locale: string) => TemplateContext;
  readonly key: (channel: Channel) => string;
  /** Why it is never sent: the booking was over before its event came, or the client knows. */
  readonly withheld: SkipReason | null;
}

const HOUR_MS = 3_600_000;

/** No reminders for a booking that awaits the shop's confirmation, or is over. */
export function remindersWanted(status: AppointmentStatus): boolean {
  return status === 'confirmed' || status === 'rescheduled';
}

/** Why a booking gets no confirmation or move notice: it is cancelled or over. `null`: it gets one. */
function overBecause(status: AppointmentStatus): SkipReason | null {
  switch (status) {
    case 'cancelled':
      return 'booking_cancelled';
    case 'completed':
    case 'no_show':
      return 'past_due';
    case 'confirmed':
    case 'pending':
    case 'rescheduled':
      return null;
  }
}

/** The one notice that tells of the event itself. */
export function desiredNotice(event: BookingEvent, subject: Subject): Desired {
  const { appointment, revision, known, policy, facts } = subject;
  const notice = (templateName: string, context: (locale: string) => TemplateContext = () => ({})): Desired => ({
    templateName,
    hoursUntil: null,
    at: policy.now,
    lane: 'urgent',
    context: (locale) => ({
      ...facts(locale),
      ...context(locale),
    }),
    key: (channel) => `${appointment.id}|${templateName}|${channel}|r${revision}`,
    withheld: event.type === 'booking.cancelled' ? null : overBecause(appointment.status),
  });
  switch (event.type) {
    case 'booking.created':
      return notice(appointment.status === 'pending' ? 'appointment_request' : 'appointment_confirmation');
    case 'booking.confirmed': {
      const confirmation = notice('appointment_confirmation');
      const said = saidConfirmed(subject, ({ dedupeKey, channel }) => dedupeKey === confirmation.key(channel));
      return said ? { ...confirmation, withheld: 'duplicate' } : confirmation;
    }
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

export function desiredReminders({ appointment, known, facts }: Subject): Desired[] {
  const start = appointment.start.instant;
  return known.preferences.reminder_hours.map((hours) => ({
    templateName: 'appointment_reminder',
    hoursUntil: hours,
    at: new Date(start.getTime() - hours * HOUR_MS),
    lane: 'reminder',
    context: (locale) => ({
      ...facts(locale),
      hours_until: hours,
    }),
    key: (channel) => `${appointment.id}|appointment_reminder|${channel}|${hours}h|${start.toISOString()}`,
    withheld: null,
  }));
}
