import { canonicalEmail, canonicalPhone } from './addresses.js';
import { appointmentContext, cancellationContext, rescheduleContext } from './appointment-context.js';
import type { Appointment, AppointmentStatus, BookingEvent, Client } from './booking-event.js';
import {
  CHANNELS,
  type Channel,
  type Lane,
  type PlannedNotification,
  type Reason,
  type SkipReason,
  type State,
  type TemplateCategory,
  type TemplateContext,
} from './notification.js';
import { outsideQuietHours, readerZone, wants, type PreferenceRules } from './preference-rules.js';
import type { WallTime } from './wall-time.js';

/**
 * Planning: from what happened to a booking and what is known, to what must be sent and what must not.
 * Pure, so that any history of events can be tried against it: no clock, no database, no randomness.
 */

/** The appointment as the newest event before this one left it. */
export interface KnownAppointment {
  readonly revision: number;
  readonly version: number | null;
  readonly occurredAt: Date | null;
  readonly status: AppointmentStatus;
  readonly start: WallTime;
}

/** A row that the appointment already has. */
export interface KnownNotification {
  readonly id: string;
  readonly userId: string;
  readonly templateName: string;
  readonly channel: Channel;
  readonly state: State;
  readonly reason: Reason | null;
  readonly dedupeKey: string;
  readonly hoursUntil: number | null;
  readonly context: TemplateContext;
}

export interface Known {
  readonly appointment: KnownAppointment | null;
  readonly notifications: readonly KnownNotification[];
  /** The client as stored; what the event says goes before it. */
  readonly client: Client | null;
  readonly preferences: PreferenceRules;
  /** `channel:address` of everything that must not be written to. */
  readonly suppressed: ReadonlySet<string>;
}

export interface PlanPolicy {
  readonly now: Date;
  readonly allowedCountries: readonly string[];
  readonly defaultLocale: string;
  /** UUIDv7, given in so that planning stays a function of its arguments. */
  readonly newId: () => string;
  /** The category of an active template, or `undefined` when there is none. */
  readonly templateCategory: (name: string, channel: Channel, locale: string) => TemplateCategory | undefined;
}

export interface Skipped {
  readonly templateName: string;
  readonly channel: Channel;
  readonly hoursUntil: number | null;
  readonly reason: SkipReason;
}

/** A row that stays planned, brought up to date with the newest snapshot. */
export interface Refreshed {
  readonly id: string;
  readonly revision: number;
  readonly recipient: string;
  readonly locale: string;
  readonly context: TemplateContext;
  /** `null`: unchanged. */
  readonly scheduledFor: Date | null;
}

export interface Plan {
  /** What to remember of the appointment; `null` when the event was older than what is known. */
  readonly appointment: (KnownAppointment & { readonly snapshot: Appointment; readonly isNew: boolean }) | null;
  /** The client's details as they are from now on. */
  readonly client: Client;
  readonly insert: readonly PlannedNotification[];
  readonly refresh: readonly Refreshed[];
  readonly cancel: readonly { readonly id: string; readonly reason: Reason }[];
  readonly skipped: readonly Skipped[];
}

/** A message that an appointment should have, before anybody asked whether it can be sent. */
interface Wish {
  readonly templateName: string;
  readonly hoursUntil: number | null;
  readonly at: Date;
  readonly lane: Lane;
  readonly context: TemplateContext;
  readonly key: (channel: Channel) => string;
}

const HOUR_MS = 3_600_000;
/** A notice about an appointment that lies in the past is of use for a day. */
const LATE_NOTICE_MS = 24 * HOUR_MS;

