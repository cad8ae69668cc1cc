import { rows, type Sql } from '../sql.js';
import { NOW } from './states.js';

/**
 * Ends claims whose lease is over: the worker died or hangs, and nobody knows whether the provider got the message.
 * They become doubts and wait for evidence. A second doubt is final.
 */
export function sweepLeases(
  sql: Sql,
  waitSeconds: number,
  limit: number,
): Promise<{ id: string; state: 'in_doubt' | 'failed' }[]> {
  return rows(
    sql,
    `WITH lost AS (
       SELECT id FROM notification WHERE state = 'sending' AND lease_until < ${NOW}
       ORDER BY lease_until LIMIT $2 FOR UPDATE SKIP LOCKED),
     swept AS (
       UPDATE notification n SET
         state = CASE WHEN n.doubts = 0 THEN 'in_doubt' ELSE 'failed' END, reason = 'in_doubt',
         error_message = CASE WHEN n.doubts = 0 THEN 'The worker stopped while sending'
                              ELSE 'No clear answer twice: it may have arrived, so it is not sent again' END,
         doubts = n.doubts + 1, attempts = n.attempts + 1, lease_until = NULL,
         due_at = clock_timestamp() + make_interval(secs => $1),
         ended_at = CASE WHEN n.doubts = 0 THEN NULL ELSE clock_timestamp() END
       FROM lost WHERE n.id = lost.id RETURNING n.id, n.fence, n.claimed_at, n.state),
     attempted AS (
       INSERT INTO delivery_attempt (notification_id, fence, started_at, outcome, error_message)
       SELECT id, fence, claimed_at, 'in_doubt', 'The worker stopped while sending' FROM swept)
     SELECT id, state FROM swept`,
    [waitSeconds, limit],
  );
}

/**
 * Makes doubts pending again whose wait is over without evidence: they are sent once more. The check before sending
 * still applies.
 */
export function releaseDoubts(sql: Sql, limit: number): Promise<{ id: string }[]> {
  return rows(
    sql,
    `WITH over AS (
       SELECT id FROM notification n WHERE state = 'in_doubt' AND due_at <= ${NOW}
         AND NOT EXISTS (SELECT FROM delivery_proof p WHERE p.notification_id = n.id AND p.applied_at IS NULL)
       ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED),
     released AS (
       UPDATE notification n SET state = 'pending', reason = NULL, generation = n.generation + 1, handed_until = NULL
       FROM over WHERE n.id = over.id RETURNING n.id)
     SELECT id FROM released`,
    [limit],
  );
}
