import { mayBeTold } from '../eligibility/may-be-told.js';
import type { Channel, PlannedNotification, SkipReason, TemplateContext } from '../domain/notification.js';
import { oldStartOf } from '../domain/old-start.js';
import { deadlineOf, outsideQuietHours, readerZone, type Deadline } from '../domain/preferences.js';
import { LATE_NOTICE_MS, type Desired } from './desired.js';
import type { Subject } from './subject.js';

export type Judged =
  { readonly skip: SkipReason } | (Pick<PlannedNotification, 'address' | 'failure'> & { readonly scheduledFor: Date });

/** What is planned for the reader so far. Reminders keep a distance to it. */
export interface PlannedTimes {
  /** Channel and time of each reminder. Quiet hours may move several to one time, and the reader gets only one. */
  readonly reminders: Set<string>;
  /** When the confirmation goes out, or went out. `null`: never. */
  readonly confirmation: Map<Channel, Date | null>;
}

/**
 * Whether a desired message can be sent, to which address and when. Reasons are checked in the order in which a reader
 * of the answer would ask.
 */
export function judge(subject: Subject, desired: Desired, channel: Channel, times: PlannedTimes): Judged {
  const { appointment, policy, reader } = subject;
  const { templateName, hoursUntil, at } = desired;
  const withheld = desired.withheld(channel);
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
  const crowded = hoursUntil === null ? null : crowds(scheduledFor, channel, times, policy.reminderMinGapMs);
  if (crowded !== null) return { skip: crowded };
  if (templateName === 'appointment_confirmation' && verdict.failure === null)
    times.confirmation.set(channel, scheduledFor);
  return { ...verdict, scheduledFor };
}

/** Why a reminder at this time says nothing new. `null`: it does, and has this time from now on. */
function crowds(at: Date, channel: Channel, times: PlannedTimes, gapMs: number): SkipReason | null {
  const sinceConfirmed = at.getTime() - (times.confirmation.get(channel)?.getTime() ?? -Infinity);
  if (sinceConfirmed >= 0 && sinceConfirmed < gapMs) return 'too_soon';
  const moment = `${channel} ${at.toISOString()}`;
  if (times.reminders.has(moment)) return 'duplicate';
  times.reminders.add(moment);
  return null;
}

/** When it goes out: at its time, but an SMS not during the reader's quiet hours. */
function sendTime(subject: Subject, desired: Desired, channel: Channel): Date {
  if (channel === 'email') return desired.at;
  return outsideQuiet(subject, desired.at, deadline(subject, desired, desired.oldStart(channel)?.instant ?? null));
}

/** The deadline of a row that waits. */
export function deadlineOfRow(
  subject: Subject,
  row: { readonly templateName: string; readonly hoursUntil: number | null; readonly context: TemplateContext },
): Deadline | null {
  return deadline(subject, row, oldStartOf(row.context)?.instant ?? null);
}

function deadline(
  { appointment, policy }: Subject,
  message: Parameters<typeof deadlineOf>[0],
  oldStart: Date | null,
): Deadline | null {
  return deadlineOf(message, [appointment.start.instant, oldStart], policy.now);
}

/** Nothing is sent after the start. A cancellation that is told of later may be sent for a day after it. */
export function expiry(templateName: string, { appointment, policy }: Subject): Date {
  const start = appointment.start.instant;
  const isLate = templateName === 'appointment_cancellation' && start <= policy.now;
  return isLate ? new Date(start.getTime() + LATE_NOTICE_MS) : start;
}

export function outsideQuiet(subject: Subject, at: Date, deadline: Deadline | null): Date {
  const { appointment, preferences, policy, reader } = subject;
  return outsideQuietHours({
    at,
    now: policy.now,
    rules: preferences,
    zone: readerZone(preferences.timezone, reader.timezone, appointment.start.zone),
    deadline,
  });
}
