import type { BookingEvent } from '../domain/booking.js';
import type { Channel, State } from '../domain/notification.js';
import { oldStartOf } from '../domain/old-start.js';
import type { KnownNotification } from '../domain/plan.js';
import { showSameTime, type WallTime } from '../domain/wall-time.js';
import type { Subject } from './subject.js';

/** What the client of an appointment was told of it, is being told, or is about to be told. */

const SAID: ReadonlySet<State> = new Set(['pending', 'sending', 'in_doubt', 'sent']);

/** Whether the row is for the client that the appointment has now. */
export function isTheirs({ userId }: Pick<KnownNotification, 'userId'>, { appointment }: Subject): boolean {
  return userId === appointment.client.id;
}

/** Whether the appointment belonged to somebody else until now: what they were told does not count. */
export function hasPassed({ appointment, known }: Subject): boolean {
  return known.appointment !== null && known.appointment.clientId !== appointment.client.id;
}

/**
 * Whether the client knows that the booking is confirmed. A confirmation from before a cancellation or a request does
 * not count. One that a notice of a move replaced does: whoever reads that it has moved knows that it stands.
 * @param isOwn rows of the event that asks: they are left out.
 */
export function knowsItIsConfirmed(subject: Subject, isOwn: (row: KnownNotification) => boolean): boolean {
  const rows = theirs(subject).filter((row) => !isOwn(row));
  const withdrawnAt = Math.max(0, ...rows.filter((row) => isCancellation(row) || isRequest(row)).map(revisionOf));
  const since = rows.filter((row) => revisionOf(row) > withdrawnAt);
  const confirmations = since.filter(isConfirmation);
  if (confirmations.some(({ state }) => SAID.has(state))) return true;
  const replaced = confirmations.some(({ reason }) => reason === 'superseded');
  return replaced && since.some((row) => isMove(row) && SAID.has(row.state));
}

/** When the client reads, or has read, the confirmation on this channel. `null`: never. */
export function confirmedAt(subject: Subject, channel: Channel): Date | null {
  const times = saidOn(subject, channel, 'appointment_confirmation').map(({ dueAt }) => dueAt.getTime());
  return times.length === 0 ? null : new Date(Math.max(...times));
}

/** Rows of a template that this client has read on the channel, or will. */
export function saidOn(subject: Subject, channel: Channel, templateName: string): KnownNotification[] {
  return theirs(subject).filter(
    (row) => row.channel === channel && row.templateName === templateName && SAID.has(row.state),
  );
}

/** A notice of a move that has surely not gone out on this channel. */
export function waitingMove(subject: Subject, channel: Channel): KnownNotification | undefined {
  return noticesOn(subject, channel).find((row) => isUnread(row) && isMove(row));
}

/**
 * Whether the newest notice that counts on this channel is one of this template: the client has read it, or will, and
 * nothing else since.
 * @param ownKey of the row of the event that asks: it is left out.
 */
export function isLastSaid(subject: Subject, channel: Channel, templateName: string, ownKey: string): boolean {
  const rows = noticesOn(subject, channel).filter(
    ({ state, dedupeKey }) => state !== 'cancelled' && dedupeKey !== ownKey,
  );
  const said = newest(rows.filter((row) => row.templateName === templateName && SAID.has(row.state)));
  return said !== undefined && !rows.some((row) => row.templateName !== templateName && isNewer(row, said));
}

/** Whether a notice waits on this channel that the booking stands: one of a move says so too. */
export function waitsToSayItStands(subject: Subject, channel: Channel): boolean {
  return noticesOn(subject, channel).some((row) => isUnread(row) && saysItStands(row));
}

/**
 * Whether the booking was cancelled and comes back, for all that this channel knows. A cancellation that has not gone
 * out has told nothing: a client who had read that the booking stands still believes it.
 */
export function comesBack(subject: Subject, channel: Channel): boolean {
  const { known, revision } = subject;
  // Nothing comes back by an event that is older than the cancel.
  if (known.appointment?.status !== 'cancelled' || revision === known.appointment.revision) return false;
  const notices = noticesOn(subject, channel);
  const read = newest(notices.filter((row) => SAID.has(row.state) && !isUnread(row)));
  const believes = read !== undefined && saysItStands(read);
  return !(believes && notices.some((row) => isUnread(row) && isCancellation(row)));
}

/**
 * Whether the client knows this start on the channel: a move that has not gone out has told them nothing. Where its old
 * start is not known either, because the events before it have not come, nobody can say what they believe.
 */
export function knowsTheStart(event: BookingEvent, subject: Subject, channel: Channel): boolean {
  const stored = waitingMove(subject, channel) === undefined ? subject.known.appointment?.start : undefined;
  const known = unmoved(subject, channel) ?? stored ?? event.previousStart;
  return known !== null && isSameStart(known, subject.appointment.start);
}

/** The start that a notice of a move calls the old one on this channel. `null`: nobody knows. */
export function startBefore(event: BookingEvent, subject: Subject, channel: Channel): WallTime | null {
  const told = [unmoved(subject, channel), event.previousStart, subject.known.appointment?.start ?? null];
  return told.find((start) => start !== null && !isSameStart(start, subject.appointment.start)) ?? null;
}

/** The old start of a move that has not gone out: what the client still believes. */
function unmoved(subject: Subject, channel: Channel): WallTime | null {
  const waiting = waitingMove(subject, channel);
  return waiting === undefined ? null : oldStartOf(waiting.context);
}

/** Whether a clock shows the same for both: the same instant, in a zone of the same time. */
export function isSameStart(a: WallTime, b: WallTime): boolean {
  return a.instant.getTime() === b.instant.getTime() && showSameTime(a.instant, a.zone, b.zone);
}

export function isMove({ templateName }: Pick<KnownNotification, 'templateName'>): boolean {
  return templateName === 'appointment_rescheduled';
}

export function isCancellation({ templateName }: Pick<KnownNotification, 'templateName'>): boolean {
  return templateName === 'appointment_cancellation';
}

function isConfirmation({ templateName }: KnownNotification): boolean {
  return templateName === 'appointment_confirmation';
}

function isRequest({ templateName }: KnownNotification): boolean {
  return templateName === 'appointment_request';
}

function saysItStands(row: KnownNotification): boolean {
  return isConfirmation(row) || isMove(row);
}

/** It waits, and no earlier try may have arrived. */
function isUnread({ state, doubts }: KnownNotification): boolean {
  return state === 'pending' && doubts === 0;
}

/** What this client was told, or is to be told, of the booking's events on the channel. */
function noticesOn(subject: Subject, channel: Channel): KnownNotification[] {
  return theirs(subject).filter((row) => row.channel === channel && row.hoursUntil === null);
}

function newest(rows: readonly KnownNotification[]): KnownNotification | undefined {
  return rows.reduce<KnownNotification | undefined>((a, b) => (a === undefined || isNewer(b, a) ? b : a), undefined);
}

function isNewer(a: KnownNotification, b: KnownNotification): boolean {
  return revisionOf(a) > revisionOf(b);
}

function revisionOf({ revision }: KnownNotification): number {
  return revision ?? 0;
}

function theirs(subject: Subject): KnownNotification[] {
  return subject.known.notifications.filter((row) => isTheirs(row, subject));
}
