import type { EntityManager } from 'typeorm';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '../domain/booking.js';
import type { PreferenceRules } from '../domain/preferences.js';
import { RecipientEntity } from './entities/recipient.entity.js';
import { rows, type Sql } from './sql.js';

export interface StoredRecipient {
  /** `null`: nothing is stored of them, perhaps because they were erased. */
  readonly client: Client | null;
  readonly erased: boolean;
  readonly preferences: PreferenceRules | null;
}

/**
 * Locks take memory of the whole server, so all people share this many. Transactions that only plan do not wait for
 * each other.
 */
const PEOPLE_LOCKS = 256;
const PEOPLE_LOCK_KEY = `hashtext('booking-notifications:people')`;

/**
 * Locks people until the transaction ends: to `plan` by their details, or to `change` those and plan anew. So a change
 * sees every appointment that was planned by the old details. Advisory locks work even where there is no row yet. Take
 * this lock before any other, or two transactions may wait for each other.
 */
export async function holdPeople(sql: Sql, ids: readonly string[], to: 'plan' | 'change'): Promise<void> {
  if (to === 'change' && ids.length === 1 && (await holdInPassing(sql, ids[0] ?? ''))) return;
  const lock = to === 'plan' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await rows(
    sql,
    `SELECT ${lock}(${PEOPLE_LOCK_KEY}, n) FROM (
       SELECT DISTINCT hashtext(id) & ${PEOPLE_LOCKS - 1} AS n FROM unnest($1::text[]) AS id ORDER BY n) AS locks`,
    [ids],
  );
}

/** How often a lock is asked for without standing in line, and how long. */
const ASK_EVERY_MS = 10;
const IN_PASSING_MS = 3_000;

/**
 * Locks one person for a change as soon as nobody holds them, without standing in line: everybody who comes to plan
 * would have to stand behind. An array of a thousand events holds its people for seconds.
 * @returns whether it succeeded. It gives up after 3 s, so that a busy person can be changed too.
 */
async function holdInPassing(sql: Sql, id: string): Promise<boolean> {
  const until = performance.now() + IN_PASSING_MS;
  while (performance.now() < until) {
    const [asked] = await rows<{ held: boolean }>(
      sql,
      `SELECT pg_try_advisory_xact_lock(${PEOPLE_LOCK_KEY}, hashtext($1) & ${PEOPLE_LOCKS - 1}) AS held`,
      [id],
    );
    if (asked?.held === true) return true;
    await wait(ASK_EVERY_MS);
  }
  return false;
}

/**
 * Locks the clients of events as `holdPeople` does. The lock is to `plan`, but to `change` for a client whose details
 * differ from the stored ones or between the events. Otherwise a message that is planned at that moment would keep the
 * old address.
 * @returns the ids that are locked to change.
 */
export async function holdClients(sql: Sql, clients: readonly Client[]): Promise<Set<string>> {
  const told = new Map<string, string>();
  const differing = new Set<string>();
  for (const client of clients) {
    const words = JSON.stringify(client);
    if ((told.get(client.id) ?? words) !== words) differing.add(client.id);
    told.set(client.id, words);
  }
  const [held] = await rows<{ changing: string[] }>(
    sql,
    `WITH said AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS c(
         id text, name text, email text, phone text, locale text, timezone text, differs boolean)),
     changing AS MATERIALIZED (
       SELECT DISTINCT s.id FROM said s LEFT JOIN recipient r ON r.id = s.id
       WHERE s.differs OR r.erased_at IS NOT NULL OR (r.id IS NOT NULL AND
         (coalesce(s.name, r.name), coalesce(s.email, r.email), coalesce(s.phone, r.phone), coalesce(s.locale, r.locale),
          coalesce(s.timezone, r.timezone)) IS DISTINCT FROM (r.name, r.email, r.phone, r.locale, r.timezone))),
     locks AS (
       SELECT hashtext(s.id) & ${PEOPLE_LOCKS - 1} AS n, bool_or(c.id IS NOT NULL) AS alone
       FROM said s LEFT JOIN changing c ON c.id = s.id GROUP BY 1 ORDER BY 1),
     held AS MATERIALIZED (
       SELECT CASE WHEN alone THEN pg_advisory_xact_lock(${PEOPLE_LOCK_KEY}, n)::text
                   ELSE pg_advisory_xact_lock_shared(${PEOPLE_LOCK_KEY}, n)::text END FROM locks)
     SELECT (SELECT count(*) FROM held) AS locks, (SELECT coalesce(json_agg(id), '[]') FROM changing) AS changing`,
    [JSON.stringify(clients.map((client) => ({ ...client, differs: differing.has(client.id) })))],
  );
  return new Set(held?.changing ?? []);
}

