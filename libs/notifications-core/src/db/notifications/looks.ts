import type { Channel, TemplateContext } from '../../domain/notification.js';
import { rows, type Sql } from '../sql.js';
import { NOW } from './states.js';

/** A doubt that this process may look up now. */
export interface Look {
  readonly id: string;
  readonly userId: string;
  readonly channel: Channel;
  readonly address: string;
  readonly templateName: string;
  readonly locale: string;
  readonly context: TemplateContext;
  /** The attempt in doubt began then, by the database's clock. */
  readonly claimedAt: Date;
}

/**
 * Takes doubts that may be looked up at their provider now: as soon as they are there, once more when their wait is
 * over, and in between where the list could not be read. Only one process at a time has a doubt.
 * @param seconds for which no other process takes it, unless `endLooks` comes before.
 */
export function takeLooks(sql: Sql, channels: readonly Channel[], seconds: number, limit: number): Promise<Look[]> {
  return rows(
    sql,
    `WITH wanted AS (
       SELECT id FROM notification
       WHERE state = 'in_doubt' AND notification_type = ANY ($1) AND (look_at IS NULL OR look_at <= ${NOW})
         AND claimed_at IS NOT NULL
       ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED),
     taken AS (
       UPDATE notification n SET look_at = clock_timestamp() + make_interval(secs => $2)
       FROM wanted w WHERE n.id = w.id RETURNING n.*)
     SELECT id, user_id AS "userId", notification_type AS channel, recipient AS address, template_name AS "templateName", locale, context,
       claimed_at AS "claimedAt"
     FROM taken`,
    [channels, seconds, limit],
  );
}

/**
 * Says when doubts are looked up next that were not found. A list that was read is read again when the wait is over. One
 * that could not be read is tried again after `againSeconds`. After a look at the end of the wait there is no other.
 */
export async function endLooks(
  sql: Sql,
  looks: readonly { readonly id: string; readonly isRead: boolean }[],
  againSeconds: number,
): Promise<void> {
  await rows(
    sql,
    `WITH ended AS (SELECT * FROM unnest($1::uuid[], $2::boolean[]) AS e(id, is_read)),
     locked AS (
       SELECT n.id FROM notification n JOIN ended e ON e.id = n.id WHERE n.state = 'in_doubt'
       ORDER BY n.id FOR UPDATE OF n),
     updated AS (
       UPDATE notification n SET look_at = CASE
         WHEN n.due_at <= clock_timestamp() THEN 'infinity'
         WHEN e.is_read THEN n.due_at
         ELSE least(n.due_at, clock_timestamp() + make_interval(secs => $3)) END
       FROM ended e JOIN locked l USING (id) WHERE n.id = e.id RETURNING n.id)
     SELECT id FROM updated`,
    [looks.map(({ id }) => id), looks.map(({ isRead }) => isRead), againSeconds],
  );
}

/** Gives doubts back that were taken and not looked up: the next round takes them. */
export async function giveLooksBack(sql: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await rows(
    sql,
    `WITH locked AS (
       SELECT id FROM notification WHERE id = ANY ($1::uuid[]) AND state = 'in_doubt' ORDER BY id FOR UPDATE),
     given AS (UPDATE notification n SET look_at = clock_timestamp() FROM locked l WHERE n.id = l.id RETURNING n.id)
     SELECT id FROM given`,
    [ids],
  );
}

/** Messages in a provider's list that are spoken for, or may be. */
export interface Owned {
  /** Ids of messages that belong to a notification. */
  readonly messages: ReadonlySet<string>;
  /** Something else is being sent to the address at this moment: its message may be in the list already. */
  readonly isBusy: boolean;
}

/** What of a provider's list for an address belongs to other notifications. */
export async function ownedMessages(
  sql: Sql,
  channel: Channel,
  address: string,
  ids: readonly string[],
): Promise<Owned> {
  const found = await rows<{ message: string | null; busy: boolean }>(
    sql,
    `SELECT m.message, n.state = 'sending' AS busy
     FROM notification n LEFT JOIN delivery_proof p ON p.notification_id = n.id,
       LATERAL (VALUES (n.provider_message_id), (p.message_id)) AS m(message)
     WHERE lower(n.recipient) = lower($2) AND n.notification_type = $1
       AND (n.state = 'sending' OR m.message = ANY ($3))`,
    [channel, address, ids],
  );
  return {
    messages: new Set(found.flatMap(({ message }) => (message === null ? [] : [message]))),
    isBusy: found.some(({ busy }) => busy),
  };
}
