import type { Channel, TemplateCategory } from '../../domain/notification.js';
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

/** What is done about doubts whose wait is over. */
export interface EndOfDoubt {
  /** Channels whose provider is asked for its list first. */
  readonly lookedUp: readonly Channel[];
  /** Kinds of template that are never sent twice. */
  readonly neverTwice: readonly TemplateCategory[];
}

/** The list of a provider is waited for so much longer than the doubt itself. */
const LIST_AT_MOST = `interval '5 minutes'`;

/**
 * Ends doubts whose wait is over without evidence. They are pending again, to be sent once more; the check before
 * sending still applies. What must not be sent twice, or has expired, fails: it may have arrived.
 */
export function releaseDoubts(
  sql: Sql,
  { lookedUp, neverTwice }: EndOfDoubt,
  limit: number,
): Promise<{ id: string; state: 'pending' | 'failed' }[]> {
  return rows(
    sql,
    `WITH over AS (
       SELECT n.id, CASE
         WHEN n.expires_at <= ${NOW} THEN 'No clear answer: it may have arrived, and it is too late to send it again'
         WHEN EXISTS (
           SELECT FROM template t WHERE t.name = n.template_name AND t.template_type = n.notification_type
             AND t.category = ANY ($3))
         THEN 'No clear answer: it may have arrived, and its kind of message is not sent twice' END AS why_not
       FROM notification n
       WHERE n.state = 'in_doubt' AND n.due_at <= ${NOW}
         AND (n.notification_type <> ALL ($2) OR n.look_at = 'infinity' OR n.due_at <= ${NOW} - ${LIST_AT_MOST})
         AND NOT EXISTS (SELECT FROM delivery_proof p WHERE p.notification_id = n.id AND p.applied_at IS NULL)
       ORDER BY n.due_at LIMIT $1 FOR UPDATE OF n SKIP LOCKED),
     released AS (
       UPDATE notification n SET generation = n.generation + 1, handed_until = NULL,
         state = CASE WHEN o.why_not IS NULL THEN 'pending' ELSE 'failed' END,
         reason = CASE WHEN o.why_not IS NOT NULL THEN 'in_doubt' END,
         error_message = coalesce(o.why_not, n.error_message),
         ended_at = CASE WHEN o.why_not IS NOT NULL THEN clock_timestamp() END
       FROM over o WHERE n.id = o.id RETURNING n.id, n.state)
     SELECT id, state FROM released`,
    [limit, lookedUp, neverTwice],
  );
}