/** Plans one event. */
export function plan(event: BookingEvent, known: Known, policy: PlanPolicy): Plan {
  const order = compare(event, known.appointment);
  const client = merge(event.appointment.client, known.client);
  const revision = known.appointment === null ? 1 : known.appointment.revision + (order === 'newer' ? 1 : 0);
  const status = effectiveStatus(event);
  const appointment: Appointment = { ...event.appointment, status, client };
  const subject: Subject = {
    appointment,
    revision,
    known,
    policy,
    reader: readerOf(client, known.preferences, policy),
  };
  const wishes = [...noticeOf(event, subject), ...(remindersWanted(status) ? reminderWishes(subject) : [])];

  if (order === 'older')
    return {
      appointment: null,
      client: known.client ?? client,
      insert: [],
      refresh: [],
      cancel: [],
      skipped: skipAll(wishes, 'stale'),
    };

  const fulfilled = fulfil(subject, wishes);
  const settled = new Set([...fulfilled.refresh, ...fulfilled.cancel].map(({ id }) => id));
  const rest = known.notifications.filter(({ id, state }) => state === 'pending' && !settled.has(id));
  // A confirmed or repeated booking keeps its waiting notices; reminders of another start never stay.
  const stays = (row: KnownNotification): boolean =>
    (event.type === 'booking.confirmed' || (order === 'same' && event.type !== 'booking.cancelled')) &&
    !(row.hoursUntil !== null && remindersWanted(status));
  const reason: Reason = event.type === 'booking.cancelled' ? 'booking_cancelled' : 'superseded';

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
    insert: fulfilled.insert,
    refresh: [...fulfilled.refresh, ...rest.filter(stays).flatMap((row) => refreshRow(row, subject))],
    cancel: [...fulfilled.cancel, ...rest.filter((row) => !stays(row)).map(({ id }) => ({ id, reason }))],
    skipped: fulfilled.skipped,
  };
}

/** Plans the reminders of an appointment anew, after preferences changed or reminders were missed. */
export function planReminders(
  appointment: Appointment,
  known: Known & { readonly appointment: KnownAppointment },
  policy: PlanPolicy,
): Pick<Plan, 'insert' | 'refresh' | 'cancel' | 'skipped'> {
  const client = merge(appointment.client, known.client);
  const subject: Subject = {
    appointment: { ...appointment, client },
    revision: known.appointment.revision,
    known,
    policy,
    reader: readerOf(client, known.preferences, policy),
  };
  const fulfilled = fulfil(subject, remindersWanted(known.appointment.status) ? reminderWishes(subject) : []);
  const settled = new Set([...fulfilled.refresh, ...fulfilled.cancel].map(({ id }) => id));
  // Hours that the user no longer wants.
  const dropped = known.notifications.filter(
    ({ id, state, hoursUntil }) => state === 'pending' && hoursUntil !== null && !settled.has(id),
  );
  return {
    ...fulfilled,
    cancel: [...fulfilled.cancel, ...dropped.map(({ id }) => ({ id, reason: 'preference_off' as const }))],
  };
}

/** Everything that is fixed while one appointment is planned. */
interface Subject {
  readonly appointment: Appointment;
  readonly revision: number;
  readonly known: Known;
  readonly policy: PlanPolicy;
  readonly reader: Reader;
}

