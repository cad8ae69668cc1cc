import type { Claimed } from '../db/notifications/claimed.js';
import type { Reason } from '../domain/notification.js';

/** Why what was planned does not hold any more: too late by now, or its booking was cancelled or has moved on. */
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
  // Not "different": a row that was brought up to date while it was being claimed is ahead of what the claim read.
  if (row.appointmentRevision !== null && !(row.appointmentRevision >= (row.currentRevision ?? Infinity)))
    return row.appointmentStatus === 'cancelled' ? 'booking_cancelled' : 'superseded';
  // The same version may be cancelled while a reminder of it is in doubt.
  if (
    row.appointmentRevision !== null &&
    row.appointmentStatus === 'cancelled' &&
    row.templateName !== 'appointment_cancellation'
  )
    return 'booking_cancelled';
  // What was asked for after the cancel tells of it, or of something else: it goes out.
  if (row.appointmentRevision === null && row.cancelledSince) return 'booking_cancelled';
  return null;
}
