import { rows, storableJson, type Sql } from '../sql.js';
import { listedForms } from '../suppressions.js';
import type { Claimed } from './claimed.js';

/** What a claimed message says from now on, and to whom. */
export type Renewed = Pick<Claimed, 'id' | 'fence' | 'address' | 'locale' | 'context'>;

/**
 * Writes what claimed rows say now, before it is sent: the history and the search for evidence read it there.
 * @returns the rows that were written, and whether their address is suppressed. The missing rows belong to another
 * claim by now.
 */
export function renewClaimed(sql: Sql, renewed: readonly Renewed[]): Promise<{ id: string; suppressed: boolean }[]> {
  return rows(
    sql,
    `WITH fresh AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS f(id uuid, fence int, address text, locale text, context jsonb)),
     locked AS (
       SELECT n.id FROM notification n JOIN fresh f ON f.id = n.id AND f.fence = n.fence
       WHERE n.state = 'sending' AND n.erased_at IS NULL ORDER BY n.id FOR UPDATE OF n),
     renewed AS (
       UPDATE notification n SET recipient = f.address, locale = f.locale, context = f.context
       FROM fresh f JOIN locked USING (id) WHERE n.id = f.id RETURNING n.id, n.notification_type, n.recipient)
     SELECT r.id, EXISTS (
       SELECT FROM suppression s
       WHERE s.channel = r.notification_type AND s.address IN ${listedForms('r.recipient')}) AS suppressed
     FROM renewed r`,
    [storableJson(renewed)],
  );
}
