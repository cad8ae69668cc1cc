import type { Appointment, AppointmentStatus, BookingEvent, Client } from '../domain/booking.js';
import type { SkipReason } from '../domain/notification.js';
import { NO_CHANGE, reconcile, together } from './reconcile.js';
import { refreshNotices } from './refresh.js';
import { isSameStart, isTheirs } from './said.js';
import { settleRest } from './settle-rest.js';
import { subjectOf } from './subject.js';
import { desiredNotices, remindersWanted, desiredReminders, type Desired } from './desired.js';
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
  const status = effectiveStatus(event, order, known.appointment);
  const appointment: Appointment = { ...event.appointment, status, client };
  const revision = revisionAfter(known.appointment, appointment, order);
  const subject = subjectOf(appointment, revision, known, policy);
  const desired = [...desiredNotices(event, subject), ...(remindersWanted(status) ? desiredReminders(subject) : [])];

  // A repeated event must not bring back a person who was erased since.
  if (order === 'older' || (order === 'same' && known.erased === true))
    return { ...NO_CHANGE, appointment: null, client: known.client, skipped: skipAll(desired, 'stale') };

  const reconciled = reconcile(subject, desired);
  const change = together([
    reconciled,
    { ...NO_CHANGE, ...settleRest(event, subject, unsettled(known, reconciled), reconciled) },
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
      clientId: client.id,
      snapshot: appointment,
      isNew: known.appointment === null,
    },
    client,
  };
}

/**
 * Our own count of changes. A platform without versions repeats the old one when the appointment moves or passes to
 * somebody else, or the shop says yes. All are changes: what is being sent of the state before must not be sent again.
 */
function revisionAfter(known: KnownAppointment | null, { client, status, start }: Appointment, order: Order): number {
  if (known === null) return 1;
  if (order === 'older') return known.revision;
  const saidYes = known.status === 'pending' && status === 'confirmed';
  const isChange = saidYes || known.clientId !== client.id || !isSameStart(known.start, start);
  return known.revision + (order === 'newer' || isChange ? 1 : 0);
}

/**
 * A cancel ends the direct notifications about the booking. A repeated cancel does not end those that came after the
 * first.
 */
function endDirect(event: BookingEvent, { appointment, notifications }: Known): Cancelled[] {
  if (event.type !== 'booking.cancelled' || appointment?.status === 'cancelled') return [];
  const waiting = notifications.filter(({ revision, state }) => revision === null && state === 'pending');
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
    (row) => row.state === 'pending' && row.hoursUntil !== null && isTheirs(row, subject),
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
  return { ...known, notifications: known.notifications.filter(({ revision }) => revision !== null) };
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

/**
 * The type of the event wins over a status that contradicts it. A `created` that comes late, as far as anybody can
 * tell, does not take back the yes of the shop. A move that says no status does not say that yes either.
 */
function effectiveStatus(event: BookingEvent, order: Order, known: KnownAppointment | null): AppointmentStatus {
  const { status, client } = event.appointment;
  switch (event.type) {
    case 'booking.cancelled':
      return 'cancelled';
    case 'booking.confirmed':
      return 'confirmed';
    case 'booking.created': {
      const isLate = order === 'same' && status === 'pending' && known?.clientId === client.id;
      return isLate && remindersWanted(known.status) ? known.status : status;
    }
    case 'booking.rescheduled':
      return event.givenStatus === null && known?.status === 'pending' ? 'pending' : status;
  }
}

function skipAll(desired: readonly Desired[], reason: SkipReason): Skipped[] {
  return desired.flatMap(({ templateName, channels, hoursUntil, key }) =>
    channels.map((channel) => ({ templateName, channel, hoursUntil, dedupeKey: key(channel), reason })),
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
