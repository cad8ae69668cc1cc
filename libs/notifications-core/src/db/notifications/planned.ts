import type { HandedOver } from '../../domain/jobs.js';
import type { Channel, PlannedNotification, Reason } from '../../domain/notification.js';
import type { KnownNotification, Refreshed } from '../../domain/plan.js';
import { rows, type Sql } from '../sql.js';
import { HANDED_COLUMNS, handedUntil, LOOK_AHEAD } from './states.js';

/**
 * The existing rows of appointments, for planning, and what is remembered of those that were cleaned up. Call it while
 * the appointments are locked.
 */
export function notificationsOf(
  sql: Sql,
  appointmentIds: readonly string[],
): Promise<(KnownNotification & { appointmentId: string })[]> {
  return rows(
    sql,
    `SELECT id, user_id AS "userId", appointment_id AS "appointmentId", template_name AS "templateName",
            notification_type AS channel, state, reason, dedupe_key AS "dedupeKey", hours_until AS "hoursUntil",
            due_at AS "dueAt", doubts, appointment_revision AS revision, context
     FROM notification WHERE appointment_id = ANY ($1)
     UNION ALL
     SELECT notification_id, user_id, appointment_id, template_name, notification_type, state, reason, dedupe_key,
            hours_until, due_at, 0, appointment_revision, '{}'
     FROM told WHERE appointment_id = ANY ($1)`,
    [appointmentIds],
  );
}

/**
 * Inserts planned rows. Rows due within the look-ahead are marked as handed over and returned, so that the caller wakes
 * a worker after its commit. With `handOver` false (Redis is full) none are marked.
 */
export function insertPlanned(
  sql: Sql,
  planned: readonly PlannedNotification[],
  options: { readonly handOver: boolean; readonly isTest?: boolean; readonly batchId?: string },
): Promise<HandedOver[]> {
  return rows(
    sql,
    `WITH inserted AS (
       INSERT INTO notification (
         id, user_id, appointment_id, appointment_revision, batch_id, notification_type, template_name, lane, is_test,
         recipient, locale, context, hours_until, dedupe_key, state, reason, error_message,
         scheduled_for, due_at, expires_at, ended_at, handed_until)
       SELECT p.id, p."userId", p."appointmentId", p."appointmentRevision", $4::uuid, p.channel, p."templateName", p.lane, $3,
         p.address, p.locale, p.context, p."hoursUntil", p."dedupeKey",
         CASE WHEN p.failure IS NULL THEN 'pending' ELSE 'failed' END, p.failure->>'reason', p.failure->>'message',
         p."scheduledFor", p."scheduledFor", p."expiresAt",
         CASE WHEN p.failure IS NOT NULL THEN clock_timestamp() END,
         CASE WHEN p.failure IS NULL AND $2 AND p."scheduledFor" <= clock_timestamp() + ${LOOK_AHEAD}
              THEN ${handedUntil('p."scheduledFor"')} END
       FROM jsonb_to_recordset($1::jsonb) AS p(
         id uuid, "userId" text, "appointmentId" text, "appointmentRevision" int, channel text, "templateName" text,
         lane text, address text, locale text, context jsonb, "hoursUntil" int, "dedupeKey" text, failure jsonb,
         "scheduledFor" timestamptz, "expiresAt" timestamptz)
       RETURNING *)
     SELECT ${HANDED_COLUMNS} FROM inserted WHERE handed_until IS NOT NULL`,
    [JSON.stringify(planned), options.handOver, options.isTest ?? false, options.batchId ?? null],
  );
}

/** Locks rows that the next statements will change, in the same order as workers lock them. */
export async function lockPlanned(sql: Sql, ids: readonly string[]): Promise<void> {
  await rows(sql, 'SELECT id FROM notification WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', [ids]);
}

/** Cancels those of these rows that are still pending. */
export function cancelPlanned(sql: Sql, cancels: readonly { id: string; reason: Reason }[]): Promise<{ id: string }[]> {
  return rows(
    sql,
    `WITH wanted AS (SELECT * FROM unnest($1::uuid[], $2::text[]) AS w(id, reason)),
     locked AS (
       SELECT n.id FROM notification n JOIN wanted USING (id) WHERE n.state = 'pending' ORDER BY n.id FOR UPDATE OF n),
     cancelled AS (
       UPDATE notification n SET state = 'cancelled', reason = w.reason, ended_at = clock_timestamp(), handed_until = NULL
       FROM wanted w JOIN locked USING (id) WHERE n.id = w.id RETURNING n.id)
     SELECT id FROM cancelled`,
    [cancels.map(({ id }) => id), cancels.map(({ reason }) => reason)],
  );
}

/**
 * Cancelled by its recipient or by staff, while it is pending or in doubt (it would be sent once more). `userId` null:
 * it may be anybody's.
 */
export function cancelOnRequest(sql: Sql, id: string, userId: string | null): Promise<{ id: string }[]> {
  return rows(
    sql,
    `WITH cancelled AS (
       UPDATE notification SET state = 'cancelled', reason = 'user_request', ended_at = clock_timestamp(),
         handed_until = NULL
       WHERE id = $1 AND state IN ('pending', 'in_doubt') AND ($2::text IS NULL OR user_id = $2) RETURNING id)
     SELECT id FROM cancelled`,
    [id, userId],
  );
}

