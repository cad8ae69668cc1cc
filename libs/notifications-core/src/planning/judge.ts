import { mayBeTold } from '../eligibility/may-be-told.js';
import type { Channel, PlannedNotification, SkipReason } from '../domain/notification.js';
import { outsideQuietHours, readerZone } from '../domain/preferences.js';
import type { Desired } from './desired.js';
import type { Subject } from './subject.js';

export type Judged =
  { readonly skip: SkipReason } | (Pick<PlannedNotification, 'address' | 'failure'> & { readonly scheduledFor: Date });

/**
 * Whether a desired message can be sent, to which address and when. Reasons are checked in the order in which a reader
 * of the answer would ask.
 */
export function judge(subject: Subject, desired: Desired, channel: Channel, moments: Set<string>): Judged {
  const { appointment, policy, reader } = subject;
  const { templateName, hoursUntil, at, withheld } = desired;
  if (withheld !== null) return { skip: withheld };
  if (hoursUntil !== null && at <= policy.now) return { skip: 'past_due' };
  const category = policy.template(templateName, channel, reader.locale)?.category;
  const verdict = mayBeTold(subject, { channel, templateName, category });
  if ('skip' in verdict) return verdict;
  const scheduledFor = sendTime(subject, desired, channel);
  // A missing address fails at once, whenever the message would be due.
  if (verdict.address === null) return { ...verdict, scheduledFor };

  // Quiet hours may end after the start: then it is too late.
  const start = appointment.start.instant;
  if (scheduledFor > policy.now && scheduledFor >= start && start > policy.now) return { skip: 'past_due' };
  if (hoursUntil !== null) {
    const moment = `${channel} ${scheduledFor.toISOString()}`;
    if (moments.has(moment)) return { skip: 'duplicate' };
    moments.add(moment);
  }
  return { ...verdict, scheduledFor };
}

/** When it goes out: at its time, but an SMS not during the reader's quiet hours. */
function sendTime(subject: Subject, { at, hoursUntil }: Desired, channel: Channel): Date {
  if (channel === 'email') return at;
  return outsideQuiet(subject, at, hoursUntil === null ? null : subject.appointment.start.instant);
}

/** @param reminderFor for a reminder the start of the appointment, `null` for everything else. */
export function outsideQuiet(subject: Subject, at: Date, reminderFor: Date | null): Date {
  const { appointment, preferences, policy, reader } = subject;
  return outsideQuietHours({
    at,
    now: policy.now,
    rules: preferences,
    zone: readerZone(preferences.timezone, reader.timezone, appointment.start.zone),
    reminderFor,
  });
}
