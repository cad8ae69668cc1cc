import { BY_WHAT_THEY_TELL, type Delivery } from '../../domain/delivery-status.js';
import { rows, type Sql } from '../sql.js';

/** What receipts say together of one notification. */
export interface Told {
  readonly id: string;
  /** The status that tells most. */
  readonly delivery: Delivery;
  /** When it arrived, by the first that says so. `null`: none does. */
  readonly arrivedAt: Date | null;
  /** What its reader did, also where the status tells something else. */
  readonly opened: boolean;
  readonly clicked: boolean;
  readonly unsubscribed: boolean;
}

/**
 * Writes what receipts say of notifications, if it tells more than what is known, as `tellsMore` compares it. So the
 * order in which receipts come does not matter. The state of a notification stays. Call it with the rows locked.
 * @param told one of each notification.
 */
export async function recordDelivery(sql: Sql, told: readonly Told[]): Promise<void> {
  if (told.length === 0) return;
  await rows(
    sql,
    `WITH t AS (
       SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $6::boolean[],
         $7::boolean[], $8::boolean[]) AS t(id, status, code, at, opened, clicked, unsubscribed)),
     told AS (
       SELECT t.*, n.delivery_status IS NULL
         OR (coalesce(array_position($5, t.status), 0), t.status COLLATE "C", coalesce(t.code, '') COLLATE "C")
          > (coalesce(array_position($5, n.delivery_status), 0), n.delivery_status, coalesce(n.delivery_code, ''))
           AS tells_more,
         (t.opened, t.clicked, t.unsubscribed) <> (t.opened AND n.was_opened, t.clicked AND n.was_clicked,
           t.unsubscribed AND n.was_unsubscribed) AS is_new
       FROM t JOIN notification n USING (id)),
     written AS (
       UPDATE notification n SET
         delivery_status = CASE WHEN t.tells_more THEN t.status ELSE n.delivery_status END,
         delivery_code = CASE WHEN t.tells_more THEN t.code ELSE n.delivery_code END,
         delivered_at = least(n.delivered_at, t.at),
         was_opened = n.was_opened OR t.opened, was_clicked = n.was_clicked OR t.clicked,
         was_unsubscribed = n.was_unsubscribed OR t.unsubscribed
       FROM told t WHERE n.id = t.id AND (t.tells_more OR t.is_new OR t.at < coalesce(n.delivered_at, 'infinity'))
       RETURNING n.id)
     SELECT count(*) FROM written`,
    [
      told.map(({ id }) => id),
      told.map(({ delivery }) => delivery.status),
      told.map(({ delivery }) => delivery.code),
      told.map(({ arrivedAt }) => arrivedAt),
      BY_WHAT_THEY_TELL,
      told.map(({ opened }) => opened),
      told.map(({ clicked }) => clicked),
      told.map(({ unsubscribed }) => unsubscribed),
    ],
  );
}