interface Reader {
  readonly name: string | null;
  readonly locale: string;
  readonly timezone: string | null;
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

/** A booking that waits for the shop's yes, or is over, is not reminded of. */
export function remindersWanted(status: AppointmentStatus): boolean {
  return status === 'confirmed' || status === 'rescheduled';
}

/** The one message that tells of the event itself. */
function noticeOf(event: BookingEvent, { appointment, revision, known, policy, reader }: Subject): Wish[] {
  const notice = (templateName: string, context: TemplateContext): Wish[] => [
    {
      templateName,
      hoursUntil: null,
      at: policy.now,
      lane: 'urgent',
      context: { ...appointmentContext(appointment, reader, policy.now), ...context },
      key: (channel) => `${appointment.id}|${templateName}|${channel}|r${revision}`,
    },
  ];
  switch (event.type) {
    case 'booking.created':
      return notice('appointment_confirmation', {});
    case 'booking.confirmed':
      return [];
    case 'booking.rescheduled':
      return notice(
        'appointment_rescheduled',
        rescheduleContext(event.previousStart ?? known.appointment?.start ?? null, appointment.start, reader.locale),
      );
    case 'booking.cancelled':
      return notice(
        'appointment_cancellation',
        cancellationContext(event.cancellation, appointment.start.zone, reader.locale, policy.now),
      );
  }
}

function reminderWishes({ appointment, known, policy, reader }: Subject): Wish[] {
  const start = appointment.start.instant;
  return known.preferences.reminder_hours.map((hours) => ({
    templateName: 'appointment_reminder',
    hoursUntil: hours,
    at: new Date(start.getTime() - hours * HOUR_MS),
    lane: 'reminder',
    context: { ...appointmentContext(appointment, reader, policy.now), hours_until: hours },
    key: (channel) => `${appointment.id}|appointment_reminder|${channel}|${hours}h|${start.toISOString()}`,
  }));
}

/** Turns wishes into rows, into rows that stay, or into the reason why there is none. */
function fulfil(subject: Subject, wishes: readonly Wish[]): Pick<Plan, 'insert' | 'refresh' | 'cancel' | 'skipped'> {
  const insert: PlannedNotification[] = [];
  const refresh: Refreshed[] = [];
  const cancel: { id: string; reason: Reason }[] = [];
  const skipped: Skipped[] = [];
  const { appointment, known, policy } = subject;

  for (const wish of wishes)
    for (const channel of CHANNELS) {
      const { templateName, hoursUntil } = wish;
      const dedupeKey = wish.key(channel);
      const skip = (reason: SkipReason): void => void skipped.push({ templateName, channel, hoursUntil, reason });
      const existing = known.notifications.find((row) => row.dedupeKey === dedupeKey && countsAsPlanned(row, wish));
      if (existing && !(existing.state === 'pending' && existing.userId === appointment.client.id)) {
        skip('duplicate');
        continue;
      }

      const verdict = judge(subject, wish, channel);
      if (existing) {
        // It is planned already: bring it up to date, or withdraw it if it may no longer be sent. One that is
        // due this very moment is not withdrawn for being late.
        if ('skip' in verdict && verdict.skip !== 'past_due') {
          cancel.push({ id: existing.id, reason: reasonOf(verdict.skip) });
          skip(verdict.skip);
        } else {
          const scheduledFor = 'skip' in verdict ? null : sendTime(subject, wish, channel);
          refresh.push(...refreshRow(existing, subject).map((row) => ({ ...row, scheduledFor })));
          skip('duplicate');
        }
        continue;
      }
      if ('skip' in verdict) {
        skip(verdict.skip);
        continue;
      }
      const failedBefore = known.notifications.some((row) => row.dedupeKey.startsWith(`${dedupeKey}|`));
      if (verdict.failure !== null && failedBefore) {
        skip('duplicate');
        continue;
      }
      const id = policy.newId();
      insert.push({
        id,
        userId: appointment.client.id,
        appointmentId: appointment.id,
        appointmentRevision: subject.revision,
        channel,
        templateName,
        lane: wish.lane,
        recipient: verdict.recipient,
        locale: subject.reader.locale,
        context: wish.context,
        hoursUntil,
        scheduledFor: sendTime(subject, wish, channel),
        expiresAt: expiry(appointment.start.instant, policy.now),
        // A row that failed at once does not stand in the way of a good one when the address is put right.
        dedupeKey: verdict.failure === null ? dedupeKey : `${dedupeKey}|${id}`,
        failure: verdict.failure,
      });
    }
  return { insert, refresh, cancel, skipped };
}

/**
 * Whether a row stands in the way of planning the same again. A notice counts whatever became of it; a
 * reminder that was cancelled does not (the booking may move back), unless the user cancelled it.
 */
function countsAsPlanned(row: KnownNotification, wish: Wish): boolean {
  return wish.hoursUntil === null || row.state !== 'cancelled' || row.reason === 'user_request';
}

type Verdict =
  | { readonly skip: SkipReason }
  | {
      readonly recipient: string;
      readonly failure: null;
    }
  | { readonly recipient: string | null; readonly failure: { readonly reason: Reason; readonly message: string } };

/** Whether it can be sent, in the order in which a reader of the answer would ask. */
function judge({ appointment, known, policy, reader }: Subject, wish: Wish, channel: Channel): Verdict {
  if (wish.hoursUntil !== null && wish.at <= policy.now) return { skip: 'past_due' };
  const category = policy.templateCategory(wish.templateName, channel, reader.locale);
  if (!wants(known.preferences, channel, wish.templateName, category ?? 'transactional'))
    return { skip: 'preference_off' };

  const raw = channel === 'email' ? appointment.client.email : appointment.client.phone;
  if (raw === null) return { skip: 'no_address' };
  const address = canonicalAddress(channel, raw, policy.allowedCountries);
  if (!address.ok) {
    if (address.problem === 'country_not_allowed') return { skip: 'country_not_allowed' };
    return {
      recipient: null,
      failure: {
        reason: 'invalid_recipient',
        message: `The client's ${channel === 'email' ? 'email' : 'phone'} ${address.message}`,
      },
    };
  }
  if (known.suppressed.has(suppressionKey(channel, address.value))) return { skip: 'suppressed' };
  if (category === undefined)
    return {
      recipient: address.value,
      failure: {
        reason: 'template_missing',
        message: `No active ${channel} template "${wish.templateName}": populate or activate it, then resend`,
      },
    };
  return { recipient: address.value, failure: null };
}

export type CanonicalAddress =
  | { readonly ok: true; readonly value: string }
  | { readonly ok: false; readonly problem: 'invalid_recipient' | 'country_not_allowed'; readonly message: string };

/** One shape for both channels; the text of a problem never holds the address. */
export function canonicalAddress(channel: Channel, raw: string, allowedCountries: readonly string[]): CanonicalAddress {
  return channel === 'email' ? canonicalEmail(raw) : canonicalPhone(raw, allowedCountries);
}

/** How addresses are kept on the suppression list. */
export function suppressionKey(channel: Channel, address: string): string {
  return `${channel}:${address.toLowerCase()}`;
}

/** Now or at its hour; an SMS not during the reader's quiet hours. */
function sendTime({ appointment, known, policy, reader }: Subject, wish: Wish, channel: Channel): Date {
  if (channel === 'email') return wish.at;
  return outsideQuietHours({
    at: wish.at,
    now: policy.now,
    rules: known.preferences,
    zone: readerZone(known.preferences.timezone, reader.timezone, appointment.start.zone),
    reminderFor: wish.hoursUntil === null ? null : appointment.start.instant,
  });
}

/** Nothing is sent after the appointment; a notice about a past one is, for a day. */
function expiry(start: Date, now: Date): Date {
  return start > now ? start : new Date(now.getTime() + LATE_NOTICE_MS);
}

/** A waiting row takes over the new facts and keeps its own (the old date of a move, the refund). */
function refreshRow(row: KnownNotification, { appointment, known, policy, reader, revision }: Subject): Refreshed[] {
  const raw = row.channel === 'email' ? appointment.client.email : appointment.client.phone;
  const address = raw === null ? null : canonicalAddress(row.channel, raw, policy.allowedCountries);
  if (!address?.ok || known.suppressed.has(suppressionKey(row.channel, address.value))) return [];
  return [
    {
      id: row.id,
      revision,
      recipient: address.value,
      locale: reader.locale,
      context: { ...row.context, ...appointmentContext(appointment, reader, policy.now) },
      scheduledFor: null,
    },
  ];
}

function reasonOf(skip: Exclude<SkipReason, 'past_due'>): Reason {
  switch (skip) {
    case 'preference_off':
    case 'suppressed':
    case 'country_not_allowed':
      return skip;
    case 'no_address':
      return 'invalid_recipient';
    case 'stale':
    case 'duplicate':
      return 'superseded';
  }
}

function skipAll(wishes: readonly Wish[], reason: SkipReason): Skipped[] {
  return wishes.flatMap(({ templateName, hoursUntil }) =>
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

function readerOf(client: Client, preferences: PreferenceRules, policy: PlanPolicy): Reader {
  return {
    name: client.name,
    locale: preferences.locale ?? client.locale ?? policy.defaultLocale,
    timezone: preferences.timezone ?? client.timezone,
  };
}
