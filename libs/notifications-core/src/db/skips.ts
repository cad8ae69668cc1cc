import type { KeptSkip } from '../domain/skip.js';
import { rows, type Sql } from './sql.js';

/**
 * Keeps what was not planned, one row for each message of an appointment: its latest reason. Call it while the
 * appointments are locked.
 *
 * Of one and the same message, a later look does not replace the first reason by "too late": the first is why. And that
 * an event was old, or its news known, is no reason where a better one is kept.
 */
export async function saveSkips(sql: Sql, skips: readonly KeptSkip[]): Promise<void> {
  if (skips.length === 0) return;
  await rows(
    sql,
    `WITH given AS (
       SELECT DISTINCT ON (k."appointmentId", k."userId", k.channel, k."templateName", k."hoursUntil") k.*
       FROM jsonb_to_recordset($1::jsonb) AS k(
         "appointmentId" text, "userId" text, channel text, "templateName" text, "hoursUntil" int, "dedupeKey" text,
         reason text, cause text, "startsAt" timestamptz, at timestamptz)
       ORDER BY k."appointmentId", k."userId", k.channel, k."templateName", k."hoursUntil"),
     kept AS (
       INSERT INTO skip AS s (appointment_id, user_id, notification_type, template_name, hours_until, dedupe_key, reason,
         cause, starts_at, skipped_at)
       SELECT "appointmentId", "userId", channel, "templateName", "hoursUntil", "dedupeKey", reason, cause, "startsAt", at
       FROM given
       ON CONFLICT (appointment_id, user_id, notification_type, template_name, hours_until) DO UPDATE SET
         dedupe_key = excluded.dedupe_key, reason = excluded.reason, cause = excluded.cause,
         starts_at = excluded.starts_at, skipped_at = excluded.skipped_at
       WHERE CASE WHEN s.dedupe_key = excluded.dedupe_key
         THEN excluded.reason <> s.reason AND excluded.reason NOT IN ('past_due', 'stale', 'duplicate')
         ELSE excluded.reason <> 'stale' END)
     SELECT`,
    [JSON.stringify(skips)],
  );
}

/** What is kept of an appointment and a person. There is one for each message at most. */
export function skipsOf(sql: Sql, appointmentId: string, userId: string, limit: number): Promise<KeptSkip[]> {
  return rows(
    sql,
    `SELECT appointment_id AS "appointmentId", user_id AS "userId", notification_type AS channel,
       template_name AS "templateName", hours_until AS "hoursUntil", dedupe_key AS "dedupeKey", reason, cause,
       starts_at AS "startsAt", skipped_at AS at
     FROM skip WHERE appointment_id = $1 AND user_id = $2
     ORDER BY skipped_at DESC, template_name, hours_until DESC NULLS FIRST, notification_type LIMIT $3`,
    [appointmentId, userId, limit],
  );
}
