import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { PreferenceChanges, Preferences } from '../domain/preferences.js';
import { PreferenceEntity } from './entities/preference.entity.js';

/** `null` when this user has none yet. */
export function findPreferences(manager: EntityManager, userId: string): Promise<Preferences | null> {
  return manager.findOneBy(PreferenceEntity, { user_id: userId });
}

/** Writes the defaults down, unless somebody has done so by now. @returns what is stored. */
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

/** @returns the whole. @throws when nothing has this id, or nothing is to be changed. */
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
