import type { EntityManager } from 'typeorm';
import { planPolicy, writePlans, type IntakeDependencies } from './accept-booking-event.js';
import { lockUpcomingAppointments, readRecipients, readSuppressed } from './db/bookings.repository.js';
import { notificationsOf } from './db/notifications.repository.js';
import { rows } from './db/sql.js';
import { replan } from './plan.js';
import { defaultPreferences } from './preference-rules.js';
import { suppressionKeys } from './suppression.js';

const NOBODY = { email: null, phone: null };

/**
 * Makes what is scheduled for a person follow their preferences as they are in this transaction: reminders
 * move, appear or go. What is due already is judged again when it is claimed.
 */
export async function replanUser(services: IntakeDependencies, manager: EntityManager, userId: string): Promise<void> {
  const appointments = await lockUpcomingAppointments(manager, userId);
  if (appointments.length === 0) return;
  const [clock] = await rows<{ now: Date }>(manager, 'SELECT clock_timestamp() AS now', []);
  const { client, preferences } = (await readRecipients(manager, [userId])).get(userId) ?? {
    client: null,
    preferences: null,
  };
  const notifications = await notificationsOf(
    manager,
    appointments.map(({ id }) => id),
  );
  const suppressed = await readSuppressed(manager, suppressionKeys(services.config, client ?? NOBODY));
  const policy = planPolicy(services, clock?.now ?? new Date());
  const plans = appointments.map((appointment) =>
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
  await writePlans(manager, plans, false);
}
