import { openAddress, wantsToHear } from '../eligibility/may-be-told.js';
import type { Channel, TemplateContext } from '../domain/notification.js';
import type { Cancelled, KnownNotification, PlanChange, Refreshed } from '../domain/plan.js';
import { isAppointmentFact, rescheduleContext } from './facts.js';
import { deadlineOfRow, expiry, outsideQuiet } from './judge.js';
import { isTheirs } from './said.js';
import type { Subject } from './subject.js';

/** The message is being sent or in doubt. If it returns to pending, it is still wanted. */
export function isInFlight({ state }: KnownNotification): boolean {
  return state === 'sending' || state === 'in_doubt';
}

/**
 * A waiting row takes the new facts and keeps its own (the old date of a move, the refund). Without a usable address
 * the row stays as it is.
 */
export function refreshRow(row: KnownNotification, subject: Subject): Refreshed[] {
  const address = openAddress(subject, row.channel);
  if (address === null) return [];
  const { reader, revision } = subject;
  return [
    {
      id: row.id,
      revision,
      address,
      locale: reader.locale,
      context: freshContext(row, subject),
      scheduledFor: null,
      expiresAt: expiry(row.templateName, subject),
    },
  ];
}

/** The facts of the newest snapshot only, and the row's own (the refund). */
export function freshContext(
  row: Pick<KnownNotification, 'templateName' | 'channel' | 'context'>,
  subject: Subject,
): TemplateContext {
  const locale = languageOf(subject, row.templateName, row.channel);
  const own = Object.entries(row.context).filter(([name]) => !isAppointmentFact(name));
  return {
    ...subject.facts(locale),
    ...Object.fromEntries(own),
    ...('new_appointment_date' in row.context
      ? rescheduleContext(null, subject.appointment.start, { ...subject.reader, locale }, subject.policy.now)
      : {}),
  };
}

/**
 * The locale for dates and times: the reader's if the template is in that language, else the template's. An English
 * sentence must not have Spanish dates.
 */
export function languageOf({ policy, reader }: Subject, templateName: string, channel: Channel): string {
  const locale = policy.template(templateName, channel, reader.locale)?.locale ?? policy.defaultLocale;
  const language = (tag: string): string | undefined => tag.toLowerCase().split('-')[0];
  return language(locale) === language(reader.locale) ? reader.locale : locale;
}

/**
 * Judges waiting notices anew: each follows its reader's details, or is cancelled if its reader does not want it any
 * more.
 */
export function refreshNotices(subject: Subject): Pick<PlanChange, 'refresh' | 'cancel'> {
  const refresh: Refreshed[] = [];
  const cancel: Cancelled[] = [];
  for (const row of subject.known.notifications) {
    if (row.state !== 'pending' || row.hoursUntil !== null || !isTheirs(row, subject)) continue;
    const { templateName, channel } = row;
    const category = subject.policy.template(templateName, channel, subject.reader.locale)?.category;
    if (!wantsToHear(subject.preferences, { channel, templateName, category }))
      cancel.push({ id: row.id, reason: 'preference_off' });
    else if (channel === 'sms') refresh.push(...refreshHeld(row, subject));
    else refresh.push(...refreshRow(row, subject));
  }
  return { refresh, cancel };
}

/** An SMS that waits for the end of quiet hours moves when they change. */
function refreshHeld(row: KnownNotification, subject: Subject): Refreshed[] {
  const { now } = subject.policy;
  const at = outsideQuiet(subject, now, deadlineOfRow(subject, row));
  // A message that is already due is judged again at its claim.
  if (at <= now && row.dueAt <= now) return [];
  return refreshRow(row, subject).map((fresh) => ({ ...fresh, scheduledFor: at }));
}