/** Stored details and preferences of these people. Call it while they are locked. */
export async function readRecipients(sql: Sql, ids: readonly string[]): Promise<Map<string, StoredRecipient>> {
  const found = await rows<StoredRecipient & { id: string }>(
    sql,
    `SELECT k.id, to_jsonb(p) AS preferences, r.erased_at IS NOT NULL AS erased,
       CASE WHEN r.id IS NOT NULL AND r.erased_at IS NULL THEN json_build_object('id', r.id, 'name', r.name, 'email', r.email, 'phone', r.phone,
         'locale', r.locale, 'timezone', r.timezone) END AS client
     FROM unnest($1::text[]) AS k(id) LEFT JOIN recipient r ON r.id = k.id LEFT JOIN preference p ON p.user_id = k.id`,
    [ids],
  );
  return new Map(found.map(({ id, ...stored }) => [id, stored]));
}

/** A person's row, erased or not. */
export type RecipientRow = Readonly<RecipientEntity>;

/** `null`: there is none, because nobody has ever named this person. */
export function findRecipientRow(manager: EntityManager, id: string): Promise<RecipientRow | null> {
  return manager.findOneBy(RecipientEntity, { id });
}

/** The ids of these people who were not erased. Nothing may be planned for the others from leftovers. */
export async function unerased(sql: Sql, ids: readonly string[]): Promise<string[]> {
  const left = await rows<{ id: string }>(
    sql,
    `SELECT k.id FROM unnest($1::text[]) AS k(id) LEFT JOIN recipient r ON r.id = k.id WHERE r.erased_at IS NULL`,
    [ids],
  );
  return left.map(({ id }) => id);
}

/**
 * Updates contact details from events. A detail that an event leaves out stays. A person who was erased becomes known
 * again.
 * @returns the ids that had a row before.
 */
export async function saveClients(sql: Sql, clients: readonly Client[]): Promise<Set<string>> {
  if (clients.length === 0) return new Set();
  const known = await rows<{ id: string }>(
    sql,
    `WITH saved AS (
       INSERT INTO recipient AS r (id, name, email, phone, locale, timezone)
       SELECT id, name, email, phone, locale, timezone FROM jsonb_to_recordset($1::jsonb) AS c(
         id text, name text, email text, phone text, locale text, timezone text) ORDER BY id
       ON CONFLICT (id) DO UPDATE SET
         name = coalesce(excluded.name, r.name), email = coalesce(excluded.email, r.email),
         phone = coalesce(excluded.phone, r.phone), locale = coalesce(excluded.locale, r.locale),
         timezone = coalesce(excluded.timezone, r.timezone), erased_at = NULL, updated_at = clock_timestamp(),
         created_at = CASE WHEN r.erased_at IS NULL THEN r.created_at ELSE clock_timestamp() END
       -- Only a row that was there before has been locked by its update.
       RETURNING r.id, r.xmax::text <> '0' AS was_there)
     SELECT id FROM saved WHERE was_there`,
    [JSON.stringify(clients)],
  );
  return new Set(known.map(({ id }) => id));
}

/**
 * Stores a person's details, all of them. A person who was erased begins anew. Call it while they are locked to change.
 */
