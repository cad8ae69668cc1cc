import type { Appointment, AppointmentStatus, BookingEvent, Client } from '../domain/booking.js';
import { CHANNELS, type Reason, type SkipReason } from '../domain/notification.js';
import { NO_CHANGE, reconcile, together } from './reconcile.js';
import { isInFlight, refreshNotices, refreshRow } from './refresh.js';
import { subjectOf, type Subject } from './subject.js';
import { desiredNotice, remindersWanted, desiredReminders, type Desired } from './desired.js';
import type {
  Cancelled,
  Known,
  KnownAppointment,
  KnownNotification,
  Plan,
  PlanChange,
  PlanPolicy,
  Skipped,
} from '../domain/plan.js';

/**
 * Planning turns an event and what is known into what must be sent and what must not. It is pure: no clock, no
 * database, no randomness. So tests can try any history of events.
 *
 * First the event is ordered against the known appointment. `desired.ts` says which notice and reminders the
 * appointment should have. `reconcile.ts` compares those with the existing rows: each desired message becomes a new
 * row, refreshes one, or gets a reason why not.
 */

/** Plans one event. */
export function plan(event: BookingEvent, all: Known, policy: PlanPolicy): Plan {
  const known = withoutDirect(all);
  const order = compare(event, known.appointment);
  const client = merge(event.appointment.client, known.client);
  const revision = known.appointment === null ? 1 : known.appointment.revision + (order === 'newer' ? 1 : 0);
  const status = effectiveStatus(event);
  const appointment: Appointment = { ...event.appointment, status, client };
  const subject = subjectOf(appointment, revision, known, policy);
  const desired = [desiredNotice(event, subject), ...(remindersWanted(status) ? desiredReminders(subject) : [])];

  // A repeated event must not bring back a person who was erased since.
  if (order === 'older' || (order === 'same' && known.erased === true))
    return { ...NO_CHANGE, appointment: null, client: known.client, skipped: skipAll(desired, 'stale') };

  const reconciled = reconcile(subject, desired);
  const change = together([
    reconciled,
    { ...NO_CHANGE, ...judgeTheRest(event, subject, unsettled(known, reconciled), order) },
    { ...NO_CHANGE, cancel: endDirect(event, all) },
  ]);
  return {
    ...change,
    appointment: {
      revision,
      version: appointment.version ?? known.appointment?.version ?? null,
      occurredAt: event.time ?? known.appointment?.occurredAt ?? null,
      status,
      start: appointment.start,
      snapshot: appointment,
      isNew: known.appointment === null,
    },
    client,
  };
}

/** Judges the rows without a desired message: those that still hold follow the booking, the others end. */
function judgeTheRest(
  event: BookingEvent,
  subject: Subject,
  rest: readonly KnownNotification[],
  order: Order,
): Pick<PlanChange, 'refresh' | 'cancel'> {
  const { client, status } = subject.appointment;
  // A confirmation or a repeat keeps waiting notices. Reminders of another start never stay.
  const stays = (row: KnownNotification): boolean =>
    row.userId === client.id &&
    (event.type === 'booking.confirmed' || (order === 'same' && event.type !== 'booking.cancelled')) &&
    !(row.hoursUntil !== null && remindersWanted(status)) &&
    // The yes of the shop replaces what was to be said before it.
    !(row.templateName === 'appointment_request' && status !== 'pending');
  const pending = rest.filter(({ state }) => state === 'pending');
  const inFlight = rest.filter(isInFlight);
  const reason: Reason = event.type === 'booking.cancelled' ? 'booking_cancelled' : 'superseded';
  return {
    refresh: [...pending, ...inFlight].filter(stays).flatMap((row) => refreshRow(row, subject)),
    cancel: pending.filter((row) => !stays(row)).map(({ id }) => ({ id, reason })),
  };
}

/**
 * A cancel ends the direct notifications about the booking. A repeated cancel does not end those that came after the
 * first.
 */
