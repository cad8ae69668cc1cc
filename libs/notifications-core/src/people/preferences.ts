import type { Services } from '../services/services.js';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Config } from '../config/config.js';
import { holdPeople } from '../db/people.js';
import { PreferenceEntity } from '../db/entities/preference.entity.js';
import { inTransaction } from '../db/sql.js';
import { replanUsers } from '../planning/replan.js';

/** What a user may change. A field that is absent stays as it is; `null` puts `timezone` and `locale` back to "not set". */
export type PreferenceChanges = Partial<Omit<PreferenceEntity, 'id' | 'user_id' | 'created_at' | 'updated_at'>>;

type PreferenceDefaults = Pick<Config, 'APPOINTMENT_REMINDER_HOURS'>;

/**
 * The preferences of one user; the first call writes the defaults down, so that a later change of
 * APPOINTMENT_REMINDER_HOURS does not move what somebody has seen. Safe when called twice at once.
 */
export async function readPreferences(
  manager: EntityManager,
  userId: string,
  defaults: PreferenceDefaults,
): Promise<PreferenceEntity> {
  const known = await manager.findOneBy(PreferenceEntity, { user_id: userId });
  if (known) return known;
  await manager
    .createQueryBuilder()
    .insert()
    .into(PreferenceEntity)
    .values({ id: uuidv7(), user_id: userId, reminder_hours: [...defaults.APPOINTMENT_REMINDER_HOURS] })
    .orIgnore()
    .execute();
  return manager.findOneByOrFail(PreferenceEntity, { user_id: userId });
}

/** Applies the changes, which are already checked, with effect on what is already scheduled, and returns the whole. */
export function changePreferences(
  services: Services,
  userId: string,
  changes: PreferenceChanges,
): Promise<PreferenceEntity> {
  return inTransaction(services.dataSource, async (manager) => {
    const changed = await updatePreferences(manager, userId, changes, services.config);
    await replanUsers(services, manager, [userId]);
    return changed;
  });
}

/**
 * Applies the changes and nothing else. Holds the person until the transaction ends, so it comes first in it and
 * `replanUsers` after it.
 */
export async function updatePreferences(
  manager: EntityManager,
  userId: string,
  changes: PreferenceChanges,
  defaults: PreferenceDefaults,
): Promise<PreferenceEntity> {
  await holdPeople(manager, [userId], 'change');
  const { id } = await readPreferences(manager, userId, defaults);
  if (Object.keys(changes).length > 0) await manager.update(PreferenceEntity, { id }, changes);
  return manager.findOneByOrFail(PreferenceEntity, { id });
}
