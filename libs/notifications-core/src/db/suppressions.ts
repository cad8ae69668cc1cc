import type { Channel } from '../domain/notification.js';
import { rows, type Sql } from './sql.js';
import type { SuppressionCause } from '../domain/suppression.js';

/**
 * A person who opted out and is then erased must still not be written to. Their address stays on the list in a form
 * that nobody can read: `sha256:<hex>` of its lower-case form. The hash protects it from readers of the table, but not
 * from somebody who tries all phone numbers of a country.
 */
const hashed = (address: string): string => `'sha256:' || encode(sha256(convert_to(lower(${address}), 'UTF8')), 'hex')`;

/** Both forms of an address on the list, for `suppression.address IN …`. */
export const listedForms = (address: string): string => `(lower(${address}), ${hashed(address)})`;

/** Those of these `channel:address` keys that are suppressed. */
export async function readSuppressed(sql: Sql, keys: readonly string[]): Promise<Set<string>> {
  const found = await rows<{ key: string }>(
    sql,
    `SELECT k.key FROM (
       SELECT key, split_part(key, ':', 1) AS channel, substr(key, strpos(key, ':') + 1) AS address
       FROM unnest($1::text[]) AS key) AS k
     CROSS JOIN LATERAL (
       SELECT FROM suppression s WHERE s.channel = k.channel AND s.address IN ${listedForms('k.address')} LIMIT 1) AS s`,
    [keys],
  );
  return new Set(found.map(({ key }) => key));
}

/** An address that must not be written to any more. */
export interface Suppression {
  readonly channel: Channel;
  /** In canonical form. Case does not matter. */
  readonly address: string;
  readonly cause: SuppressionCause;
  /** The notification that showed it. `null`: there is none, because the person or the staff said so. */
  readonly notificationId: string | null;
}

/** What an entry of the list says of itself: no address. */
export type Listed = Pick<Suppression, 'channel' | 'cause'>;

/**
 * Adds addresses to the suppression list. Where one is there already, in either form, the first cause stays; where one
 * is given twice, its first. An opt-out is told apart from all other causes and stands beside them, because only its
 * owner takes it back. If the person of its notification was erased meanwhile, an address is added as its hash:
 * call it with the people of the notifications held, so that no erasure runs beside it.
 * @returns what was added.
 */
export async function suppress(sql: Sql, found: readonly Suppression[]): Promise<Listed[]> {
  if (found.length === 0) return [];
  return rows(
    sql,
    `WITH given AS (
       SELECT DISTINCT ON (channel, lower(address), cause = 'opted_out')
         channel, lower(address) AS address, cause, notification_id
       FROM unnest($1::text[], $2::text[], $3::text[], $4::uuid[])
         WITH ORDINALITY AS g(channel, address, cause, notification_id, place)
       ORDER BY channel, lower(address), cause = 'opted_out', place),
     added AS (
       INSERT INTO suppression (channel, address, cause)
       SELECT g.channel, CASE WHEN n.erased_at IS NULL THEN g.address ELSE ${hashed('g.address')} END, g.cause
       FROM given g LEFT JOIN notification n ON n.id = g.notification_id
       WHERE NOT EXISTS (
         SELECT FROM suppression s WHERE s.channel = g.channel AND s.address IN ${listedForms('g.address')}
           AND (s.cause = 'opted_out') = (g.cause = 'opted_out'))
       -- In one order, so that two calls do not wait for each other.
       ORDER BY g.channel, g.address, g.cause
       ON CONFLICT DO NOTHING RETURNING channel, cause)
     SELECT channel, cause FROM added`,
    [
      found.map(({ channel }) => channel),
      found.map(({ address }) => address),
      found.map(({ cause }) => cause),
      found.map(({ notificationId }) => notificationId),
    ],
  );
}

/** Where a message can go: a channel and an address on it. */
export type Place = Pick<Suppression, 'channel' | 'address'>;

/**
 * Takes back the opt-outs of these addresses, in both forms. What is listed for another cause stays: a START does not
 * mend an address that bounces.
 * @returns what was taken off the list.
 */
export async function liftOptOuts(sql: Sql, places: readonly Place[]): Promise<Listed[]> {
  if (places.length === 0) return [];
  return rows(
    sql,
    `WITH wanted AS (SELECT * FROM unnest($1::text[], $2::text[]) AS w(channel, address)),
     locked AS (
       SELECT s.id FROM suppression s JOIN wanted w
         ON w.channel = s.channel AND s.address IN ${listedForms('w.address')}
       WHERE s.cause = 'opted_out' ORDER BY s.channel, s.address FOR UPDATE OF s),
     lifted AS (
       DELETE FROM suppression s USING locked l WHERE s.id = l.id RETURNING s.channel, s.cause)
     SELECT channel, cause FROM lifted`,
    [places.map(({ channel }) => channel), places.map(({ address }) => address)],
  );
}

/** Replaces these addresses on the list by their hashes. They stay suppressed, as they were first where both are there. */
export async function hideSuppressed(sql: Sql, addresses: readonly Place[]): Promise<void> {
  if (addresses.length === 0) return;
  await rows(
    sql,
    `WITH wanted AS (
       SELECT DISTINCT channel, lower(address) AS plain, ${hashed('address')} AS hidden
       FROM unnest($1::text[], $2::text[]) AS a(channel, address)),
     listed AS (
       SELECT s.id, w.hidden,
         EXISTS (
           SELECT FROM suppression t WHERE t.channel = s.channel AND t.address = w.hidden
             AND (t.cause = 'opted_out') = (s.cause = 'opted_out')) AS twice
       FROM suppression s JOIN wanted w ON w.channel = s.channel AND w.plain = s.address
       ORDER BY s.channel, s.address FOR UPDATE OF s),
     hidden AS (
       UPDATE suppression s SET address = l.hidden FROM listed l
       WHERE NOT l.twice AND s.id = l.id RETURNING s.id),
     gone AS (
       DELETE FROM suppression s USING listed l
       WHERE l.twice AND s.id = l.id RETURNING s.id)
     SELECT (SELECT count(*) FROM hidden), (SELECT count(*) FROM gone)`,
    [addresses.map(({ channel }) => channel), addresses.map(({ address }) => address)],
  );
}

/** Why these addresses are on the list. One that is not there has no entry. */
export function causesOf(sql: Sql, places: readonly Place[]): Promise<Listed[]> {
  return rows(
    sql,
    `SELECT DISTINCT s.channel, s.cause FROM unnest($1::text[], $2::text[]) AS p(channel, address)
     JOIN suppression s ON s.channel = p.channel AND s.address IN ${listedForms('p.address')}
     ORDER BY s.channel, s.cause`,
    [places.map(({ channel }) => channel), places.map(({ address }) => address)],
  );
}