/**
 * Updates rows that stay planned. A new time makes a job that may wait in Redis invalid. A row between two tries keeps
 * its next time; one that was only slowed down was not tried yet. A row that is being sent or in doubt keeps its content and only moves to the booking's new revision:
 * otherwise its next try would be cancelled.
 */
export async function refreshPlanned(sql: Sql, refreshed: readonly Refreshed[]): Promise<void> {
  await rows(
    sql,
    `WITH fresh AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS f(
         id uuid, revision int, address text, locale text, context jsonb, "scheduledFor" timestamptz,
         "expiresAt" timestamptz)),
     locked AS (
       SELECT n.id, n.state = 'pending' AS waits FROM notification n JOIN fresh USING (id)
       WHERE n.state IN ('pending', 'sending', 'in_doubt') ORDER BY n.id FOR UPDATE OF n),
     changed AS (
       SELECT f.*, waits, waits AND f."scheduledFor" IS NOT NULL AND f."scheduledFor" <> n.due_at AND n.attempts <= n.slowed AS moved
       FROM fresh f JOIN locked USING (id) JOIN notification n USING (id)),
     updated AS (
       UPDATE notification n SET
         appointment_revision = c.revision,
         recipient = CASE WHEN c.waits THEN c.address ELSE n.recipient END,
         locale = CASE WHEN c.waits THEN c.locale ELSE n.locale END,
         context = CASE WHEN c.waits THEN c.context ELSE n.context END,
         expires_at = CASE WHEN c.waits THEN c."expiresAt" ELSE n.expires_at END,
         scheduled_for = CASE WHEN c.moved THEN c."scheduledFor" ELSE n.scheduled_for END,
         due_at = CASE WHEN c.moved THEN c."scheduledFor" ELSE n.due_at END,
         generation = CASE WHEN c.moved THEN n.generation + 1 ELSE n.generation END,
         handed_until = CASE WHEN c.moved THEN NULL ELSE n.handed_until END
       FROM changed c WHERE n.id = c.id RETURNING n.id)
     SELECT id FROM updated`,
    [JSON.stringify(refreshed)],
  );
}

/** A person's old and new address on one channel, in canonical form. */
export interface Readdressed {
  readonly userId: string;
  readonly channel: Channel;
  readonly from: string;
  /** `null`: there is no usable address any more. */
  readonly to: string | null;
  /** Why waiting rows are cancelled if `to` is `null`. */
  readonly reason: Extract<Reason, 'invalid_recipient' | 'country_not_allowed'>;
}

/**
 * Moves pending rows from a person's old address to the new one, or cancels them. Test sends stay, because their
 * address is the one that the tester gave. Rows that are being sent or in doubt stay too, because their evidence is
 * looked for at the old address.
 */
export async function readdressPlanned(sql: Sql, moves: readonly Readdressed[]): Promise<void> {
  await rows(
    sql,
    `WITH moves AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS m("userId" text, channel text, "from" text, "to" text, reason text)),
     locked AS (
       SELECT n.id, m."to", m.reason FROM notification n
       JOIN moves m ON m."userId" = n.user_id AND m.channel = n.notification_type AND lower(m."from") = lower(n.recipient)
       WHERE n.state = 'pending' AND NOT n.is_test ORDER BY n.id FOR UPDATE OF n),
     moved AS (
       UPDATE notification n SET
         recipient = coalesce(l."to", n.recipient),
         state = CASE WHEN l."to" IS NULL THEN 'cancelled' ELSE n.state END,
         reason = CASE WHEN l."to" IS NULL THEN l.reason ELSE n.reason END,
         ended_at = CASE WHEN l."to" IS NULL THEN clock_timestamp() END,
         handed_until = CASE WHEN l."to" IS NULL THEN NULL ELSE n.handed_until END
       FROM locked l WHERE n.id = l.id RETURNING n.id)
     SELECT id FROM moved`,
    [JSON.stringify(moves)],
  );
}

/** A notification that was sent on request, not planned by an event: single and bulk sends, but no tests. */
export interface DirectNotification {
  readonly id: string;
  readonly userId: string;
  readonly templateName: string;
  readonly channel: Channel;
  /** An SMS that was due and now waits for the end of quiet hours. */
  readonly isHeld: boolean;
}

/** Pending direct notifications of these people. Call it while the people are locked. */
export function waitingDirectOf(sql: Sql, userIds: readonly string[]): Promise<DirectNotification[]> {
  return rows(
    sql,
    `SELECT id, user_id AS "userId", template_name AS "templateName", notification_type AS channel,
       notification_type = 'sms' AND due_at > scheduled_for AND attempts <= slowed AS "isHeld"
     FROM notification
     WHERE user_id = ANY ($1) AND state = 'pending' AND appointment_revision IS NULL AND NOT is_test`,
    [userIds],
  );
}

/** Makes held messages due again. The check at the claim applies the quiet hours as they are then. */
export async function releaseHeld(sql: Sql, ids: readonly string[]): Promise<void> {
  await rows(
    sql,
    `WITH locked AS (
       SELECT id FROM notification
       WHERE id = ANY ($1::uuid[]) AND state = 'pending' AND attempts <= slowed AND due_at > scheduled_for
       ORDER BY id FOR UPDATE),
     released AS (
       UPDATE notification n SET due_at = greatest(n.scheduled_for, clock_timestamp()), generation = n.generation + 1,
         handed_until = NULL
       FROM locked l WHERE n.id = l.id RETURNING n.id)
     SELECT id FROM released`,
    [ids],
  );
}
