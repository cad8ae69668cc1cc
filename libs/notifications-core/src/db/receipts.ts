import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { Channel } from '../domain/notification.js';
import type { Consequence, Receipt, ReceiptProvider } from '../domain/receipt.js';
import { ReceiptEntity } from './entities/receipt.entity.js';
import { rows, storableJson, type Sql } from './sql.js';

/** A receipt that is new, with the notification that it is about. */
export interface MatchedReceipt {
  readonly id: string;
  readonly notificationId: string;
  readonly userId: string;
  readonly channel: Channel;
  /** Where the message went, as far as it is known: staff may have sent it again elsewhere. `null`: erased. */
  readonly recipient: string | null;
  readonly isErased: boolean;
  readonly provider: ReceiptProvider;
  readonly providerMessageId: string | null;
  readonly status: string | null;
  readonly code: string | null;
  readonly occurredAt: Date;
  readonly isProof: boolean;
  readonly consequence: Consequence | null;
  /** It is about a message from before staff sent the notification again. */
  readonly isOfEarlierSend: boolean;
}

/** A receipt that was stored. */
export interface StoredReceipt extends Pick<MatchedReceipt, 'provider' | 'status'> {
  /** `null`: it matches no notification yet. */
  readonly matched: MatchedReceipt | null;
}

/**
 * Most receipts of one word that are kept of one notification. A link scanner opens a mail a thousand times, and the
 * twenty-first time tells nothing new.
 */
const MOST_OF_ONE_WORD = 20;

/** The columns of a `MatchedReceipt` from a receipt `r` and its locked notification `l`. */
const MATCHED_COLUMNS = `r.id, r.notification_id AS "notificationId", l.user_id AS "userId", l.notification_type AS channel,
  l.erased_at IS NOT NULL AS "isErased", r.provider, r.provider_message_id AS "providerMessageId", r.status,
  r.code, r.occurred_at AS "occurredAt", r.is_proof AS "isProof", r.consequence, r.is_of_earlier_send AS "isOfEarlierSend"`;

/**
 * Locks the notifications `ids`, in the order of their ids: an erasure comes before or after, and two calls with the
 * same receipts do not wait for each other.
 *
 * `is_unsent`: nothing went out since it was planned, or since staff sent it again. So a receipt is of a message from
 * before that. The locked row says it also where a resend was waited for.
 */
const locked = (ids: string): string => `locked AS MATERIALIZED (
  SELECT id, user_id, notification_type, recipient, erased_at, state = 'pending' AND attempts = 0 AS is_unsent
  FROM notification WHERE id IN (${ids}) ORDER BY id FOR NO KEY UPDATE)`;

/**
 * Stores receipts, each copy once, and finds their notifications: by the id that they name, else by the provider's id of
 * the message. Of those of erased people the raw event is not stored.
 * @param receipts without two of the same key.
 * @returns those that are new.
 */
export async function storeReceipts(sql: Sql, receipts: readonly Receipt[]): Promise<StoredReceipt[]> {
  if (receipts.length === 0) return [];
  const found = await rows<StoredReceipt & { notificationId: string | null }>(
    sql,
    `WITH given AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS g(
         id uuid, "dedupeKey" text, "notificationId" uuid, provider text, "providerMessageId" text, event text, status text,
         code text, consequence text, address text, "isProof" boolean, "occurredAt" timestamptz, payload jsonb)
       WHERE NOT EXISTS (SELECT FROM receipt r WHERE r.dedupe_key = g."dedupeKey")),
     matched AS MATERIALIZED (
       SELECT g.*, coalesce(named.id, sent.id) AS match FROM given g
       LEFT JOIN notification named ON named.id = g."notificationId"
       LEFT JOIN LATERAL (
         SELECT n.id FROM notification n
         WHERE named.id IS NULL AND n.provider_message_id = g."providerMessageId" AND n.provider = g.provider LIMIT 1)
         AS sent ON true),
     ${locked('SELECT match FROM matched')},
     counted AS (
       SELECT r.notification_id, r.event, count(*) AS n FROM receipt r
       WHERE r.notification_id IN (SELECT match FROM matched) GROUP BY 1, 2),
     placed AS (
       SELECT m.*, l.id AS locked_id, l.erased_at, l.is_unsent,
         coalesce(c.n, 0) + row_number() OVER (PARTITION BY l.id, m.event ORDER BY m."occurredAt", m."dedupeKey") AS place
       FROM matched m LEFT JOIN locked l ON l.id = m.match
       LEFT JOIN counted c ON c.notification_id = l.id AND c.event = m.event),
     r AS (
       INSERT INTO receipt (id, dedupe_key, notification_id, provider, provider_message_id, event, status, code,
         consequence, is_proof, occurred_at, payload, is_of_earlier_send)
       SELECT p.id, "dedupeKey", locked_id, provider, "providerMessageId", event, status, code, consequence, "isProof",
         coalesce("occurredAt", clock_timestamp()), CASE WHEN erased_at IS NULL THEN payload ELSE '{}' END,
         coalesce(is_unsent, false) OR EXISTS (
           SELECT FROM receipt o WHERE o.notification_id = locked_id AND o.is_of_earlier_send
             AND o.provider_message_id = p."providerMessageId")
       FROM placed p WHERE locked_id IS NULL OR place <= ${MOST_OF_ONE_WORD} ORDER BY "dedupeKey"
       ON CONFLICT (dedupe_key) DO NOTHING RETURNING *)
     SELECT ${MATCHED_COLUMNS}, coalesce(g.address, l.recipient) AS recipient
     FROM r JOIN given g ON g."dedupeKey" = r.dedupe_key LEFT JOIN locked l ON l.id = r.notification_id`,
    [storableJson(receipts.map((receipt) => ({ ...receipt, id: uuidv7() })))],
  );
  return found.map((row) => ({
    provider: row.provider,
    status: row.status,
    matched: row.notificationId === null ? null : (row as unknown as MatchedReceipt),
  }));
}

