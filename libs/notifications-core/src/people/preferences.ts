import type { EntityManager } from 'typeorm';
import type { Config } from '../config/config.js';
import { holdPeople } from '../db/people.js';
import { addPreferences, findPreferences, writePreferences } from '../db/preferences.js';
import { inTransaction } from '../db/sql.js';
import type { PreferenceChanges, Preferences } from '../domain/preferences.js';
import { replanUsers } from '../planning/replan.js';
import type { Services } from '../services/services.js';

type PreferenceDefaults = Pick<Config, 'APPOINTMENT_REMINDER_HOURS'>;

/**
 * The preferences of one user. The first call stores the defaults, so that a later change of APPOINTMENT_REMINDER_HOURS
 * does not change what the user has seen. Two calls at once are safe.
 */
export async function readPreferences(
  manager: EntityManager,
  userId: string,
  defaults: PreferenceDefaults,
): Promise<Preferences> {
  return (
    (await findPreferences(manager, userId)) ?? addPreferences(manager, userId, defaults.APPOINTMENT_REMINDER_HOURS)
  );
}

/** Applies checked changes, and replans the user's waiting notifications. Returns all preferences. */
export function changePreferences(
  services: Services,
  userId: string,
  changes: PreferenceChanges,
): Promise<Preferences> {
  return inTransaction(services.dataSource, async (manager) => {
    const changed = await updatePreferences(manager, userId, changes, services.config);
    await replanUsers(services, manager, [userId]);
    return changed;
  });
}

/**
 * Applies the changes only. It locks the person until the transaction ends, so call it first in a transaction, and
 * `replanUsers` after it.
 */
export async function updatePreferences(
  manager: EntityManager,
  userId: string,
  changes: PreferenceChanges,
  defaults: PreferenceDefaults,
): Promise<Preferences> {
  await holdPeople(manager, [userId], 'change');
  const known = await readPreferences(manager, userId, defaults);
  return Object.keys(changes).length === 0 ? known : writePreferences(manager, known.id, changes);
}
