import { openAddress, wantsToHear } from '../eligibility/may-be-told.js';
import type { Channel, TemplateContext } from '../domain/notification.js';
import type { Cancelled, KnownNotification, PlanChange, Refreshed } from '../domain/plan.js';
import { isAppointmentFact, rescheduleContext } from './facts.js';
import { outsideQuiet } from './judge.js';
import type { Subject } from './subject.js';

/** Being sent, or nobody knows whether it was: should it come back, it is still wanted. */
export function isInFlight({ state }: KnownNotification): boolean {
  return state === 'sending' || state === 'in_doubt';
}

/**
 * A waiting row takes over the new facts and keeps its own (the old date of a move, the refund). Nothing where there
 * is no address to go to: it stays as it is.
 */
export function refreshRow(row: KnownNotification, subject: Subject): Refreshed[] {
  const address = openAddress(subject, row.channel);
  if (address === null) return [];
  const { reader, revision } = subject;
  return [
    { id: row.id, revision, address, locale: reader.locale, context: freshContext(row, subject), scheduledFor: null },
  ];
}

/** The facts of the newest snapshot and of no older one; and what belongs to the notice itself (the refund). */
function freshContext(row: KnownNotification, subject: Subject): TemplateContext {
  const locale = languageOf(subject, row.templateName, row.channel);
  const own = Object.entries(row.context).filter(([name]) => !isAppointmentFact(name));
  return {
    ...subject.facts(locale),
    ...Object.fromEntries(own),
    ...('new_appointment_date' in row.context ? rescheduleContext(null, subject.appointment.start, locale) : {}),
  };
}

/**
 * The locale that dates and times are written in: the reader's, if the template speaks that language, else the
 * template's. Nobody wants Spanish dates in an English sentence.
 */
export function languageOf({ policy, reader }: Subject, templateName: string, channel: Channel): string {
  const locale = policy.template(templateName, channel, reader.locale)?.locale ?? policy.defaultLocale;
  const language = (tag: string): string | undefined => tag.toLowerCase().split('-')[0];
  return language(locale) === language(reader.locale) ? reader.locale : locale;
}

/** Notices that wait, judged anew: each follows its reader's details, or goes when nobody wants it any more. */
export function refreshNotices(subject: Subject): Pick<PlanChange, 'refresh' | 'cancel'> {
  const refresh: Refreshed[] = [];
  const cancel: Cancelled[] = [];
  for (const row of subject.known.notifications) {
    if (row.state !== 'pending' || row.hoursUntil !== null) continue;
    const { templateName, channel } = row;
    const category = subject.policy.template(templateName, channel, subject.reader.locale)?.category;
    if (!wantsToHear(subject.preferences, { channel, templateName, category }))
      cancel.push({ id: row.id, reason: 'preference_off' });
    else if (channel === 'sms') refresh.push(...refreshHeld(row, subject));
    else refresh.push(...refreshRow(row, subject));
  }
  return { refresh, cancel };
}

/** An SMS that was held for the night moves with the quiet hours. */
function refreshHeld(row: KnownNotification, subject: Subject): Refreshed[] {
  const { now } = subject.policy;
  const at = outsideQuiet(subject, now, null);
  // What is on its way already is judged once more at its claim.
  if (at <= now && row.dueAt <= now) return [];
  return refreshRow(row, subject).map((fresh) => ({ ...fresh, scheduledFor: at }));
}
