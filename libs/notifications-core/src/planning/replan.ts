import type { EntityManager } from 'typeorm';
import { lockUpcomingAppointments, type PlannableAppointment } from '../db/bookings.js';
import { chunksOf } from '../db/chunks.js';
import { lockPlanned, notificationsOf, releaseHeld, waitingDirectOf } from '../db/notifications/planned.js';
import { saveSkips } from '../db/skips.js';
import { databaseClock, type Sql } from '../db/sql.js';
import type { Cancelled, KnownNotification, PlanChange } from '../domain/plan.js';
import { readerLocale } from '../domain/preferences.js';
import type { KeptSkip } from '../domain/skip.js';
import { readKnownRecipients } from '../eligibility/known-recipients.js';
import { wantsToHear } from '../eligibility/may-be-told.js';
import type { Services } from '../services/services.js';
import { keptSkips } from './kept-skips.js';
import { replan } from './plan.js';
import { planPolicy, rewritePlans } from './write.js';

/** Appointments that are judged in one go. Each takes half a millisecond, and the process has other work in between. */
export const JUDGED_TOGETHER = 100;

/**
 * Makes waiting notifications follow people's preferences and details as they are in this transaction. Reminders move,
 * appear or go, and direct notifications are judged again too. A message that is already due is judged again at its
 * claim. Call it while the people are locked.
 * @returns how many notifications were added.
 */
export async function replanUsers(
  services: Services,
  manager: EntityManager,
  userIds: readonly string[],
): Promise<number> {
  const plans: Pick<PlanChange, 'insert' | 'refresh' | 'cancel'>[] = [];
  const skips: KeptSkip[] = [];
  for (const some of chunksOf(await lockUpcomingAppointments(manager, userIds), JUDGED_TOGETHER)) {
    const judged = await judgeAgain(services, manager, some);
    plans.push(...judged);
    skips.push(...judged.flatMap(({ kept }) => kept));
  }
  const direct = await rejudgeDirect(services, manager, userIds);
  plans.push({ insert: [], refresh: [], cancel: direct.cancel });
  // All rows are locked at once, in the order in which workers lock them. The statements below would each start a new
  // order.
  const changed = plans.flatMap(({ refresh, cancel }) => [...refresh, ...cancel].map(({ id }) => id));
  if (direct.held.length > 0) await lockPlanned(manager, [...changed, ...direct.held]);
  await rewritePlans(manager, plans);
  await saveSkips(manager, skips);
  if (direct.held.length > 0) await releaseHeld(manager, direct.held);
  return plans.reduce((sum, { insert }) => sum + insert.length, 0);
}

/** What an appointment's plan changes, and what is kept of the messages that it leaves out. */
export interface JudgedAgain extends PlanChange {
  readonly kept: readonly KeptSkip[];
}

/** The result of `replan` for each appointment, in their order. Writes nothing. */
export async function judgeAgain(
  services: Services,
  sql: Sql,
  appointments: readonly PlannableAppointment[],
): Promise<JudgedAgain[]> {
  if (appointments.length === 0) return [];
  const people = await readKnownRecipients(
    sql,
    services.config,
    appointments.map(({ snapshot }) => ({ id: snapshot.client.id })),
  );
  const notifications = new Map<string, KnownNotification[]>(appointments.map(({ id }) => [id, []]));
  for (const row of await notificationsOf(sql, [...notifications.keys()]))
    notifications.get(row.appointmentId)?.push(row);
  const policy = planPolicy(services, await databaseClock(sql));
  return appointments.map((appointment) => {
    const { client, preferences } = people.of(appointment.snapshot.client.id);
    const rows = notifications.get(appointment.id) ?? [];
    const known = { appointment, notifications: rows, client, preferences, suppressed: people.suppressed };
    const change = replan(appointment.snapshot, known, policy);
    const subject = {
      appointmentId: appointment.id,
      userId: appointment.clientId,
      cause: 'change',
      startsAt: appointment.start.instant,
      at: policy.now,
    } as const;
    return { ...change, kept: keptSkips(subject, change, rows) };
  });
}

/**
 * Judges direct notifications again: `cancel` are those that their user does not want any more, `held` those that still
 * wait for the end of quiet hours.
 */
async function rejudgeDirect(
  { config, templates }: Services,
  manager: EntityManager,
  userIds: readonly string[],
): Promise<{ cancel: Cancelled[]; held: string[] }> {
  const waiting = await waitingDirectOf(manager, userIds);
  if (waiting.length === 0) return { cancel: [], held: [] };
  const people = await readKnownRecipients(
    manager,
    config,
    waiting.map(({ userId }) => ({ id: userId })),
  );
  const wanted = waiting.filter(({ userId, channel, templateName }) => {
    const { client, preferences } = people.of(userId);
    const locale = readerLocale(preferences, client, config.DEFAULT_LOCALE);
    const category = templates.find(templateName, channel, locale)?.source.category;
    return wantsToHear(preferences, { channel, templateName, category });
  });
  const kept = new Set(wanted);
  return {
    cancel: waiting.filter((row) => !kept.has(row)).map(({ id }) => ({ id, reason: 'preference_off' })),
    held: wanted.filter(({ isHeld }) => isHeld).map(({ id }) => id),
  };
}
