import type { EntityManager } from 'typeorm';
import type { Config } from '../config/config.js';
import { holdPeople, readRecipients } from '../db/people.js';
import { inTransaction } from '../db/sql.js';
import { defaultPreferences, type PreferenceChanges, type PreferenceRules } from '../domain/preferences.js';
import { isClockZone } from '../domain/wall-time.js';
import { replanUsers } from '../planning/replan.js';
import type { Services } from '../services/services.js';
import { updatePreferences } from './preferences.js';

/** What a person wants to hear, as a link in a message of theirs finds it. It holds nothing else of them. */
export interface LinkedPreferences {
  readonly preferences: PreferenceRules;
  /** The language that they read. `null`: it is not known. */
  readonly locale: string | null;
  /** The zone of their quiet hours. `null`: that of each appointment. */
  readonly zone: string | null;
}

/**
 * Reads what a link is about. It changes and stores nothing, whoever opens it.
 * @returns `null` for a token that we did not make, and for a person who was erased.
 */
export async function findLinkedPreferences(services: Services, token: string): Promise<LinkedPreferences | null> {
  const id = services.links.readPreferences(token);
  return id === null ? null : read(services.dataSource.manager, id, services.config);
}

/**
 * Applies checked changes of the person behind a link, and replans what waits for them.
 * @returns what holds now. `null` as above: nothing is stored.
 */
export async function changeLinkedPreferences(
  services: Services,
  token: string,
  changes: PreferenceChanges,
): Promise<LinkedPreferences | null> {
  const id = services.links.readPreferences(token);
  if (id === null) return null;
  return inTransaction(services.dataSource, async (manager) => {
    await holdPeople(manager, [id], 'change');
    if ((await read(manager, id, services.config)) === null) return null;
    await updatePreferences(manager, id, changes, services.config);
    await replanUsers(services, manager, [id]);
    return read(manager, id, services.config);
  });
}

async function read(
  manager: EntityManager,
  id: string,
  { APPOINTMENT_REMINDER_HOURS }: Pick<Config, 'APPOINTMENT_REMINDER_HOURS'>,
): Promise<LinkedPreferences | null> {
  const stored = (await readRecipients(manager, [id])).get(id);
  if (stored === undefined || stored.erased) return null;
  const { client } = stored;
  const preferences = stored.preferences ?? defaultPreferences(APPOINTMENT_REMINDER_HOURS);
  const zone = [preferences.timezone, client?.timezone].find((each) => each != null && isClockZone(each));
  return { preferences, locale: preferences.locale ?? client?.locale ?? null, zone: zone ?? null };
}
