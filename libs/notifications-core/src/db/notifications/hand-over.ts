import type { DeliverJob, HandedOver } from '../../domain/jobs.js';
import { LANES, type Channel, type Lane, type Reason } from '../../domain/notification.js';
import { rows, type Sql } from '../sql.js';
import { HANDED_COLUMNS, handedUntil, NOW } from './states.js';

/**
 * Hands over up to `limit` rows of a lane and channel, oldest first. They are due within `aheadMs`. A row that was
 * handed over before is only taken if its job is more than `trustMs` overdue. Each row gets a new generation, so that a
 * job that was thought lost claims nothing if it comes after all.
 */
export function handOverDue(
  sql: Sql,
  lane: Lane,
  channel: Channel,
  limit: number,
  { aheadMs, trustMs }: { readonly aheadMs: number; readonly trustMs: number },
): Promise<HandedOver[]> {
  return rows(
    sql,
    `WITH due AS (
       SELECT id FROM notification
       WHERE state = 'pending' AND lane = $1 AND due_at <= ${NOW} + make_interval(secs => $5)
         AND (handed_until IS NULL OR handed_until < ${NOW} - make_interval(secs => $4))
         AND notification_type = $2
       ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED),
     handed AS (
       UPDATE notification n SET generation = n.generation + 1, handed_until = ${handedUntil('n.due_at')}
       FROM due WHERE n.id = due.id RETURNING n.*)
     SELECT ${HANDED_COLUMNS} FROM handed`,
    [lane, channel, limit, trustMs / 1_000, aheadMs / 1_000],
  );
}

/**
 * Undoes a hand-over that Redis did not take, or of rows that got no turn, so that the dispatcher may take them at once.
 * A row that a transaction has locked is left: many may come back together, and none may wait for it. It is handed over
 * again when `handed_until` has passed.
 */
export async function takeBack(sql: Sql, jobs: readonly DeliverJob[]): Promise<void> {
  await rows(
    sql,
    `WITH wanted AS (SELECT * FROM unnest($1::uuid[], $2::int[]) AS w(id, generation)),
     locked AS (
       SELECT n.id FROM notification n JOIN wanted w ON w.id = n.id AND w.generation = n.generation
       WHERE n.state = 'pending' ORDER BY n.id FOR UPDATE OF n SKIP LOCKED),
     updated AS (UPDATE notification n SET handed_until = NULL FROM locked l WHERE n.id = l.id RETURNING n.id)
     SELECT id FROM updated`,
    [jobs.map(({ id }) => id), jobs.map(({ generation }) => generation)],
  );
}

/**
 * Rows that are due now on these channels, for sending without Redis. Urgent first. It reads at most `limit` rows of
 * each lane and channel, whatever the backlog.
 */
export function dueJobs(
  sql: Sql,
  channels: readonly Channel[],
  limit: number,
): Promise<(DeliverJob & { readonly lane: Lane })[]> {
  return rows(
    sql,
    `SELECT due.id, due.generation, l.lane
     FROM unnest($1::text[]) WITH ORDINALITY AS l(lane, place) CROSS JOIN unnest($2::text[]) AS c(channel)
     CROSS JOIN LATERAL (
       SELECT id, generation, due_at FROM notification
       WHERE state = 'pending' AND lane = l.lane AND notification_type = c.channel AND due_at <= ${NOW}
       ORDER BY due_at LIMIT $3) AS due
     ORDER BY l.place, due.due_at LIMIT $3`,
    [LANES, channels, limit],
  );
}

/** Why rows wait for a channel. */
export type WaitReason = Extract<Reason, 'provider_not_configured' | 'provider_auth'>;

/** Writes into up to `limit` due rows of a channel why they wait. Reads no row that says it already. */
export function markWaiting(sql: Sql, channel: Channel, reason: WaitReason, limit: number): Promise<{ id: string }[]> {
  const other: WaitReason = reason === 'provider_auth' ? 'provider_not_configured' : 'provider_auth';
  return rows(
    sql,
    `WITH silent AS (
       SELECT id FROM notification
       WHERE state = 'pending' AND reason IS NULL AND notification_type = $1 AND due_at <= ${NOW}
       ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED),
     outdated AS (
       SELECT id FROM notification WHERE state = 'pending' AND reason = $3 AND notification_type = $1
       LIMIT $4 FOR UPDATE SKIP LOCKED),
     marked AS (
       UPDATE notification n SET reason = $2 FROM (SELECT id FROM silent UNION ALL SELECT id FROM outdated) AS w
       WHERE n.id = w.id RETURNING n.id)
     SELECT id FROM marked`,
    [channel, reason, other, limit],
  );
}

/**
 * Cancels rows that wait for a channel and are out of date: expired, or their booking was cancelled or changed while a
 * worker held them before it released them. No worker claims them, so they end here. A change at any other time has
 * cancelled them itself, so only rows that were held lately are compared with their booking: no doubt lasts longer than a day.
 */
export function endWaiting(sql: Sql, channel: Channel, limit: number): Promise<{ id: string }[]> {
  return rows(
    sql,
    `WITH expired AS (
       SELECT id, 'expired' AS why FROM notification
       WHERE state = 'pending' AND reason IS NOT NULL AND notification_type = $1 AND expires_at <= ${NOW}
       ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED),
     overtaken AS (
       SELECT n.id, CASE WHEN a.status = 'cancelled' THEN 'booking_cancelled' ELSE 'superseded' END AS why
       FROM notification n JOIN appointment a ON a.id = n.appointment_id
       WHERE n.state = 'pending' AND n.reason IS NOT NULL AND n.notification_type = $1
         AND n.claimed_at > ${NOW} - interval '25 hours' AND n.appointment_revision IS NOT NULL
         AND (a.revision > n.appointment_revision
              OR (a.status = 'cancelled' AND n.template_name <> 'appointment_cancellation'))
         AND (n.expires_at IS NULL OR n.expires_at > ${NOW})
       LIMIT $2 FOR UPDATE OF n SKIP LOCKED),
     ended AS (
       UPDATE notification n SET state = 'cancelled', reason = w.why, ended_at = clock_timestamp(), handed_until = NULL
       FROM (SELECT * FROM expired UNION ALL SELECT * FROM overtaken) AS w WHERE n.id = w.id RETURNING n.id)
     SELECT id FROM ended`,
    [channel, limit],
  );
}

/** Makes up to `limit` rows due that waited for a channel for this reason, because it works again. */
export function resumeWaiting(
  sql: Sql,
  channel: Channel,
  reason: WaitReason,
  limit: number,
): Promise<{ id: string }[]> {
  return rows(
    sql,
    `WITH waiting AS (
       SELECT id FROM notification WHERE state = 'pending' AND notification_type = $1 AND reason = $2
       LIMIT $3 FOR UPDATE SKIP LOCKED),
     resumed AS (
       UPDATE notification n SET reason = NULL, handed_until = NULL, due_at = least(n.due_at, clock_timestamp())
       FROM waiting w WHERE n.id = w.id RETURNING n.id)
     SELECT id FROM resumed`,
    [channel, reason, limit],
  );
}
