import type { Channel } from '../notification.js';
import { rows, type Sql } from './sql.js';

/**
 * Somebody who asked for silence and is then erased must still not be written to, so their address stays on the list
 * without being readable: as `sha256:<hex>` of its lower-case form. That hides it from whoever reads the table, not
 * from somebody who tries all phone numbers of a country.
 */
const hashed = (address: string): string => `'sha256:' || encode(sha256(convert_to(lower(${address}), 'UTF8')), 'hex')`;

/** Both forms in which an address may stand on the list, for `suppression.address IN …`. */
export const listedForms = (address: string): string => `(lower(${address}), ${hashed(address)})`;

/** Makes these addresses unreadable where they stand on the list; they stay on it. */
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
