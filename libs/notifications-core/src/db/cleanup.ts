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
 * deleted. Who was told what stays with the appointment, without address and content: without it, planning would say it
 * again. Not what says nothing to planning: a reminder that was withdrawn, and what an erased person was told.
 *
 * It waits for no appointment, because the accepting of events holds those and waits for notifications: rows whose
 * appointment is locked are left to the next run.
 */
export const deleteEnded: CleanUpStatement = (sql, days, limit) =>
  deleted(
    sql,
    `WITH old AS (
       SELECT id, appointment_id FROM notification
       WHERE ended_at < now() - make_interval(days => $1) AND state IN ('sent', 'failed', 'cancelled')
       ORDER BY ended_at LIMIT $2 FOR UPDATE SKIP LOCKED),
     known AS (
       SELECT id FROM appointment WHERE id IN (SELECT appointment_id FROM old) FOR KEY SHARE SKIP LOCKED),
     deleted AS (
       DELETE FROM notification n USING old WHERE n.id = old.id
         AND (n.appointment_id IN (SELECT id FROM known)
           OR NOT EXISTS (SELECT FROM appointment a WHERE a.id = n.appointment_id))
       RETURNING n.*),
     remembered AS (
       INSERT INTO told (appointment_id, user_id, dedupe_key, notification_id, notification_type, template_name,
         appointment_revision, hours_until, state, reason, due_at)
       SELECT appointment_id, user_id, dedupe_key, d.id, notification_type, template_name, appointment_revision,
         hours_until, state, reason, due_at
       FROM deleted d JOIN known k ON k.id = d.appointment_id
       WHERE appointment_revision IS NOT NULL AND erased_at IS NULL
         AND (hours_until IS NULL OR state <> 'cancelled' OR reason = 'user_request')
       ON CONFLICT DO NOTHING)`,
    [days, limit],
  );

/**
 * Appointments that started at least `days` ago and have no notification left, with what is remembered of them. If an
 * event changes one at this moment, its new `updated_at` is checked again, and it stays.
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
 * Inbox rows that came at least `days` ago and whose appointment is gone: until then they are part of its story. As long
 * as the row is there, a repeated event gets its first answer.
 */
export const deleteOldEvents: CleanUpStatement = (sql, days, limit) =>
  deleted(
    sql,
    `WITH old AS (
       SELECT source, event_id FROM booking_event e
       WHERE received_at < now() - make_interval(days => $1)
         AND NOT EXISTS (SELECT FROM appointment a WHERE a.id = e.appointment_id)
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

/** Receipts that came at least `days` ago and match no notification. The others go with their notification. */
export const deleteUnmatchedReceipts: CleanUpStatement = (sql, days, limit) =>
  deleted(
    sql,
    `WITH old AS (
       SELECT id FROM receipt WHERE notification_id IS NULL AND received_at < now() - make_interval(days => $1)
       ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED),
     deleted AS (DELETE FROM receipt r USING old WHERE r.id = old.id RETURNING r.id)`,
    [days, limit],
  );

/** Counts of messages that were sent or failed at least `days` ago. They outlive their messages. */
export const deleteOldCounts: CleanUpStatement = (sql, days, limit) =>
  deleted(
    sql,
    `WITH old AS (
       SELECT ctid FROM analytics_count WHERE minutes IN (15, 60) AND at < now() - make_interval(days => $1)
       LIMIT $2 FOR UPDATE SKIP LOCKED),
     deleted AS (DELETE FROM analytics_count c USING old WHERE c.ctid = old.ctid RETURNING c.at)`,
    [days, limit],
  );

/** How late messages went out that were sent at least `days` ago, or in a month that began before that. */
export const deleteOldLags: CleanUpStatement = (sql, days, limit) =>
  deleted(
    sql,
    `WITH old AS (
       SELECT ctid FROM analytics_lag WHERE minutes IN (60, 1440, 43200) AND at < now() - make_interval(days => $1)
       LIMIT $2 FOR UPDATE SKIP LOCKED),
     deleted AS (DELETE FROM analytics_lag l USING old WHERE l.ctid = old.ctid RETURNING l.at)`,
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

/** Links to the console that nobody used, and sessions that are over. `days` is 0: they say by themselves when. */
const deleteExpired =
  (table: 'sign_in_code' | 'console_session'): CleanUpStatement =>
  (sql, days, limit) =>
    deleted(
      sql,
      `WITH old AS (
         SELECT hash FROM ${table} WHERE expires_at < now() - make_interval(days => $1)
         ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED),
       deleted AS (DELETE FROM ${table} t USING old WHERE t.hash = old.hash RETURNING t.hash)`,
      [days, limit],
    );

export const deleteSignInCodes = deleteExpired('sign_in_code');
export const deleteSessions = deleteExpired('console_session');
