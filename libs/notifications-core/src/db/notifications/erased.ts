import type { Channel } from '../../domain/notification.js';
import { rows, type Sql } from '../sql.js';

/**
 * Erasing a row: it ends, and keeps only what statistics count. One that is being sent stays as it is. Only the row
 * itself says whether it is: what was read of it before may be older than its last change.
 */
const EMPTIED = `
  state = CASE WHEN n.state IN ('pending', 'in_doubt') THEN 'cancelled' ELSE n.state END,
  reason = CASE WHEN n.state IN ('pending', 'in_doubt') THEN 'erased' ELSE n.reason END,
  ended_at = CASE WHEN n.state IN ('pending', 'in_doubt') THEN clock_timestamp() ELSE n.ended_at END,
  handed_until = CASE WHEN n.state = 'sending' THEN n.handed_until END,
  recipient = CASE WHEN n.state = 'sending' THEN n.recipient END,
  subject = CASE WHEN n.state = 'sending' THEN n.subject END,
  context = CASE WHEN n.state = 'sending' THEN n.context ELSE '{}' END`;

/**
 * Marks all rows of a person as erased, cancels waiting ones and empties them. A row that is being sent belongs to its
 * worker, which will write the subject back. It is only marked, and `emptyErased` empties it later. Error texts stay:
 * they name providers, codes and settings, never what a provider said.
 */
export async function eraseNotifications(sql: Sql, userId: string): Promise<void> {
  await rows(
    sql,
    `WITH locked AS (
       SELECT id FROM notification WHERE user_id = $1 AND erased_at IS NULL ORDER BY id FOR UPDATE),
     emptied AS (
       UPDATE notification n SET erased_at = clock_timestamp(), ${EMPTIED} FROM locked l
       WHERE n.id = l.id RETURNING n.id),
     forgotten AS (DELETE FROM sandbox_message s USING locked l WHERE s.notification_id = l.id RETURNING s.id)
     SELECT (SELECT count(*) FROM emptied), (SELECT count(*) FROM forgotten)`,
    [userId],
  );
  // A statement of its own: the one above may have waited for a receipt, and does not see it.
  await rows(
    sql,
    `WITH emptied AS (
       UPDATE receipt r SET payload = '{}' FROM notification n
       WHERE n.user_id = $1 AND r.notification_id = n.id AND r.payload <> '{}' RETURNING r.id)
     SELECT count(*) FROM emptied`,
    [userId],
  );
}

/**
 * Marks rows of people who were erased within the last hour and have not become known again: rows that a bulk planned
 * for them at that moment. Test sends stay, because their address comes from the tester.
 * @returns the rows that `emptyErased` can empty now.
 */
export function markErased(sql: Sql, limit: number): Promise<{ id: string }[]> {
  return rows(
    sql,
    `WITH found AS (
       SELECT n.id FROM recipient r JOIN notification n ON n.user_id = r.id
       WHERE r.erased_at > statement_timestamp() - interval '1 hour' AND n.erased_at IS NULL AND NOT n.is_test
       LIMIT $1 FOR UPDATE OF n SKIP LOCKED),
     marked AS (UPDATE notification n SET erased_at = clock_timestamp() FROM found WHERE n.id = found.id RETURNING n.id)
     SELECT id FROM marked`,
    [limit],
  );
}

/**
 * Empties rows that were being sent or planned at the time of the erasure, once the send is over. `userId` null: everybody's rows.
 * @returns the addresses to which they were sent.
 */
export function emptyErased(
  sql: Sql,
  userId: string | null,
  limit: number,
): Promise<{ id: string; channel: Channel; address: string }[]> {
  return rows(
    sql,
    `WITH found AS (
       SELECT id, notification_type AS channel, recipient AS address FROM notification
       WHERE erased_at IS NOT NULL AND recipient IS NOT NULL AND state <> 'sending' AND ($1::text IS NULL OR user_id = $1)
       LIMIT $2 FOR UPDATE SKIP LOCKED),
     emptied AS (UPDATE notification n SET ${EMPTIED} FROM found f WHERE n.id = f.id RETURNING n.id),
     forgotten AS (DELETE FROM sandbox_message s USING found f WHERE s.notification_id = f.id)
     SELECT id, channel, address FROM found`,
    [userId, limit],
  );
}

/** Whether a row of this erased person still has to be emptied. */
export async function isErasing(sql: Sql, userId: string): Promise<boolean> {
  const [found] = await rows(
    sql,
    `SELECT FROM notification WHERE user_id = $1 AND erased_at IS NOT NULL AND recipient IS NOT NULL LIMIT 1`,
    [userId],
  );
  return found !== undefined;
}
