import { rows, type Sql } from './sql.js';

/**
 * Deletes one batch of old rows in a short transaction. Rows that another transaction has locked are left to the next
 * batch, so two runs share the work and neither waits.
 * @returns how many rows were deleted.
 */
export type CleanUpStatement = (sql: Sql, days: number, limit: number) => Promise<number>;

async function deleted(sql: Sql, statement: string, parameters: readonly unknown[]): Promise<number> {
  const [counted] = await rows<{ n: number }>(sql, `${statement} SELECT count(*)::int AS n FROM deleted`, parameters);
  return counted?.n ?? 0;
}

/**
 * Notifications that ended at least `days` ago, with their attempts. Pending, sending and doubtful ones are never
 * deleted. A reminder that a user cancelled stays until its appointment is over: without its row, planning would add
 * the reminder again.
 */
export const deleteEnded: CleanUpStatement = (sql, days, limit) =>
  deleted(
    sql,
    `WITH old AS (
       SELECT id FROM notification n
       WHERE ended_at < now() - make_interval(days => $1) AND state IN ('sent', 'failed', 'cancelled')
         AND NOT (hours_until IS NOT NULL AND state = 'cancelled' AND reason = 'user_request' AND EXISTS (
           SELECT FROM appointment a WHERE a.id = n.appointment_id AND a.starts_at > now()))
       ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED),
     deleted AS (DELETE FROM notification n USING old WHERE n.id = old.id RETURNING n.id)`,
    [days, limit],
  );

/**
 * Appointments that started at least `days` ago and have no notification left. If an event changes one at this moment,
 * its new `updated_at` is checked again, and it stays.
 */
export const deleteOverAppointments: CleanUpStatement = (sql, days, limit) =>
  deleted(
    sql,
    `WITH old AS (
       SELECT id FROM appointment a
       WHERE starts_at < now() - make_interval(days => $1) AND updated_at < now() - interval '1 day'
         AND NOT EXISTS (SELECT FROM notification n WHERE n.appointment_id = a.id)
       ORDER BY starts_at LIMIT $2 FOR UPDATE SKIP LOCKED),
     deleted AS (DELETE FROM appointment a USING old WHERE a.id = old.id RETURNING a.id)`,
    [days, limit],
  );

/**
 * Inbox rows that came at least `days` ago and whose appointment is over or gone. As long as the row is there, a
 * repeated event gets its first answer.
 */
export const deleteOldEvents: CleanUpStatement = (sql, days, limit) =>
  deleted(
    sql,
    `WITH old AS (
       SELECT source, event_id FROM booking_event e
       WHERE received_at < now() - make_interval(days => $1)
         AND NOT EXISTS (SELECT FROM appointment a WHERE a.id = e.appointment_id AND a.starts_at > now())
       ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED),
     deleted AS (
       DELETE FROM booking_event e USING old WHERE e.source = old.source AND e.event_id = old.event_id RETURNING e.event_id)`,
    [days, limit],
  );

export const deleteOldSandboxMessages: CleanUpStatement = (sql, days, limit) =>
  deleted(
    sql,
    `WITH old AS (
       SELECT id FROM sandbox_message WHERE captured_at < now() - make_interval(days => $1)
       ORDER BY captured_at LIMIT $2 FOR UPDATE SKIP LOCKED),
     deleted AS (DELETE FROM sandbox_message m USING old WHERE m.id = old.id RETURNING m.id)`,
    [days, limit],
  );

export const deleteIdempotencyKeys: CleanUpStatement = (sql, days, limit) =>
  deleted(
    sql,
    `WITH old AS (
       SELECT caller, key FROM idempotency_key WHERE created_at < now() - make_interval(days => $1)
       ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED),
     deleted AS (DELETE FROM idempotency_key k USING old WHERE k.caller = old.caller AND k.key = old.key RETURNING k.key)`,
    [days, limit],
  );

/** Bulk sends that were made at least `days` ago and have no notification left. */
export const deleteEmptyBatches: CleanUpStatement = (sql, days, limit) =>
  deleted(
    sql,
    `WITH old AS (
       SELECT id FROM batch b
       WHERE created_at < now() - make_interval(days => $1)
         AND NOT EXISTS (SELECT FROM notification n WHERE n.batch_id = b.id)
       ORDER BY created_at LIMIT $2 FOR UPDATE SKIP LOCKED),
     deleted AS (DELETE FROM batch b USING old WHERE b.id = old.id RETURNING b.id)`,
    [days, limit],
  );