function endDirect(event: BookingEvent, { appointment, notifications }: Known): Cancelled[] {
  if (event.type !== 'booking.cancelled' || appointment?.status === 'cancelled') return [];
  const waiting = notifications.filter(({ isDirect, state }) => isDirect && state === 'pending');
  return waiting.map(({ id }) => ({ id, reason: 'booking_cancelled' }));
}

/**
 * Plans an appointment anew, after preferences or the client's details changed or reminders were missed. `null` (the
 * client was erased) changes nothing.
 */
export function replan(
  appointment: Appointment | null,
  all: Known & { readonly appointment: KnownAppointment },
  policy: PlanPolicy,
): PlanChange {
  if (appointment === null) return NO_CHANGE;
  const known = withoutDirect(all);
  // The stored person is newer than the snapshot, even where they no longer have an address.
  const client = known.client ?? appointment.client;
  const subject = subjectOf({ ...appointment, client }, known.appointment.revision, known, policy);
  const reconciled = reconcile(subject, remindersWanted(known.appointment.status) ? desiredReminders(subject) : []);
  // Reminders at hours that the user no longer wants.
  const dropped = unsettled(known, reconciled).filter(
    ({ state, hoursUntil }) => state === 'pending' && hoursUntil !== null,
  );
  return together([
    reconciled,
    { ...NO_CHANGE, ...refreshNotices(subject) },
    { ...NO_CHANGE, cancel: dropped.map(({ id }) => ({ id, reason: 'preference_off' })) },
  ]);
}

/** The rows that a change does not mention. */
function unsettled({ notifications }: Known, { refresh, cancel }: PlanChange): KnownNotification[] {
  const settled = new Set([...refresh, ...cancel].map(({ id }) => id));
  return notifications.filter(({ id }) => !settled.has(id));
}

/** Planning leaves direct notifications alone: it neither refreshes nor supersedes them. */
function withoutDirect<Some extends Known>(known: Some): Some {
  return { ...known, notifications: known.notifications.filter(({ isDirect }) => !isDirect) };
}

type Order = 'first' | 'newer' | 'same' | 'older';

/**
 * Orders an event against the stored appointment: by the platform's version, else by its time. Without either, another
 * start counts as newer, and a cancelled booking stays cancelled.
 */
function compare(event: BookingEvent, known: KnownAppointment | null): Order {
  if (known === null) return 'first';
  const order = (a: number, b: number): Order => (a > b ? 'newer' : a < b ? 'older' : 'same');
  const { version, start } = event.appointment;
  const cancelledWins = known.status === 'cancelled' && event.type !== 'booking.cancelled';
  if (version !== null && known.version !== null) {
    const found = order(version, known.version);
    return found === 'same' && cancelledWins ? 'older' : found;
  }
  if (event.time !== null && known.occurredAt !== null) {
    const found = order(event.time.getTime(), known.occurredAt.getTime());
    return found === 'same' && cancelledWins ? 'older' : found;
  }
  if (cancelledWins) return 'older';
  return start.instant.getTime() === known.start.instant.getTime() ? 'same' : 'newer';
}

/** The type of the event wins over a status that contradicts it. */
function effectiveStatus(event: BookingEvent): AppointmentStatus {
  switch (event.type) {
    case 'booking.cancelled':
      return 'cancelled';
    case 'booking.confirmed':
      return 'confirmed';
    case 'booking.created':
    case 'booking.rescheduled':
      return event.appointment.status;
  }
}

function skipAll(desired: readonly Desired[], reason: SkipReason): Skipped[] {
  return desired.flatMap(({ templateName, hoursUntil }) =>
    CHANNELS.map((channel) => ({ templateName, channel, hoursUntil, reason })),
  );
}

/** Details in the event win over stored ones. A missing detail keeps the stored one. */
function merge(said: Client, known: Client | null): Client {
  return {
    id: said.id,
    name: said.name ?? known?.name ?? null,
    email: said.email ?? known?.email ?? null,
    phone: said.phone ?? known?.phone ?? null,
    locale: said.locale ?? known?.locale ?? null,
    timezone: said.timezone ?? known?.timezone ?? null,
  };
}
