import type { Client } from '../domain/booking.js';
import { rows, type Sql } from './sql.js';

/** Stores a person as they are from now on; somebody who was erased begins anew. Call it with them held to change. */
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

/** Whether anything at all is stored of somebody, an erasure included. */
export async function isAnybody(sql: Sql, id: string): Promise<boolean> {
  const [found] = await rows<{ known: boolean }>(
    sql,
    `SELECT EXISTS (SELECT FROM recipient WHERE id = $1) OR EXISTS (SELECT FROM notification WHERE user_id = $1)
       OR EXISTS (SELECT FROM preference WHERE user_id = $1) OR EXISTS (SELECT FROM appointment WHERE recipient_id = $1)
       OR EXISTS (SELECT FROM booking_event WHERE payload #>> '{data,appointment,client,id}' = $1) AS known`,
    [id],
  );
  return found?.known === true;
}

/** Every address by which somebody was known or written to, as it was told. Locks their appointments. */
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
 * Forgets a person everywhere but in their notifications: events and appointments keep their ids, so that repeats
 * and late events are still recognised. Call it with them held to change.
 * @returns when, by the database's clock.
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

/** Who was erased within the last days and not told of since. */
export function erasedWithin(sql: Sql, days: number): Promise<{ id: string; erasedAt: Date }[]> {
  return rows(
    sql,
    `SELECT id, erased_at AS "erasedAt" FROM recipient WHERE erased_at > clock_timestamp() - make_interval(days => $1)`,
    [days],
  );
}