/** The people of these receipts' notifications. */
export async function peopleOf(sql: Sql, receipts: readonly Receipt[]): Promise<string[]> {
  if (receipts.length === 0) return [];
  const found = await rows<{ userId: string }>(
    sql,
    `SELECT DISTINCT user_id AS "userId" FROM notification
     WHERE id = ANY ($1::uuid[]) OR provider_message_id = ANY ($2::text[])`,
    [
      receipts.flatMap(({ notificationId }) => notificationId ?? []),
      receipts.flatMap(({ providerMessageId }) => providerMessageId?.replaceAll('\0', '').toWellFormed() ?? []),
    ],
  );
  return found.map(({ userId }) => userId);
}

/** A receipt that came before its message's id was recorded. */
export interface LateMatch {
  readonly id: string;
  readonly notificationId: string;
  readonly userId: string;
}

/** Receipts of the last hour that matched nothing when they came, and match a notification now. */
export function findLateMatches(sql: Sql, limit: number): Promise<LateMatch[]> {
  return rows(
    sql,
    `SELECT r.id, n.id AS "notificationId", n.user_id AS "userId" FROM receipt r
     JOIN notification n ON n.provider_message_id = r.provider_message_id AND n.provider = r.provider
     WHERE r.notification_id IS NULL AND r.received_at > statement_timestamp() - interval '1 hour' LIMIT $1`,
    [limit],
  );
}

/** Writes these matches down, unless somebody else did. */
export function matchReceipts(sql: Sql, matches: readonly LateMatch[]): Promise<MatchedReceipt[]> {
  return rows(
    sql,
    `WITH wanted AS (SELECT DISTINCT ON (id) * FROM unnest($1::uuid[], $2::uuid[]) AS w(id, match)),
     ${locked('SELECT match FROM wanted')},
     r AS (
       UPDATE receipt SET notification_id = l.id, is_of_earlier_send = l.is_unsent,
         payload = CASE WHEN l.erased_at IS NULL THEN payload ELSE '{}' END
       FROM wanted w JOIN locked l ON l.id = w.match
       WHERE receipt.id = w.id AND receipt.notification_id IS NULL RETURNING receipt.*)
     SELECT ${MATCHED_COLUMNS}, l.recipient FROM r JOIN locked l ON l.id = r.notification_id`,
    [matches.map(({ id }) => id), matches.map(({ notificationId }) => notificationId)],
  );
}

/** What a person's receipts last said about marketing mail, and when they said it. */
export async function lastWordsOnMarketing(
  sql: Sql,
  userIds: readonly string[],
): Promise<{ userId: string; wanted: boolean; at: Date }[]> {
  if (userIds.length === 0) return [];
  return rows(
    sql,
    `SELECT DISTINCT ON (n.user_id) n.user_id AS "userId", r.consequence = 'marketing_again' AS wanted,
       r.occurred_at AS at
     FROM notification n JOIN receipt r ON r.notification_id = n.id
     WHERE n.user_id = ANY ($1::text[]) AND r.consequence IN ('no_marketing', 'marketing_again')
     -- Of two in the same second, no counts.
     ORDER BY n.user_id, r.occurred_at DESC, wanted`,
    [userIds],
  );
}

export type ReceiptRow = Readonly<ReceiptEntity>;

/** The receipts of a notification, oldest first. */
export function receiptsOf(manager: EntityManager, notificationId: string): Promise<ReceiptRow[]> {
  return manager.find(ReceiptEntity, { where: { notificationId }, order: { occurredAt: 'ASC', id: 'ASC' } });
}
