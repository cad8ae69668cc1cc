import type { EntityManager } from 'typeorm';
import { planPolicy, writePlans, type IntakeDependencies } from './accept-booking-event.js';
import {
  lockUpcomingAppointments,
  readRecipients,
  readSuppressed,
  type StoredRecipient,
} from './db/bookings.repository.js';
import { lockPlanned, notificationsOf, releaseHeld, waitingDirectOf } from './db/notifications.repository.js';
import { databaseClock } from './db/sql.js';
import { replan } from './plan.js';
import type { Plan } from './plan.types.js';
import { defaultPreferences, wants } from './preference-rules.js';
import { suppressionKeys } from './suppression.js';

const NOBODY = { email: null, phone: null };

type Changes = Pick<Plan, 'insert' | 'refresh' | 'cancel'>;

/**
 * Makes what is scheduled for a person follow their preferences as they are in this transaction: reminders
 * move, appear or go, and so does what somebody asked for. What is due already is judged again when it is claimed.
 */
export async function replanUser(services: IntakeDependencies, manager: EntityManager, userId: string): Promise<void> {
  const appointments = await replanAppointments(services, manager, userId);
  const direct = await rejudgeDirect(services, manager, userId);
  const plans = [...appointments, { insert: [], refresh: [], cancel: direct.cancel }];
  // All at once, in the order in which workers lock them: the statements below would each begin anew.
  const changed = plans.flatMap(({ refresh, cancel }) => [...refresh, ...cancel].map(({ id }) => id));
  if (direct.held.length > 0) await lockPlanned(manager, [...changed, ...direct.held]);
  await writePlans(manager, plans, false);
  if (direct.held.length > 0) await releaseHeld(manager, direct.held);
}

async function replanAppointments(
  services: IntakeDependencies,
  manager: EntityManager,
  userId: string,
): Promise<Changes[]> {
  const appointments = await lockUpcomingAppointments(manager, userId);
  if (appointments.length === 0) return [];
  const { client, preferences } = await readOne(manager, userId);
  const notifications = await notificationsOf(
    manager,
    appointments.map(({ id }) => id),
  );
  const suppressed = await readSuppressed(manager, suppressionKeys(services.config, client ?? NOBODY));
  const policy = planPolicy(services, await databaseClock(manager));
  return appointments.map((appointment) =>
    replan(
      appointment.snapshot,
      {
        appointment,
        notifications: notifications.filter((row) => row.appointmentId === appointment.id),
        client,
        preferences: preferences ?? defaultPreferences(services.config.APPOINTMENT_REMINDER_HOURS),
        suppressed,
      },
      policy,
    ),
  );
}

/** Of what somebody asked for: what the user does not want any more, and what was held for quiet hours as they were. */
async function rejudgeDirect(
  { config, templates }: IntakeDependencies,
  manager: EntityManager,
  userId: string,
): Promise<{ cancel: Plan['cancel']; held: string[] }> {
  const waiting = await waitingDirectOf(manager, userId);
  if (waiting.length === 0) return { cancel: [], held: [] };
  const { client, preferences } = await readOne(manager, userId);
  const rules = preferences ?? defaultPreferences(config.APPOINTMENT_REMINDER_HOURS);
  const locale = rules.locale ?? client?.locale ?? config.DEFAULT_LOCALE;
  const wanted = waiting.filter(({ channel, templateName }) => {
    const category = templates.find(templateName, channel, locale)?.source.category ?? 'transactional';
    return wants(rules, channel, templateName, category);
  });
  return {
    cancel: waiting.filter((row) => !wanted.includes(row)).map(({ id }) => ({ id, reason: 'preference_off' })),
    held: wanted.filter(({ isHeld }) => isHeld).map(({ id }) => id),
  };
}

async function readOne(manager: EntityManager, userId: string): Promise<StoredRecipient> {
  return (await readRecipients(manager, [userId])).get(userId) ?? { client: null, preferences: null };
}
