import { CHANNELS, type Channel, type Reason, type SkipReason } from '../domain/notification.js';
import type { KnownNotification, PlanChange } from '../domain/plan.js';
import type { Desired } from './desired.js';
import { deadlineOfRow, expiry, judge, outsideQuiet, type Judged, type PlannedTimes } from './judge.js';
import { isInFlight, languageOf, refreshRow } from './refresh.js';
import { confirmedAt, isTheirs } from './said.js';
import type { Subject } from './subject.js';

export const NO_CHANGE: PlanChange = { insert: [], refresh: [], cancel: [], skipped: [] };

/** A desired message on one of its channels. */
interface Item {
  readonly subject: Subject;
  readonly desired: Desired;
  readonly channel: Channel;
  readonly dedupeKey: string;
  readonly times: PlannedTimes;
}

/**
 * Compares desired messages with the existing rows: rows to insert, to refresh and to cancel, and reasons for what is
 * skipped.
 */
export function reconcile(subject: Subject, all: readonly Desired[]): PlanChange {
  const times: PlannedTimes = {
    reminders: new Set(),
    confirmation: new Map(CHANNELS.map((channel) => [channel, confirmedAt(subject, channel)])),
  };
  return together(
    all.flatMap((desired) =>
      desired.channels.map((channel) =>
        reconcileOne({ subject, desired, channel, dedupeKey: desired.key(channel), times }),
      ),
    ),
  );
}

function reconcileOne(item: Item): PlanChange {
  const planned = plannedRow(item);
  if (planned === undefined) return planAnew(item);
  if (planned.state === 'pending') return keepWaiting(planned, item);
  const refresh = isInFlight(planned) ? refreshRow(planned, item.subject) : [];
  return { ...NO_CHANGE, refresh, ...skip(item, 'duplicate') };
}

/** This client's row with the same key that still counts, if there is one. What others had of the booking does not. */
function plannedRow({ subject, desired, dedupeKey }: Item): KnownNotification | undefined {
  return subject.known.notifications.find(
    (row) => row.dedupeKey === dedupeKey && isTheirs(row, subject) && countsAsPlanned(row, desired),
  );
}

/**
 * Whether a row prevents planning the same message again. A notice always does, whatever became of it. A cancelled
 * reminder does not, because the booking may move back, unless the user cancelled it.
 */
function countsAsPlanned(row: KnownNotification, { hoursUntil }: Desired): boolean {
  return hoursUntil === null || row.state !== 'cancelled' || row.reason === 'user_request';
}

/** The message is planned already: refresh its row, or cancel it if it may not be sent any more. */
function keepWaiting(row: KnownNotification, item: Item): PlanChange {
  const { subject, desired, channel, times } = item;
  const judged = judge(subject, desired, channel, times);
  // The address is invalid now: a failed row takes its place and says so.
  if (!('skip' in judged) && judged.failure?.reason === 'invalid_recipient')
    return together([cancelled(row, 'invalid_recipient'), insertOnce(item, judged)]);
  // A row that is due at this moment is not cancelled for being late, nor a move for being told again.
  if ('skip' in judged && judged.skip !== 'past_due' && judged.skip !== 'unchanged')
    return { ...cancelled(row, reasonOf(judged.skip)), ...skip(item, judged.skip) };
  const scheduledFor = 'skip' in judged ? heldUntil(row, item) : judged.scheduledFor;
  const refresh = refreshRow(row, subject).map((fresh) => ({ ...fresh, scheduledFor }));
  return { ...NO_CHANGE, refresh, ...skip(item, 'duplicate') };
}

/** A late reminder by SMS that waits for the end of quiet hours goes when those end now. `null`: it waits for nothing of the kind. */
function heldUntil(row: KnownNotification, { subject, desired, channel }: Item): Date | null {
  const { now } = subject.policy;
  if (channel !== 'sms' || desired.hoursUntil === null || desired.at > now || row.dueAt <= now) return null;
  return outsideQuiet(subject, now, deadlineOfRow(subject, row));
}

function planAnew(item: Item): PlanChange {
  const { subject, desired, channel, times } = item;
  const judged = judge(subject, desired, channel, times);
  return 'skip' in judged ? { ...NO_CHANGE, ...skip(item, judged.skip) } : insertOnce(item, judged);
}

/** A row that failed at once is inserted only once, however often its event comes. */
function insertOnce(item: Item, judged: Exclude<Judged, { skip: SkipReason }>): PlanChange {
  const { subject, desired, channel, dedupeKey } = item;
  const { appointment, known, policy, reader, revision } = subject;
  const { templateName, hoursUntil, lane } = desired;
  const failedBefore = known.notifications.some(
    (row) => row.dedupeKey.startsWith(`${dedupeKey}|`) && isTheirs(row, subject),
  );
  if (judged.failure !== null && failedBefore) return { ...NO_CHANGE, ...skip(item, 'duplicate') };
  const id = policy.newId();
  return {
    ...NO_CHANGE,
    insert: [
      {
        id,
        userId: appointment.client.id,
        appointmentId: appointment.id,
        appointmentRevision: revision,
        channel,
        templateName,
        lane,
        address: judged.address,
        locale: reader.locale,
        context: desired.context(languageOf(subject, templateName, channel), channel),
        hoursUntil,
        scheduledFor: judged.scheduledFor,
        expiresAt: expiry(templateName, subject),
        // A failed row has a key of its own, so that a good row can follow when the address is corrected.
        dedupeKey: judged.failure === null ? dedupeKey : `${dedupeKey}|${id}`,
        failure: judged.failure,
      },
    ],
  };
}

function cancelled({ id }: KnownNotification, reason: Reason): PlanChange {
  return { ...NO_CHANGE, cancel: [{ id, reason }] };
}

function skip({ desired, channel, dedupeKey }: Item, reason: SkipReason): Pick<PlanChange, 'skipped'> {
  const { templateName, hoursUntil } = desired;
  return { skipped: [{ templateName, channel, hoursUntil, dedupeKey, reason }] };
}

function reasonOf(skipped: Exclude<SkipReason, 'past_due' | 'unchanged'>): Reason {
  switch (skipped) {
    case 'booking_cancelled':
    case 'preference_off':
    case 'suppressed':
    case 'country_not_allowed':
      return skipped;
    case 'no_address':
      return 'invalid_recipient';
    case 'stale':
    case 'duplicate':
    case 'too_soon':
      return 'superseded';
  }
}

/** Joins several changes into one, in their order. */
export function together(changes: readonly PlanChange[]): PlanChange {
  return {
    insert: changes.flatMap(({ insert }) => insert),
    refresh: changes.flatMap(({ refresh }) => refresh),
    cancel: changes.flatMap(({ cancel }) => cancel),
    skipped: changes.flatMap(({ skipped }) => skipped),
  };
}
