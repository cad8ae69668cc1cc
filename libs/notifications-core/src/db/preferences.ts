import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { PreferenceChanges, Preferences } from '../domain/preferences.js';
import { PreferenceEntity } from './entities/preference.entity.js';

/** `null`: this user has none yet. */
export function findPreferences(manager: EntityManager, userId: string): Promise<Preferences | null> {
  return manager.findOneBy(PreferenceEntity, { user_id: userId });
}

/**
 * Stores the defaults, unless the user has preferences by now.
 * @returns the stored preferences.
 */
export async function addPreferences(
  manager: EntityManager,
  userId: string,
  reminderHours: readonly number[],
): Promise<Preferences> {
  await manager
    .createQueryBuilder()
    .insert()
    .into(PreferenceEntity)
    .values({ id: uuidv7(), user_id: userId, reminder_hours: [...reminderHours] })
    .orIgnore()
    .execute();
  return manager.findOneByOrFail(PreferenceEntity, { user_id: userId });
}

/**
 * @returns all preferences after the change.
 * @throws when no preferences have this id, or there are no changes.
 */
export async function writePreferences(
  manager: EntityManager,
  id: string,
  { reminder_hours: hours, ...changes }: PreferenceChanges,
): Promise<Preferences> {
  await manager.update(
    PreferenceEntity,
    { id },
    { ...changes, ...(hours === undefined ? {} : { reminder_hours: [...hours] }) },
  );
  return manager.findOneByOrFail(PreferenceEntity, { id });
}
