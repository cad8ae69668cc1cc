import type { State } from '../domain/notification.js';
import type { KnownNotification } from '../domain/plan.js';
import type { Subject } from './subject.js';

/** It was sent, is being sent, or will be. */
const SAID: ReadonlySet<State> = new Set(['pending', 'sending', 'in_doubt', 'sent']);

/** Whether the row is for the client that the appointment now has. */
export function isTheirs({ userId }: Pick<KnownNotification, 'userId'>, { appointment }: Subject): boolean {
  return userId === appointment.client.id;
}

/** Whether this client has heard that the booking is confirmed, or is about to. The rows of its own event do not count. */
export function saidConfirmed(subject: Subject, own: (row: KnownNotification) => boolean): boolean {
  return subject.known.notifications.some(
    (row) =>
      row.templateName === 'appointment_confirmation' && isTheirs(row, subject) && SAID.has(row.state) && !own(row),
  );
}
