import { isAppointmentFact, rescheduleContext } from './facts.js';
import {
  CHANNELS,
  type Channel,
  type PlannedNotification,
  type Reason,
  type SkipReason,
  type TemplateContext,
} from '../domain/notification.js';
import type { Subject } from './subject.js';
import type { Desired } from './desired.js';
import type { KnownNotification, Plan, Refreshed, Skipped } from '../domain/plan.js';
import { outsideQuietHours, readerZone, wants } from '../domain/preferences.js';
import { suppressionKey } from '../eligibility/suppression.js';

/** A notice about an appointment that lies in the past is of use for a day. */
const LATE_NOTICE_MS = 86_400_000;

/** Turns desired into rows, into rows that stay, or into the reason why there is none. */
export function reconcile(
  subject: Subject,
  desired: readonly Desired[],
): Pick<Plan, 'insert' | 'refresh' | 'cancel' | 'skipped'> {
  const insert: PlannedNotification[] = [];
  const refresh: Refreshed[] = [];
  const cancel: { id: string; reason: Reason }[] = [];
  const skipped: Skipped[] = [];
  const { appointment, known, policy } = subject;
  /** When reminders go out: quiet hours may push several to one moment, which is one reminder to the reader. */
  const moments = new Set<string>();

  for (const wanted of desired)
    for (const channel of CHANNELS) {
      const { templateName, hoursUntil } = wanted;
      const dedupeKey = wanted.key(channel);
      const skip = (reason: SkipReason): void => void skipped.push({ templateName, channel, hoursUntil, reason });
      const planned = known.notifications.find((row) => row.dedupeKey === dedupeKey && countsAsPlanned(row, wanted));
      const isElses = planned?.state === 'pending' && planned.userId !== appointment.client.id;
      // The booking passed to somebody else: what waits for the one before does not stand in the way.
      if (planned && isElses) cancel.push({ id: planned.id, reason: 'superseded' });
      const existing = isElses ? undefined : planned;
      if (existing && existing.state !== 'pending') {
        if (isInFlight(existing) && existing.userId === appointment.client.id)
          refresh.push(...refreshRow(existing, subject));
        skip('duplicate');
        continue;
      }

      const verdict = judge(subject, wanted, channel, moments);
      if (existing && !('skip' in verdict) && verdict.failure?.reason === 'invalid_recipient')
        // It cannot go where it should; a failed row says so in its place.
        cancel.push({ id: existing.id, reason: 'invalid_recipient' });
      else if (existing) {
        // It is planned already: bring it up to date, or withdraw it if it may no longer be sent. One that is
        // due this very moment is not withdrawn for being late.
        if ('skip' in verdict && verdict.skip !== 'past_due') {
          cancel.push({ id: existing.id, reason: reasonOf(verdict.skip) });
          skip(verdict.skip);
        } else {
          const scheduledFor = 'skip' in verdict ? null : verdict.scheduledFor;
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
        lane: wanted.lane,
        address: verdict.address,
        locale: subject.reader.locale,
        context: wanted.context(languageOf(subject, templateName, channel)),
        hoursUntil,
        scheduledFor: verdict.scheduledFor,
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
function countsAsPlanned(row: KnownNotification, wanted: Desired): boolean {
  return wanted.hoursUntil === null || row.state !== 'cancelled' || row.reason === 'user_request';
}

type Verdict =
  | { readonly skip: SkipReason }
  | { readonly address: string; readonly scheduledFor: Date; readonly failure: null }
  | {
      readonly address: string | null;
      readonly scheduledFor: Date;
      readonly failure: { readonly reason: Reason; readonly message: string };
    };

/** Whether it can be sent, in the order in which a reader of the answer would ask. */
function judge(subject: Subject, wanted: Desired, channel: Channel, moments: Set<string>): Verdict {
  const { appointment, known, policy, reader } = subject;
  if (wanted.withheld !== null) return { skip: wanted.withheld };
  if (wanted.hoursUntil !== null && wanted.at <= policy.now) return { skip: 'past_due' };
  const category = policy.template(wanted.templateName, channel, reader.locale)?.category;
  if (!wants(known.preferences, channel, wanted.templateName, category ?? 'transactional'))
    return { skip: 'preference_off' };

  const scheduledFor = sendTime(subject, wanted, channel);
  const address = subject.addresses[channel];
  if (address === null) return { skip: 'no_address' };
  if (!address.ok) {
    if (address.problem === 'country_not_allowed') return { skip: 'country_not_allowed' };
    const message = `The client's ${channel === 'email' ? 'email' : 'phone'} ${address.message}`;
    return { address: null, scheduledFor, failure: { reason: 'invalid_recipient', message } };
  }
  if (known.suppressed.has(suppressionKey(channel, address.value))) return { skip: 'suppressed' };

  // Quiet hours that end after the start leave no time for it.
  const start = appointment.start.instant;
  if (scheduledFor > policy.now && scheduledFor >= start && start > policy.now) return { skip: 'past_due' };
  if (wanted.hoursUntil !== null) {
    const moment = `${channel} ${scheduledFor.toISOString()}`;
    if (moments.has(moment)) return { skip: 'duplicate' };
    moments.add(moment);
  }
  if (category === undefined) {
    const message = `No active ${channel} template "${wanted.templateName}": populate or activate it, then resend`;
    return { address: address.value, scheduledFor, failure: { reason: 'template_missing', message } };
  }
  return { address: address.value, scheduledFor, failure: null };
}

/** Now or at its hour; an SMS not during the reader's quiet hours. */
function sendTime({ appointment, known, policy, reader }: Subject, wanted: Desired, channel: Channel): Date {
  if (channel === 'email') return wanted.at;
  return outsideQuietHours({
    at: wanted.at,
    now: policy.now,
    rules: known.preferences,
    zone: readerZone(known.preferences.timezone, reader.timezone, appointment.start.zone),
    reminderFor: wanted.hoursUntil === null ? null : appointment.start.instant,
  });
}

/** Nothing is sent after the appointment; a notice about a past one is, for a day. */
function expiry(start: Date, now: Date): Date {
  return start > now ? start : new Date(now.getTime() + LATE_NOTICE_MS);
}

/**
 * Notices that wait: they follow the reader's details, an SMS held for the night moves with the quiet hours, and one
 * nobody wants any more goes.
 */
export function rejudgeNotices(subject: Subject): Pick<Plan, 'refresh' | 'cancel'> {
  const { known, policy, reader, appointment } = subject;
  const refresh: Refreshed[] = [];
  const cancel: { id: string; reason: Reason }[] = [];
  for (const row of known.notifications) {
    if (row.state !== 'pending' || row.hoursUntil !== null) continue;
    const category = policy.template(row.templateName, row.channel, reader.locale)?.category ?? 'transactional';
    if (!wants(known.preferences, row.channel, row.templateName, category))
      cancel.push({ id: row.id, reason: 'preference_off' });
    else if (row.channel === 'sms') {
      const zone = readerZone(known.preferences.timezone, reader.timezone, appointment.start.zone);
      const at = outsideQuietHours({
        at: policy.now,
        now: policy.now,
        rules: known.preferences,
        zone,
        reminderFor: null,
      });
      // What is on its way already is judged once more at its claim.
      if (at > policy.now || row.dueAt > policy.now)
        refresh.push(...refreshRow(row, subject).map((fresh) => ({ ...fresh, scheduledFor: at })));
    } else refresh.push(...refreshRow(row, subject));
  }
  return { refresh, cancel };
}

/**
 * The locale that dates and times are written in: the reader's, if the template speaks that language, else the
 * template's. Nobody wants Spanish dates in an English sentence.
 */
function languageOf({ policy, reader }: Subject, templateName: string, channel: Channel): string {
  const locale = policy.template(templateName, channel, reader.locale)?.locale ?? policy.defaultLocale;
  const language = (tag: string): string | undefined => tag.toLowerCase().split('-')[0];
  return language(locale) === language(reader.locale) ? reader.locale : locale;
}

/** Being sent, or nobody knows whether it was: should it come back, it is still wanted. */
export function isInFlight({ state }: KnownNotification): boolean {
  return state === 'sending' || state === 'in_doubt';
}

/** The facts of the newest snapshot and of no older one; and what belongs to the notice itself (the refund). */
function freshContext(row: KnownNotification, subject: Subject): TemplateContext {
  const { appointment } = subject;
  const locale = languageOf(subject, row.templateName, row.channel);
  const own = Object.entries(row.context).filter(([name]) => !isAppointmentFact(name));
  return {
    ...subject.facts(locale),
    ...Object.fromEntries(own),
    ...('new_appointment_date' in row.context ? rescheduleContext(null, appointment.start, locale) : {}),
  };
}

/** A waiting row takes over the new facts and keeps its own (the old date of a move, the refund). */
export function refreshRow(row: KnownNotification, subject: Subject): Refreshed[] {
  const { known, reader, revision } = subject;
  const address = subject.addresses[row.channel];
  if (!address?.ok || known.suppressed.has(suppressionKey(row.channel, address.value))) return [];
  return [
    {
      id: row.id,
      revision,
      address: address.value,
      locale: reader.locale,
      context: freshContext(row, subject),
      scheduledFor: null,
    },
  ];
}

function reasonOf(skip: Exclude<SkipReason, 'past_due'>): Reason {
  switch (skip) {
    case 'booking_cancelled':
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
