import type { BookingEvent } from '../domain/booking.js';
import type { Reason } from '../domain/notification.js';
import { oldStartOf } from '../domain/old-start.js';
import type { KnownNotification, PlanChange, Refreshed } from '../domain/plan.js';
import { isOver } from './desired.js';
import { cancellationContext } from './facts.js';
import { isInFlight, languageOf, refreshRow } from './refresh.js';
import { isCancellation, isMove, isSameStart, isTheirs } from './said.js';
import type { Subject } from './subject.js';

/**
 * Judges the rows that an event neither asks for nor has settled: a notice that is still true follows the booking, the
 * others end. What waits is replaced where the channel gets a newer notice, so that nobody reads three for three quick
 * moves.
 * @param planned what the event brings: one notice on each channel at most.
 */
export function settleRest(
  event: BookingEvent,
  subject: Subject,
  rest: readonly KnownNotification[],
  planned: PlanChange,
): Pick<PlanChange, 'refresh' | 'cancel'> {
  const replaced = new Set(
    planned.insert
      .filter(({ hoursUntil, failure }) => hoursUntil === null && failure === null)
      .map(({ channel }) => channel),
  );
  const stays = (row: KnownNotification): boolean =>
    !replaced.has(row.channel) && isTheirs(row, subject) && isStillTrue(row, event, subject);
  const pending = rest.filter(({ state }) => state === 'pending');
  // What is being sent keeps its words, so it stays only if they hold.
  const inFlight = hasMoved(subject) ? [] : rest.filter(isInFlight);
  const reason: Reason = event.type === 'booking.cancelled' ? 'booking_cancelled' : 'superseded';
  return {
    refresh: [...pending, ...inFlight].filter(stays).flatMap((row) => follow(row, event, subject)),
    cancel: pending.filter((row) => !stays(row)).map(({ id }) => ({ id, reason })),
  };
}

/** A cancellation that waits follows a repeated cancel also in its reason and its refund. */
function follow(row: KnownNotification, event: BookingEvent, subject: Subject): Refreshed[] {
  const fresh = refreshRow(row, subject);
  const { cancellation } = event;
  if (cancellation === null || !isCancellation(row)) return fresh;
  const locale = languageOf(subject, row.templateName, row.channel);
  const news = cancellationContext(cancellation, subject.appointment, locale, subject.policy.now);
  return fresh.map((each) => ({ ...each, context: { ...each.context, ...news } }));
}

/** Whether a waiting message still tells the truth once it has the newest facts. */
function isStillTrue(row: KnownNotification, event: BookingEvent, subject: Subject): boolean {
  const { status } = subject.appointment;
  if (isCancellation(row)) return status === 'cancelled';
  if (event.type === 'booking.cancelled' || isOver(status)) return false;
  // The reminders that the booking should have are settled already. The others are of another start.
  if (row.hoursUntil !== null) return false;
  if (isMove(row)) return status !== 'pending' && !isVoid(row, subject);
  return row.templateName === (status === 'pending' ? 'appointment_request' : 'appointment_confirmation');
}

/** A move back to where the client believes the appointment to be. */
function isVoid({ context }: KnownNotification, { appointment }: Subject): boolean {
  const old = oldStartOf(context);
  return old !== null && isSameStart(old, appointment.start);
}

function hasMoved({ known, appointment }: Subject): boolean {
  return known.appointment !== null && !isSameStart(known.appointment.start, appointment.start);
}
