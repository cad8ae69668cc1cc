import { cancellationContext, rescheduleContext } from './facts.js';
import type { AppointmentStatus, BookingEvent } from '../domain/booking.js';
import { CHANNELS, type Channel, type Lane, type SkipReason, type TemplateContext } from '../domain/notification.js';
import { oldStartContext } from '../domain/old-start.js';
import type { WallTime } from '../domain/wall-time.js';
import { hasPassed, isSameStart, knowsItIsConfirmed, knowsTheStart, saidOn, startBefore, waitingMove } from './said.js';
import type { Subject } from './subject.js';

/** A message that an appointment should have, not yet checked against preferences and addresses. */
export interface Desired {
  readonly templateName: string;
  readonly channels: readonly Channel[];
  readonly hoursUntil: number | null;
  readonly at: Date;
  readonly lane: Lane;
  /** The variables, with dates and times in the given locale, that of the template. */
  readonly context: (locale: string, channel: Channel) => TemplateContext;
  readonly key: (channel: Channel) => string;
  /** Why it is never sent: the booking was over before its event came, or the client knows. */
  readonly withheld: (channel: Channel) => SkipReason | null;
  /** The start that a move leaves behind. `null`: it is no move, or nobody knows. */
  readonly oldStart: (channel: Channel) => WallTime | null;
}

const HOUR_MS = 3_600_000;
/** A cancellation of an appointment that has started is news for one day. */
export const LATE_NOTICE_MS = 24 * HOUR_MS;

/** No reminders for a booking that awaits the shop's confirmation, or is over. */
export function remindersWanted(status: AppointmentStatus): boolean {
  return status === 'confirmed' || status === 'rescheduled';
}

/** Whether the booking is off or done with. */
export function isOver(status: AppointmentStatus): boolean {
  return status !== 'pending' && !remindersWanted(status);
}

/** The notices that tell of the event itself. Each channel gets one at most. */
export function desiredNotices(event: BookingEvent, subject: Subject): Desired[] {
  // Whoever has just got the appointment reads of it as of a new one.
  const passed = hasPassed(subject);
  switch (event.type) {
    case 'booking.cancelled':
      return [cancellation(event, subject)];
    case 'booking.created':
      return [announcement(subject)];
    case 'booking.confirmed':
      return [passed ? announcement(subject) : confirmation(subject)];
    case 'booking.rescheduled':
      return passed ? [announcement(subject)] : [move(event, subject), ...unsaid(event, subject)];
  }
}

/** That the booking stands, or that the request for it has come. */
function announcement(subject: Subject): Desired {
  const templateName = subject.appointment.status === 'pending' ? 'appointment_request' : 'appointment_confirmation';
  return { ...notice(subject, templateName), withheld: () => overBecause(subject) };
}

/** That the shop has said yes, unless the client knows. At another start they do not know it yet. */
function confirmation(subject: Subject): Desired {
  const desired = announcement(subject);
  const { appointment, known } = subject;
  const moved = known.appointment !== null && !isSameStart(known.appointment.start, appointment.start);
  const isOwn = (row: { dedupeKey: string; channel: Channel }): boolean => row.dedupeKey === desired.key(row.channel);
  const isKnown = !moved && knowsItIsConfirmed(subject, isOwn);
  return { ...desired, withheld: () => overBecause(subject) ?? (isKnown ? 'duplicate' : null) };
}

function move(event: BookingEvent, subject: Subject): Desired {
  const { reader, policy } = subject;
  const { start } = subject.appointment;
  const oldStart = (channel: Channel): WallTime | null => startBefore(event, subject, channel);
  return {
    ...notice(subject, 'appointment_rescheduled', (locale, channel) => ({
      ...rescheduleContext(oldStart(channel), start, { ...reader, locale }, policy.now),
      ...oldStartContext(oldStart(channel)),
    })),
    withheld: (channel) => overBecause(subject) ?? (knowsTheStart(event, subject, channel) ? 'unchanged' : null),
    oldStart,
  };
}

/**
 * A booking that moves back before anybody was told has nothing to tell of the moves. But they had replaced the
 * announcement, so that one is still due.
 */
function unsaid(event: BookingEvent, subject: Subject): Desired[] {
  const desired = announcement(subject);
  const channels = CHANNELS.filter(
    (channel) =>
      waitingMove(subject, channel) !== undefined &&
      knowsTheStart(event, subject, channel) &&
      saidOn(subject, channel, desired.templateName).length === 0,
  );
  return channels.length === 0 ? [] : [{ ...desired, channels }];
}

function cancellation(event: BookingEvent, subject: Subject): Desired {
  const { appointment, policy } = subject;
  const { instant } = appointment.start;
  return {
    ...notice(subject, 'appointment_cancellation', (locale) =>
      cancellationContext(event.cancellation, appointment, locale, policy.now),
    ),
    withheld: () => (policy.now.getTime() - instant.getTime() > LATE_NOTICE_MS ? 'past_due' : null),
  };
}

function notice(
  { appointment, revision, policy, facts }: Subject,
  templateName: string,
  context: Desired['context'] = () => ({}),
): Desired {
  return {
    templateName,
    channels: CHANNELS,
    hoursUntil: null,
    at: policy.now,
    lane: 'urgent',
    context: (locale, channel) => ({ ...facts(locale), ...context(locale, channel) }),
    key: (channel) => `${appointment.id}|${templateName}|${channel}|r${revision}`,
    withheld: () => null,
    oldStart: () => null,
  };
}

/** Why a booking has nothing more to announce: it is off, done with, or has started. `null`: it has. */
function overBecause({ appointment: { status, start }, policy }: Subject): SkipReason | null {
  if (status === 'cancelled') return 'booking_cancelled';
  return isOver(status) || start.instant <= policy.now ? 'past_due' : null;
}

export function desiredReminders({ appointment, known, facts }: Subject): Desired[] {
  const start = appointment.start.instant;
  return known.preferences.reminder_hours.map((hours) => ({
    templateName: 'appointment_reminder',
    channels: CHANNELS,
    hoursUntil: hours,
    at: new Date(start.getTime() - hours * HOUR_MS),
    lane: 'reminder',
    context: (locale) => ({
      ...facts(locale),
      hours_until: hours,
    }),
    key: (channel) => `${appointment.id}|appointment_reminder|${channel}|${hours}h|${start.toISOString()}`,
    withheld: () => null,
    oldStart: () => null,
  }));
}
