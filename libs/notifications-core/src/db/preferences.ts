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
 * Switches marketing mail on or off for these people, each once, as they said at that time. Who has no preferences yet
 * gets the defaults with it. It is switched on only if they changed no preference since: what they told us later holds,
 * and receipts come late. Call it with the people held.
 */
export async function setEmailMarketing(
  sql: Sql,
  wishes: readonly { readonly userId: string; readonly wanted: boolean; readonly at: Date }[],
  reminderHours: readonly number[],
): Promise<void> {
  if (wishes.length === 0) return;
  await rows(
    sql,
    `WITH written AS (
       INSERT INTO preference AS p (id, user_id, email_marketing, reminder_hours, created_at, updated_at)
       SELECT id, user_id, wanted, $5::int[], said_at, said_at
       FROM unnest($1::uuid[], $2::text[], $3::boolean[], $4::timestamptz[]) AS w(id, user_id, wanted, at),
         least(at, clock_timestamp()) AS said_at
       ORDER BY user_id
       -- Not the time of the receipt's coming: else what they said a moment later would seem to be from before.
       ON CONFLICT (user_id) DO UPDATE SET email_marketing = excluded.email_marketing,
         updated_at = greatest(p.updated_at, excluded.updated_at)
       WHERE p.email_marketing <> excluded.email_marketing
         AND (NOT excluded.email_marketing OR excluded.updated_at >= p.updated_at) RETURNING p.id)
     SELECT count(*) FROM written`,
    [
      wishes.map(() => uuidv7()),
      wishes.map(({ userId }) => userId),
      wishes.map(({ wanted }) => wanted),
      wishes.map(({ at }) => at),
      reminderHours,
    ],
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
