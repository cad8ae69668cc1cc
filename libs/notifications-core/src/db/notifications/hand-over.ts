import type { DeliverJob, HandedOver } from '../../domain/jobs.js';
import type { Channel, Lane, Reason } from '../../domain/notification.js';
import { rows, type Sql } from '../sql.js';
import { HANDED_COLUMNS, handedUntil, ANY_LANE, LOOK_AHEAD } from './states.js';

/**
 * Hands over up to `limit` rows of a lane and channel, oldest first. They are due within the look-ahead (bulk: due
 * now). A row that was handed over before is only taken if its job is more than `trustMs` overdue. Each row gets a new
 * generation, so that a job that was thought lost claims nothing if it comes after all.
 */
export function handOverDue(
  sql: Sql,
  lane: Lane,
  channel: Channel,
  limit: number,
  trustMs: number,
): Promise<HandedOver[]> {
  // Delayed bulk jobs would take the room that reminders need.
  const until = lane === 'bulk' ? 'clock_timestamp()' : `clock_timestamp() + ${LOOK_AHEAD}`;
  return rows(
    sql,
    `WITH due AS (
       SELECT id FROM notification
       WHERE state = 'pending' AND lane = $1 AND due_at <= ${until}
         AND (handed_until IS NULL OR handed_until < clock_timestamp() - make_interval(secs => $4))
         AND notification_type = $2
       ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED),
     handed AS (
       UPDATE notification n SET generation = n.generation + 1, handed_until = ${handedUntil('n.due_at')}
       FROM due WHERE n.id = due.id RETURNING n.*)
     SELECT ${HANDED_COLUMNS} FROM handed`,
    [lane, channel, limit, trustMs / 1_000],
  );
}

/** Undoes a hand-over that Redis did not take, so that the dispatcher may take the rows at once. */
export async function takeBack(sql: Sql, jobs: readonly DeliverJob[]): Promise<void> {
  await rows(
    sql,
    `WITH wanted AS (SELECT * FROM unnest($1::uuid[], $2::int[]) AS w(id, generation)),
     locked AS (
       SELECT n.id FROM notification n JOIN wanted w ON w.id = n.id AND w.generation = n.generation
       WHERE n.state = 'pending' ORDER BY n.id FOR UPDATE OF n),
     updated AS (UPDATE notification n SET handed_until = NULL FROM locked l WHERE n.id = l.id RETURNING n.id)
     SELECT id FROM updated`,
    [jobs.map(({ id }) => id), jobs.map(({ generation }) => generation)],
  );
}

/** Rows that are due now on these channels, for sending without Redis. Urgent first. */
export function dueJobs(
  sql: Sql,
  channels: readonly Channel[],
  limit: number,
): Promise<(DeliverJob & { readonly lane: Lane })[]> {
  return rows(
    sql,
    `SELECT id, generation, lane FROM notification
     WHERE state = 'pending' AND ${ANY_LANE} AND due_at <= clock_timestamp() AND notification_type = ANY ($1)
     ORDER BY array_position(ARRAY['urgent', 'reminder', 'bulk'], lane), due_at LIMIT $2`,
    [channels, limit],
  );
}

/** Writes into the due rows of a channel why they wait. */
export function markWaiting(
  sql: Sql,
  channel: Channel,
  reason: Extract<Reason, 'provider_not_configured' | 'provider_auth'>,
  limit: number,
): Promise<{ id: string }[]> {
  return rows(
    sql,
    `WITH waiting AS (
       SELECT id FROM notification
       WHERE state = 'pending' AND ${ANY_LANE} AND due_at <= clock_timestamp()
         AND notification_type = $1 AND reason IS DISTINCT FROM $2
       LIMIT $3 FOR UPDATE SKIP LOCKED),
     marked AS (UPDATE notification n SET reason = $2 FROM waiting w WHERE n.id = w.id RETURNING n.id)
     SELECT id FROM marked`,
    [channel, reason, limit],
  );
}

/**
 * Cancels rows that wait for a channel and are out of date: expired, or their booking was cancelled or changed while a
 * worker held them before it released them. No worker claims them, so they end here.
 */
export function endWaiting(sql: Sql, channel: Channel, limit: number): Promise<{ id: string }[]> {
  return rows(
    sql,
    `WITH over AS (
       SELECT n.id, CASE WHEN n.expires_at <= clock_timestamp() THEN 'expired'
                         WHEN a.status = 'cancelled' THEN 'booking_cancelled' ELSE 'superseded' END AS why
       FROM notification n LEFT JOIN appointment a ON a.id = n.appointment_id AND n.appointment_revision IS NOT NULL
       WHERE n.state = 'pending' AND n.reason IS NOT NULL AND n.notification_type = $1
         AND (n.expires_at <= clock_timestamp() OR a.revision > n.appointment_revision
              OR (a.status = 'cancelled' AND n.template_name <> 'appointment_cancellation'))
       LIMIT $2 FOR UPDATE OF n SKIP LOCKED),
     ended AS (
       UPDATE notification n SET state = 'cancelled', reason = over.why, ended_at = clock_timestamp(), handed_until = NULL
       FROM over WHERE n.id = over.id RETURNING n.id)
     SELECT id FROM ended`,
    [channel, limit],
  );
}

/** Makes rows due that waited for a channel for this reason, because it works again. */
export function resumeWaiting(
  sql: Sql,
  channel: Channel,
  reason: Extract<Reason, 'provider_not_configured' | 'provider_auth'>,
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
