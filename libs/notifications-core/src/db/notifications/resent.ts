import { NOT_DELIVERED } from '../../domain/delivery-status.js';
import type { HandedOver } from '../../domain/jobs.js';
import type { FailedReason, State } from '../../domain/notification.js';
import { rows, type Sql } from '../sql.js';
import type { Claimed } from './claimed.js';
import { HANDED_COLUMNS, handedUntil, cancelledSince, LOOK_AHEAD } from './states.js';

/** Everything that decides whether a row may be sent again. */
export interface Resendable extends Pick<
  Claimed,
  | 'id'
  | 'channel'
  | 'templateName'
  | 'isTest'
  | 'expiresAt'
  | 'now'
  | 'appointmentRevision'
  | 'currentRevision'
  | 'appointmentStatus'
  | 'cancelledSince'
> {
  readonly state: State;
  /** The address it was sent to, or would have been. */
  readonly address: string | null;
  readonly deliveryStatus: string | null;
  /** Its key once it is pending again. */
  readonly dedupeKey: string;
  /** It failed when it was planned, and another row was planned for the same message since. */
  readonly isReplaced: boolean;
  /** The recipient was erased, before or after becoming known again. */
  readonly isErased: boolean;
  /** The recipient's stored address on this channel, not in canonical form. `null`: none is known. */
  readonly knownAddress: string | null;
}

/**
 * The key under which it would be planned. A row that failed when it was planned has its id behind the key, so that a
 * later row can have the key.
 */
const PLANNED_KEY = `CASE WHEN n.appointment_revision IS NOT NULL AND n.dedupe_key LIKE '%|%|' || n.id THEN left(n.dedupe_key, -37) ELSE n.dedupe_key END`;

/** The user of a notification. `null`: there is no such notification. */
export async function userOf(sql: Sql, id: string): Promise<string | null> {
  const [found] = await rows<{ userId: string }>(sql, 'SELECT user_id AS "userId" FROM notification WHERE id = $1', [
    id,
  ]);
  return found?.userId ?? null;
}

/** Locks rows that may be sent again, in the order of their ids, and reads what decides about it. */
export function lockResendable(sql: Sql, ids: readonly string[], ifHeld: 'wait' | 'skip'): Promise<Resendable[]> {
  return rows(
    sql,
    `SELECT n.id, n.notification_type AS channel, n.template_name AS "templateName", n.is_test AS "isTest", n.state,
       n.recipient AS address, n.delivery_status AS "deliveryStatus", n.expires_at AS "expiresAt", clock_timestamp() AS now,
       n.appointment_revision AS "appointmentRevision", a.revision AS "currentRevision", a.status AS "appointmentStatus",
       ${cancelledSince('n')} AS "cancelledSince", ${PLANNED_KEY} AS "dedupeKey",
       EXISTS (SELECT FROM notification o WHERE o.dedupe_key = ${PLANNED_KEY} AND o.user_id = n.user_id
         AND o.state <> 'cancelled' AND o.id <> n.id)
         AS "isReplaced",
       n.erased_at IS NOT NULL OR r.erased_at IS NOT NULL AS "isErased",
       CASE n.notification_type WHEN 'email' THEN r.email ELSE r.phone END AS "knownAddress"
     FROM notification n
     LEFT JOIN appointment a ON a.id = n.appointment_id
     LEFT JOIN recipient r ON r.id = n.user_id
     WHERE n.id = ANY ($1::uuid[]) ORDER BY n.id FOR UPDATE OF n ${ifHeld === 'skip' ? 'SKIP LOCKED' : ''}`,
    [ids],
  );
}

/**
 * Notifications that failed at `since` or later, oldest first, after the last one of the previous part. Those that
 * surely cannot be sent again are left out. Instants are text: a `Date` would lose microseconds, and the next part
 * would miss some rows.
 */
export function failedSince(
  sql: Sql,
  request: {
    readonly since: Date;
    readonly after: { readonly endedAt: string; readonly id: string } | undefined;
    readonly reason?: FailedReason | undefined;
    readonly templateName?: string | undefined;
  },
  limit: number,
): Promise<{ id: string; userId: string; endedAt: string }[]> {
  return rows(
    sql,
    `SELECT id, user_id AS "userId", ended_at::text AS "endedAt" FROM notification
     WHERE state = 'failed' AND reason IS NOT NULL AND (ended_at, id) > ($1::timestamptz, $2::uuid)
       AND ($3::text IS NULL OR reason = $3) AND ($4::text IS NULL OR template_name = $4)
       AND NOT is_test AND erased_at IS NULL AND (expires_at IS NULL OR expires_at > clock_timestamp())
     ORDER BY ended_at, id LIMIT $5`,
    [
      request.after?.endedAt ?? request.since,
      request.after?.id ?? '00000000-0000-0000-0000-000000000000',
      request.reason ?? null,
      request.templateName ?? null,
      limit,
    ],
  );
}

/**
 * failed, or sent and not delivered → pending, as if never tried. Only the fence goes on, so the log of attempts stays.
 * Call it while the rows are locked. A row whose scheduled time is still ahead keeps that time. Rows due within the
 * look-ahead are marked as handed over (`isHanded`), but not with `handOver` false (Redis is full).
 */
export function sendAgain(
  sql: Sql,
  wanted: readonly { readonly id: string; readonly address: string }[],
  handOver: boolean,
): Promise<(HandedOver & { readonly isHanded: boolean })[]> {
  return rows(
    sql,
    `WITH wanted AS (SELECT * FROM unnest($1::uuid[], $2::text[]) AS w(id, address)),
     again AS (
       UPDATE notification n SET
         state = 'pending', recipient = w.address, reason = NULL, error_message = NULL, attempts = 0, slowed = 0,
         doubts = 0, duplicates = 0, look_at = NULL,
         ended_at = NULL, sent_at = NULL, provider_message_id = NULL, delivery_status = NULL, delivery_code = NULL,
         delivered_at = NULL, was_opened = false, was_clicked = false, was_unsubscribed = false, segments = NULL,
         due_at = greatest(n.scheduled_for, clock_timestamp()), generation = n.generation + 1,
         handed_until = CASE WHEN $3 AND n.scheduled_for <= clock_timestamp() + ${LOOK_AHEAD}
                             THEN ${handedUntil('n.scheduled_for')} END,
         dedupe_key = ${PLANNED_KEY}
       FROM wanted w
       WHERE n.id = w.id AND (n.state = 'failed' OR (n.state = 'sent' AND n.delivery_status = ANY ($4)))
       RETURNING n.*),
     -- What proves the messages of before proves nothing of the one that is sent now.
     before AS (
       INSERT INTO delivery_proof (notification_id, message_id, provider, evidence, at, applied_at)
       SELECT n.id, n.provider_message_id, coalesce(n.provider, ''), 'answer', n.sent_at, clock_timestamp()
       FROM notification n JOIN again a ON a.id = n.id WHERE n.provider_message_id IS NOT NULL AND n.sent_at IS NOT NULL
       ON CONFLICT DO NOTHING),
     earlier AS (
       UPDATE receipt r SET is_of_earlier_send = true FROM again a WHERE r.notification_id = a.id),
     closed AS (
       UPDATE delivery_proof p SET applied_at = clock_timestamp()
       FROM again a WHERE p.notification_id = a.id AND p.applied_at IS NULL)
     SELECT ${HANDED_COLUMNS}, handed_until IS NOT NULL AS "isHanded" FROM again`,
    [wanted.map(({ id }) => id), wanted.map(({ address }) => address), handOver, NOT_DELIVERED],
  );
}
