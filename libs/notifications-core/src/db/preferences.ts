import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { PreferenceChanges, Preferences } from '../domain/preferences.js';
import { PreferenceEntity } from './entities/preference.entity.js';
import { rows, type Sql } from './sql.js';

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
  for (;;) {
    await manager
      .createQueryBuilder()
      .insert()
      .into(PreferenceEntity)
      .values({ id: uuidv7(), user_id: userId, reminder_hours: [...reminderHours] })
      .orIgnore()
      .execute();
    const stored = await findPreferences(manager, userId);
    // The person may have been erased in between.
    if (stored !== null) return stored;
  }
}

/**
 * Switches marketing mail on or off for these people, each once. Who has no preferences yet gets the defaults with it.
 * Call it with the people held.
 */
export async function setEmailMarketing(
  sql: Sql,
  wishes: readonly { readonly userId: string; readonly wanted: boolean }[],
  reminderHours: readonly number[],
): Promise<void> {
  if (wishes.length === 0) return;
  await rows(
    sql,
    `WITH written AS (
       INSERT INTO preference AS p (id, user_id, email_marketing, reminder_hours)
       SELECT id, user_id, wanted, $4::int[] FROM unnest($1::uuid[], $2::text[], $3::boolean[]) AS w(id, user_id, wanted)
       ORDER BY user_id
       ON CONFLICT (user_id) DO UPDATE SET email_marketing = excluded.email_marketing, updated_at = clock_timestamp()
       WHERE p.email_marketing <> excluded.email_marketing RETURNING p.id)
     SELECT count(*) FROM written`,
    [wishes.map(() => uuidv7()), wishes.map(({ userId }) => userId), wishes.map(({ wanted }) => wanted), reminderHours],
  );
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
