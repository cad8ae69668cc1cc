import type { Appointment, AppointmentStatus, BookingEvent, Client } from '../domain/booking.js';
import { CHANNELS, type Reason, type SkipReason } from '../domain/notification.js';
import { reconcile, isInFlight, refreshRow, rejudgeNotices } from './reconcile.js';
import { subjectOf } from './subject.js';
import { desiredNotice, remindersWanted, desiredReminders, type Desired } from './desired.js';
import type { Known, KnownAppointment, KnownNotification, Plan, PlanPolicy, Skipped } from '../domain/plan.js';

/**
 * Planning: from what happened to a booking and what is known, to what must be sent and what must not.
 * Pure, so that any history of events can be tried against it: no clock, no database, no randomness.
 *
 * The event and the known appointment are put in order; then there are desired (`plan-desired.ts`: a notice,
 * reminders); then each wanted becomes a row, refreshes one, or gets the reason why not (`plan-reconcile.ts`).
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
    return {
      appointment: null,
      client: known.client,
      insert: [],
      refresh: [],
      cancel: [],
      skipped: skipAll(desired, 'stale'),
    };

  const reconciled = reconcile(subject, desired);
  const settled = new Set([...reconciled.refresh, ...reconciled.cancel].map(({ id }) => id));
  const rest = known.notifications.filter(({ id, state }) => state === 'pending' && !settled.has(id));
  const inFlight = known.notifications.filter((row) => isInFlight(row) && !settled.has(row.id));
  // A confirmed or repeated booking keeps its waiting notices; reminders of another start never stay.
  const stays = (row: KnownNotification): boolean =>
    row.userId === client.id &&
    (event.type === 'booking.confirmed' || (order === 'same' && event.type !== 'booking.cancelled')) &&
    !(row.hoursUntil !== null && remindersWanted(status));
  const reason: Reason = event.type === 'booking.cancelled' ? 'booking_cancelled' : 'superseded';
  // A cancel that is told again does not end what was asked for after the first.
  const nowCancelled = event.type === 'booking.cancelled' && known.appointment?.status !== 'cancelled';
  const over = all.notifications.filter(({ isDirect, state }) => nowCancelled && isDirect && state === 'pending');

  return {
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
    insert: reconciled.insert,
    refresh: [
      ...reconciled.refresh,
      ...[...rest, ...inFlight].filter(stays).flatMap((row) => refreshRow(row, subject)),
    ],
    cancel: [
      ...reconciled.cancel,
      ...[...rest.filter((row) => !stays(row)), ...over].map(({ id }) => ({ id, reason })),
    ],
    skipped: reconciled.skipped,
  };
}

/**
 * Plans what is scheduled for an appointment anew, after preferences or the client's details changed or reminders
 * were missed; nothing where the client was erased (`null`).
 */
export function replan(
  appointment: Appointment | null,
  all: Known & { readonly appointment: KnownAppointment },
  policy: PlanPolicy,
): Pick<Plan, 'insert' | 'refresh' | 'cancel' | 'skipped'> {
  if (appointment === null) return { insert: [], refresh: [], cancel: [], skipped: [] };
  const known = withoutDirect(all);
  // What is stored of the person is newer than the snapshot, also where it has no address any more.
  const subject = subjectOf(
    { ...appointment, client: known.client ?? appointment.client },
    known.appointment.revision,
    known,
    policy,
  );
  const reconciled = reconcile(subject, remindersWanted(known.appointment.status) ? desiredReminders(subject) : []);
  const settled = new Set([...reconciled.refresh, ...reconciled.cancel].map(({ id }) => id));
  // Hours that the user no longer wants.
  const dropped = known.notifications.filter(
    ({ id, state, hoursUntil }) => state === 'pending' && hoursUntil !== null && !settled.has(id),
  );
  const notices = rejudgeNotices(subject);
  return {
    ...reconciled,
    refresh: [...reconciled.refresh, ...notices.refresh],
    cancel: [
      ...reconciled.cancel,
      ...notices.cancel,
      ...dropped.map(({ id }) => ({ id, reason: 'preference_off' as const })),
    ],
  };
}

/** What somebody asked for is none of planning's business: it is neither brought up to date nor superseded. */
function withoutDirect<Some extends Known>(known: Some): Some {
  return { ...known, notifications: known.notifications.filter(({ isDirect }) => !isDirect) };
}

/**
 * Where an event stands against what is known: by the platform's version, else by its time. Where it gives
 * neither, another start means that something newer happened, and a cancelled booking stays cancelled.
 */
function compare(event: BookingEvent, known: KnownAppointment | null): 'first' | 'newer' | 'same' | 'older' {
  if (known === null) return 'first';
  const order = (a: number, b: number): 'newer' | 'same' | 'older' => (a > b ? 'newer' : a < b ? 'older' : 'same');
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
