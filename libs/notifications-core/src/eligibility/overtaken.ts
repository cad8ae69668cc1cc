import type { Claimed } from '../db/notifications/claimed.js';
import type { Reason } from '../domain/notification.js';

/**
 * Why a planned message must not go out any more: it has expired, or its booking was cancelled or has changed. `null`:
 * it may go out.
 */
export function overtaken(
  row: Pick<
    Claimed,
    | 'expiresAt'
    | 'now'
    | 'appointmentRevision'
    | 'currentRevision'
    | 'appointmentStatus'
    | 'templateName'
    | 'cancelledSince'
  >,
): Extract<Reason, 'expired' | 'booking_cancelled' | 'superseded'> | null {
  if (row.expiresAt !== null && row.expiresAt <= row.now) return 'expired';
  // Compared by "at least", not "equal": a row that was refreshed during its claim is ahead of what the claim read.
  if (row.appointmentRevision !== null && !(row.appointmentRevision >= (row.currentRevision ?? Infinity)))
    return row.appointmentStatus === 'cancelled' ? 'booking_cancelled' : 'superseded';
  // A booking may be cancelled at the same revision while a reminder of it is in doubt.
  if (
    row.appointmentRevision !== null &&
    row.appointmentStatus === 'cancelled' &&
    row.templateName !== 'appointment_cancellation'
  )
    return 'booking_cancelled';
  // A direct send is stopped only by a cancel that came after it. One requested after the cancel goes out.
  if (row.appointmentRevision === null && row.cancelledSince) return 'booking_cancelled';
  return null;
}
