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
 * Planning: from what happened to a booking and what is known, to what must be sent and what must not.
 * Pure, so that any history of events can be tried against it: no clock, no database, no randomness.
 *
 * The event and the known appointment are put in order. `desired.ts` says what the appointment should have: a notice,
 * reminders. `reconcile.ts` compares that with the rows that are there: each desired message becomes a row, refreshes
 * one, or gets the reason why not.
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
  const desired = [...desiredNotice(event, subject), ...(remindersWanted(status) ? desiredReminders(subject) : [])];

  // What repeats an appointment that is known does not make somebody known again who was erased since.
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

/** Rows that no desired message stands for: those that still hold follow the booking, the others end. */
function judgeTheRest(
  event: BookingEvent,
  subject: Subject,
  rest: readonly KnownNotification[],
  order: Order,
): Pick<PlanChange, 'refresh' | 'cancel'> {
  const { client, status } = subject.appointment;
  // A confirmed or repeated booking keeps its waiting notices; reminders of another start never stay.
  const stays = (row: KnownNotification): boolean =>
    row.userId === client.id &&
    (event.type === 'booking.confirmed' || (order === 'same' && event.type !== 'booking.cancelled')) &&
    !(row.hoursUntil !== null && remindersWanted(status));
  const pending = rest.filter(({ state }) => state === 'pending');
  const inFlight = rest.filter(isInFlight);
  const reason: Reason = event.type === 'booking.cancelled' ? 'booking_cancelled' : 'superseded';
  return {
    refresh: [...pending, ...inFlight].filter(stays).flatMap((row) => refreshRow(row, subject)),
    cancel: pending.filter((row) => !stays(row)).map(({ id }) => ({ id, reason })),
  };
}

/** A cancel ends what somebody asked for about the booking; one that is told again does not end what came after it. */
function endDirect(event: BookingEvent, { appointment, notifications }: Known): Cancelled[] {
  if (event.type !== 'booking.cancelled' || appointment?.status === 'cancelled') return [];
  const waiting = notifications.filter(({ isDirect, state }) => isDirect && state === 'pending');
  return waiting.map(({ id }) => ({ id, reason: 'booking_cancelled' }));
}

/**
 * Plans what is scheduled for an appointment anew, after preferences or the client's details changed or reminders
 * were missed; nothing where the client was erased (`null`).
 */
export function replan(
  appointment: Appointment | null,
  all: Known & { readonly appointment: KnownAppointment },
  policy: PlanPolicy,
): PlanChange {
  if (appointment === null) return NO_CHANGE;
  const known = withoutDirect(all);
  // What is stored of the person is newer than the snapshot, also where it has no address any more.
  const client = known.client ?? appointment.client;
  const subject = subjectOf({ ...appointment, client }, known.appointment.revision, known, policy);
  const reconciled = reconcile(subject, remindersWanted(known.appointment.status) ? desiredReminders(subject) : []);
  // Hours that the user no longer wants.
  const dropped = unsettled(known, reconciled).filter(
    ({ state, hoursUntil }) => state === 'pending' && hoursUntil !== null,
  );
  return together([
    reconciled,
    { ...NO_CHANGE, ...refreshNotices(subject) },
    { ...NO_CHANGE, cancel: dropped.map(({ id }) => ({ id, reason: 'preference_off' })) },
  ]);
}

/** Rows that a change says nothing of. */
function unsettled({ notifications }: Known, { refresh, cancel }: PlanChange): KnownNotification[] {
  const settled = new Set([...refresh, ...cancel].map(({ id }) => id));
  return notifications.filter(({ id }) => !settled.has(id));
}

/** What somebody asked for is none of planning's business: it is neither brought up to date nor superseded. */
function withoutDirect<Some extends Known>(known: Some): Some {
  return { ...known, notifications: known.notifications.filter(({ isDirect }) => !isDirect) };
}

type Order = 'first' | 'newer' | 'same' | 'older';

/**
 * Where an event stands against what is known: by the platform's version, else by its time. Where it gives
 * neither, another start means that something newer happened, and a cancelled booking stays cancelled.
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

/** The type of the event outranks a status that contradicts it. */
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

/** What the event says goes before what is known; silence changes nothing. */
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
