import type { Channel, Evidence } from '../../domain/notification.js';
import { rows, type Sql } from '../sql.js';

/** A provider is known to have taken a message of this notification. */
export interface Proof {
  /** Of the notification, a UUID. Unknown ones are ignored. */
  readonly id: string;
  readonly provider: string;
  /** As the provider named the message at the send. `null`: it is not known. */
  readonly providerMessageId: string | null;
  /** When the provider took it, or first said so. */
  readonly at: Date;
}

/** What a proof did. */
export interface Settled {
  readonly id: string;
  readonly channel: Channel;
  readonly evidence: Evidence;
  /**
   * `settled`: the notification is `sent` now. `duplicate`: a message beyond the one that was known, counted. `known`: it
   * was no news.
   */
  readonly effect: 'settled' | 'duplicate' | 'known';
}

/**
 * Takes note of messages that a provider has. A notification becomes `sent` that is in doubt, that waits for another
 * try, or that failed because it was in doubt or its tries were used up. A second message of one that is sent counts as
 * a duplicate. The attempt that was in doubt says by what it was settled. The same proof counts once.
 *
 * A notification that is being sent belongs to its worker: the proof waits until the outcome is recorded, see
 * `applyProofs`. Nothing is written for the many that were sent at their first try.
 *
 * It may run in a transaction. Rows are locked in the order of their ids. Hand the result to `reportProofs` after the
 * commit.
 */
export async function settleProven(
  sql: Sql,
  proofs: readonly Proof[],
  evidence: Evidence = 'receipt',
): Promise<Settled[]> {
  if (proofs.length === 0) return [];
  const news = await rows<{ id: string }>(
    sql,
    `WITH given AS (
       SELECT DISTINCT ON (id, message) * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[])
         AS g(id, provider, message, at) ORDER BY id, message, at),
     locked AS (
       SELECT n.id, n.state, n.provider_message_id FROM notification n
       WHERE n.id IN (SELECT id FROM given)
         AND (n.state = 'sending' OR ${MAY_SETTLE} OR (n.state = 'sent' AND n.attempts > 1)
           OR (n.state = 'cancelled' AND n.doubts > 0))
       ORDER BY n.id FOR UPDATE),
     remembered AS (
       INSERT INTO delivery_proof (notification_id, message_id, provider, evidence, at)
       SELECT g.id, g.message, g.provider, $5, g.at FROM given g JOIN locked l USING (id)
       WHERE l.provider_message_id IS DISTINCT FROM g.message AND (l.state <> 'sent' OR g.message <> '')
       ON CONFLICT DO NOTHING RETURNING notification_id)
     SELECT DISTINCT notification_id AS id FROM remembered`,
    [
      proofs.map(({ id }) => id),
      proofs.map(({ provider }) => provider),
      proofs.map(({ providerMessageId }) => providerMessageId ?? ''),
      proofs.map(({ at }) => at),
      evidence,
    ],
  );
  if (news.length === 0) return [];
  return applyProofs(
    sql,
    news.length,
    news.map(({ id }) => id),
  );
}

/**
 * Applies proofs that came while their notification was being sent, up to `limit` notifications. Rows that a transaction
 * has locked are left to the next call.
 * @param ids only of these notifications. `null`: of all.
 */
export async function applyProofs(sql: Sql, limit: number, ids: readonly string[] | null = null): Promise<Settled[]> {
  const all: Settled[] = [];
  // One proof of each notification at a time: what the second means depends on the first.
  for (;;) {
    const applied = await applyFirst(sql, limit, ids);
    all.push(...applied);
    if (applied.length === 0 || all.length >= MOST_AT_ONCE) return all;
  }
}

/** Enough for a call. What is left waits for the next one. */
const MOST_AT_ONCE = 5_000;

/** States from which a proof leads to `sent`. */
const MAY_SETTLE = `((n.state IN ('pending', 'in_doubt') AND n.attempts > 0)
  OR (n.state = 'failed' AND n.reason IN ('in_doubt', 'retries_exhausted') AND n.erased_at IS NULL))`;

function applyFirst(sql: Sql, limit: number, ids: readonly string[] | null): Promise<Settled[]> {
  return rows(
    sql,
    `WITH open AS (
       SELECT n.id, n.notification_type AS channel, p.message_id, p.provider, p.evidence, p.at,
         CASE WHEN ${MAY_SETTLE} THEN 'settled'
              -- There cannot be more messages than tries.
              WHEN n.state = 'sent' AND p.message_id <> '' AND n.provider_message_id <> p.message_id
                AND n.duplicates < n.attempts - 1 THEN 'duplicate'
              ELSE 'known' END AS effect,
         n.state = 'cancelled' AS too_late
       FROM delivery_proof p JOIN notification n ON n.id = p.notification_id
       WHERE p.applied_at IS NULL AND n.state <> 'sending' AND ($2::uuid[] IS NULL OR p.notification_id = ANY ($2))
       LIMIT $1 FOR UPDATE OF n, p SKIP LOCKED),
     first AS (SELECT DISTINCT ON (id) * FROM open ORDER BY id, at, message_id),
     settled AS (
       UPDATE notification n SET state = 'sent', reason = NULL, error_message = NULL, handed_until = NULL,
         sent_at = least(clock_timestamp(), greatest(f.at, n.claimed_at)), ended_at = clock_timestamp(),
         provider = f.provider, provider_message_id = coalesce(nullif(f.message_id, ''), n.provider_message_id)
       FROM first f WHERE n.id = f.id AND f.effect = 'settled'),
     counted AS (
       UPDATE notification n SET duplicates = n.duplicates + 1
       FROM first f WHERE n.id = f.id AND f.effect = 'duplicate'),
     explained AS (
       UPDATE delivery_attempt a SET evidence = f.evidence, evidence_at = f.at
       FROM first f, LATERAL (
         SELECT fence FROM delivery_attempt d
         WHERE d.notification_id = f.id AND d.evidence IS NULL AND d.outcome IN ('in_doubt', 'retry', 'failed')
         -- A doubt rather than a refusal, the newest first: an older one may be of before staff sent it again.
         ORDER BY d.outcome = 'in_doubt' DESC, d.fence DESC LIMIT 1) AS d
       WHERE (f.effect <> 'known' OR f.too_late) AND a.notification_id = f.id AND a.fence = d.fence),
     applied AS (
       UPDATE delivery_proof p SET applied_at = clock_timestamp()
       FROM first f WHERE p.notification_id = f.id AND p.message_id = f.message_id)
     SELECT id, channel, evidence, effect FROM first`,
    [limit, ids],
  );
}
