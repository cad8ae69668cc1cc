import { cancellationContext, rescheduleContext } from './facts.js';
import type { AppointmentStatus, BookingEvent } from '../domain/booking.js';
import { CHANNELS, type Channel, type Lane, type SkipReason, type TemplateContext } from '../domain/notification.js';
import { oldStartContext } from '../domain/old-start.js';
import type { WallTime } from '../domain/wall-time.js';
import {
  comesBack,
  hasPassed,
  isLastSaid,
  isSameStart,
  knowsItIsConfirmed,
  knowsTheStart,
  saidOn,
  startBefore,
  waitingMove,
  waitsToSayItStands,
} from './said.js';
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
      return [passed ? announcement(subject) : news(subject)];
    case 'booking.confirmed':
      return [passed ? announcement(subject) : confirmation(subject)];
    case 'booking.rescheduled':
      if (passed) return [announcement(subject)];
      return subject.appointment.status === 'pending'
        ? [request(event, subject)]
        : [move(event, subject), ...unsaid(event, subject)];
  }
}

/** That the booking stands, or that the request for it has come. */
function announcement(subject: Subject): Desired {
  return { ...notice(subject, announcementOf(subject.appointment.status)), withheld: () => overBecause(subject) };
}

function announcementOf(status: AppointmentStatus): string {
  return status === 'pending' ? 'appointment_request' : 'appointment_confirmation';
}

/** The announcement, unless it was the last that the client read of this booking, at this very start. */
function news(subject: Subject): Desired {
  const desired = announcement(subject);
  const { appointment, known } = subject;
  const before = known.appointment;
  const isAsBefore =
    before !== null &&
    !isOver(before.status) &&
    announcementOf(before.status) === desired.templateName &&
    isSameStart(before.start, appointment.start);
  const isKnown = (channel: Channel): boolean =>
    isAsBefore && isLastSaid(subject, channel, desired.templateName, desired.key(channel));
  return { ...desired, withheld: (channel) => overBecause(subject) ?? (isKnown(channel) ? 'duplicate' : null) };
}

/**
 * A move of a booking that awaits the shop's yes is a request for the new time. At the time that it has it says nothing,
 * unless it takes back a notice that waits.
 */
function request(event: BookingEvent, subject: Subject): Desired {
  const { appointment, known } = subject;
  const before = known.appointment?.start ?? event.previousStart;
  const isHere = before !== null && isSameStart(before, appointment.start);
  const isKnown = (channel: Channel): boolean =>
    isHere && !comesBack(subject, channel) && !waitsToSayItStands(subject, channel);
  return {
    ...announcement(subject),
    withheld: (channel) => overBecause(subject) ?? (isKnown(channel) ? 'unchanged' : null),
  };
}

/** That the shop has said yes, unless the client knows. At another start they do not know it yet. */
function confirmation(subject: Subject): Desired {
  const desired = announcement(subject);
  const { appointment, known } = subject;
  const moved = known.appointment !== null && !isSameStart(known.appointment.start, appointment.start);
  const isOwn = (row: { dedupeKey: string; channel: Channel }): boolean => row.dedupeKey === desired.key(row.channel);
  const isKnown = !moved && known.appointment?.status !== 'pending' && knowsItIsConfirmed(subject, isOwn);
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
    channels: CHANNELS.filter((channel) => !comesBack(subject, channel)),
    withheld: (channel) => overBecause(subject) ?? (knowsTheStart(event, subject, channel) ? 'unchanged' : null),
    oldStart,
  };
}

/**
 * A booking that moves back before anybody was told has nothing to tell of the moves. But they had replaced the
 * announcement, so that one is still due. So it is where a cancelled booking comes back, and where the shop says yes
 * without moving anything.
 */
function unsaid(event: BookingEvent, subject: Subject): Desired[] {
  const desired = announcement(subject);
  const isDue = (channel: Channel): boolean => {
    if (comesBack(subject, channel)) return true;
    if (!knowsTheStart(event, subject, channel)) return false;
    if (subject.known.appointment?.status === 'pending') return true;
    return waitingMove(subject, channel) !== undefined && saidOn(subject, channel, desired.templateName).length === 0;
  };
  const channels = CHANNELS.filter(isDue);
  return channels.length === 0 ? [] : [{ ...desired, channels }];
}

function cancellation(event: BookingEvent, subject: Subject): Desired {
  const { appointment, known, policy } = subject;
  const isPast = policy.now.getTime() - appointment.start.instant.getTime() > LATE_NOTICE_MS;
  const desired = notice(subject, 'appointment_cancellation', (locale) =>
    cancellationContext(event.cancellation, appointment, locale, policy.now),
  );
  const isKnown = (channel: Channel): boolean =>
    known.appointment?.status === 'cancelled' &&
    isLastSaid(subject, channel, desired.templateName, desired.key(channel));
  return {
    ...desired,
    withheld: (channel) => (isPast ? 'past_due' : isKnown(channel) ? 'duplicate' : null),
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
