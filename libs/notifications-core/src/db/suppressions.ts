import type { Channel } from '../domain/notification.js';
import { rows, type Sql } from './sql.js';
import type { SuppressionCause } from './entities/suppression.entity.js';

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

/**
 * Adds the address of a notification to the suppression list. If it is there already, the first cause stays. If its
 * person was erased meanwhile, it is added as its hash. Call it with the person held, so that no erasure runs beside it.
 */
export async function suppress(
  sql: Sql,
  notification: { readonly id: string; readonly channel: Channel; readonly address: string },
  cause: SuppressionCause,
): Promise<void> {
  await rows(
    sql,
    `WITH added AS (
       INSERT INTO suppression (channel, address, cause)
       SELECT $1, CASE WHEN EXISTS (SELECT FROM notification WHERE id = $4 AND erased_at IS NOT NULL)
                       THEN ${hashed('$2')} ELSE lower($2) END, $3
       WHERE NOT EXISTS (SELECT FROM suppression WHERE channel = $1 AND address IN ${listedForms('$2')})
       ON CONFLICT DO NOTHING RETURNING address)
     SELECT count(*) FROM added`,
    [notification.channel, notification.address, cause, notification.id],
  );
}

/** Replaces these addresses on the list by their hashes. They stay suppressed. */
export async function hideSuppressed(
  sql: Sql,
  addresses: readonly { readonly channel: Channel; readonly address: string }[],
): Promise<void> {
  if (addresses.length === 0) return;
  await rows(
    sql,
    `WITH wanted AS (
       SELECT DISTINCT channel, lower(address) AS plain, ${hashed('address')} AS hidden
       FROM unnest($1::text[], $2::text[]) AS a(channel, address)),
     listed AS (
       SELECT s.channel, s.address, w.hidden,
         EXISTS (SELECT FROM suppression t WHERE t.channel = s.channel AND t.address = w.hidden) AS twice
       FROM suppression s JOIN wanted w ON w.channel = s.channel AND w.plain = s.address
       ORDER BY s.channel, s.address FOR UPDATE OF s),
     hidden AS (
       UPDATE suppression s SET address = l.hidden FROM listed l
       WHERE NOT l.twice AND s.channel = l.channel AND s.address = l.address RETURNING s.channel),
     gone AS (
       DELETE FROM suppression s USING listed l
       WHERE l.twice AND s.channel = l.channel AND s.address = l.address RETURNING s.channel)
     SELECT (SELECT count(*) FROM hidden), (SELECT count(*) FROM gone)`,
    [addresses.map(({ channel }) => channel), addresses.map(({ address }) => address)],
  );
}