export async function storeClient(sql: Sql, client: Client): Promise<void> {
  await rows(
    sql,
    `WITH saved AS (
       INSERT INTO recipient AS r (id, name, email, phone, locale, timezone) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (id) DO UPDATE SET
         name = excluded.name, email = excluded.email, phone = excluded.phone, locale = excluded.locale,
         timezone = excluded.timezone, erased_at = NULL, updated_at = clock_timestamp(),
         created_at = CASE WHEN r.erased_at IS NULL THEN r.created_at ELSE clock_timestamp() END
       RETURNING id)
     SELECT id FROM saved`,
    [client.id, client.name, client.email, client.phone, client.locale, client.timezone],
  );
}

/** Whether anything is stored about a person, even only that they were erased. */
export async function isAnybody(sql: Sql, id: string): Promise<boolean> {
  const [found] = await rows<{ known: boolean }>(
    sql,
    `SELECT EXISTS (SELECT FROM recipient WHERE id = $1) OR EXISTS (SELECT FROM notification WHERE user_id = $1)
       OR EXISTS (SELECT FROM preference WHERE user_id = $1) OR EXISTS (SELECT FROM appointment WHERE recipient_id = $1)
       OR EXISTS (SELECT FROM told WHERE user_id = $1)
       OR EXISTS (SELECT FROM booking_event WHERE payload #>> '{data,appointment,client,id}' = $1) AS known`,
    [id],
  );
  return found?.known === true;
}

/** Every address that a person had or was written to, as it came. Locks their appointments. */
export async function addressesOf(sql: Sql, id: string): Promise<{ email: string | null; phone: string | null }[]> {
  return rows(
    sql,
    `WITH booked AS (SELECT snapshot FROM appointment WHERE recipient_id = $1 ORDER BY id FOR UPDATE)
     SELECT email, phone FROM recipient WHERE id = $1
     UNION SELECT snapshot #>> '{client,email}', snapshot #>> '{client,phone}' FROM booked
     UNION SELECT CASE WHEN notification_type = 'email' THEN recipient END,
       CASE WHEN notification_type = 'sms' THEN recipient END
     FROM notification WHERE user_id = $1`,
    [id],
  );
}

/**
 * Erases a person everywhere except in their notifications. Events and appointments keep their ids, so that repeats and
 * late events are still recognised. Call it while they are locked to change.
 * @returns the time of the erasure, by the database's clock.
 */
export async function eraseRecipient(sql: Sql, id: string): Promise<Date> {
  await rows(
    sql,
    `WITH emptied AS (
       UPDATE booking_event SET payload = '{}' WHERE payload #>> '{data,appointment,client,id}' = $1 RETURNING event_id)
     SELECT count(*) FROM emptied`,
    [id],
  );
  await rows(
    sql,
    `WITH reduced AS (
       UPDATE appointment SET updated_at = clock_timestamp(),
         snapshot = jsonb_build_object('id', id, 'client', jsonb_build_object('id', recipient_id))
       WHERE recipient_id = $1 RETURNING id)
     SELECT count(*) FROM reduced`,
    [id],
  );
  const [erased] = await rows<{ erasedAt: Date }>(
    sql,
    `WITH forgotten AS (DELETE FROM preference WHERE user_id = $1 RETURNING id),
     untold AS (DELETE FROM told WHERE user_id = $1),
     unskipped AS (DELETE FROM skip WHERE user_id = $1),
     erased AS (
       INSERT INTO recipient (id, erased_at) VALUES ($1, clock_timestamp())
       ON CONFLICT (id) DO UPDATE SET name = NULL, email = NULL, phone = NULL, locale = NULL, timezone = NULL,
         erased_at = clock_timestamp(), updated_at = clock_timestamp()
       RETURNING erased_at)
     SELECT erased_at AS "erasedAt", (SELECT count(*) FROM forgotten) FROM erased`,
    [id],
  );
  if (!erased) throw new Error('the database gave no answer');
  return erased.erasedAt;
}

/** People who were erased within the last days and have not become known again. */
export function erasedWithin(sql: Sql, days: number): Promise<{ id: string; erasedAt: Date }[]> {
  return rows(
    sql,
    `SELECT id, erased_at AS "erasedAt" FROM recipient WHERE erased_at > now() - make_interval(days => $1)`,
    [days],
  );
}
