import type { EntityManager } from 'typeorm';
import {
  lockUpcomingAppointments,
  readRecipients,
  readSuppressed,
  type PlannableAppointment,
} from './db/bookings.repository.js';
import { lockPlanned, notificationsOf, releaseHeld, waitingDirectOf } from './db/notifications.repository.js';
import { databaseClock, type Sql } from './db/sql.js';
import { replan } from './plan.js';
import type { KnownNotification, Plan } from './plan.types.js';
import { planPolicy, writePlans, type PlanningDependencies } from './planning.js';
import { defaultPreferences, wants } from './preference-rules.js';
import { suppressionKeys } from './suppression.js';

const NOBODY = { email: null, phone: null };
const NOT_KNOWN = { client: null, preferences: null };

/**
 * Makes what is scheduled for a person follow their preferences, and what is known of them, as they are in this
 * transaction: reminders move, appear or go, and so does what somebody asked for. What is due already is judged again
 * when it is claimed.
 */
export async function replanUser(
  services: PlanningDependencies,
  manager: EntityManager,
  userId: string,
): Promise<void> {
  const appointments = await judgeAgain(services, manager, await lockUpcomingAppointments(manager, [userId]));
  const direct = await rejudgeDirect(services, manager, userId);
  const plans = [...appointments, { insert: [], refresh: [], cancel: direct.cancel }];
  // All at once, in the order in which workers lock them: the statements below would each begin anew.
  const changed = plans.flatMap(({ refresh, cancel }) => [...refresh, ...cancel].map(({ id }) => id));
  if (direct.held.length > 0) await lockPlanned(manager, [...changed, ...direct.held]);
  await writePlans(manager, plans, false);
  if (direct.held.length > 0) await releaseHeld(manager, direct.held);
}

/** Plans anew what the appointments of several people, who are held, should have. @returns how many were added. */
export async function replanUsers(
  services: PlanningDependencies,
  manager: EntityManager,
  userIds: readonly string[],
): Promise<number> {
  const plans = await judgeAgain(services, manager, await lockUpcomingAppointments(manager, userIds));
  await writePlans(manager, plans, false);
  return plans.reduce((sum, { insert }) => sum + insert.length, 0);
}

/** What `replan` says of each appointment, in their order; changes nothing. */
export async function judgeAgain(
  services: PlanningDependencies,
  sql: Sql,
  appointments: readonly PlannableAppointment[],
): Promise<Pick<Plan, 'insert' | 'refresh' | 'cancel' | 'skipped'>[]> {
  if (appointments.length === 0) return [];
  const people = await readRecipients(sql, [...new Set(appointments.map(({ snapshot }) => snapshot.client.id))]);
  const notifications = new Map<string, KnownNotification[]>(appointments.map(({ id }) => [id, []]));
  for (const row of await notificationsOf(sql, [...notifications.keys()]))
    notifications.get(row.appointmentId)?.push(row);
  const suppressed = await readSuppressed(
    sql,
    [...people.values()].flatMap(({ client }) => suppressionKeys(services.config, client ?? NOBODY)),
  );
  const policy = planPolicy(services, await databaseClock(sql));
  return appointments.map((appointment) => {
    const { client, preferences } = people.get(appointment.snapshot.client.id) ?? NOT_KNOWN;
    return replan(
      appointment.snapshot,
      {
        appointment,
        notifications: notifications.get(appointment.id) ?? [],
        client,
        preferences: preferences ?? defaultPreferences(services.config.APPOINTMENT_REMINDER_HOURS),
        suppressed,
      },
      policy,
    );
  });
}

/** Of what somebody asked for: what the user does not want any more, and what was held for quiet hours as they were. */
async function rejudgeDirect(
  { config, templates }: PlanningDependencies,
  manager: EntityManager,
  userId: string,
): Promise<{ cancel: Plan['cancel']; held: string[] }> {
  const waiting = await waitingDirectOf(manager, userId);
  if (waiting.length === 0) return { cancel: [], held: [] };
  const known = (await readRecipients(manager, [userId])).get(userId);
  const rules = known?.preferences ?? defaultPreferences(config.APPOINTMENT_REMINDER_HOURS);
  const locale = rules.locale ?? known?.client?.locale ?? config.DEFAULT_LOCALE;
  const wanted = waiting.filter(({ channel, templateName }) => {
    const category = templates.find(templateName, channel, locale)?.source.category ?? 'transactional';
    return wants(rules, channel, templateName, category);
  });
  return {
    cancel: waiting.filter((row) => !wanted.includes(row)).map(({ id }) => ({ id, reason: 'preference_off' })),
    held: wanted.filter(({ isHeld }) => isHeld).map(({ id }) => id),
  };
}
