import type { Channel, Status } from '../domain/notification.js';
import { rows, type Sql } from './sql.js';

/** How many notifications of one channel, status and delivery status were created since the start of an hour. */
export interface Count {
  readonly since: Date;
  /** `null`, like the fields below, if there is nothing to count. */
  readonly channel: Channel | null;
  readonly status: Status;
  /** Empty where no receipt has come. */
  readonly deliveryStatus: string;
  readonly n: number;
}

const SINCE = `since AS (SELECT date_trunc('hour', clock_timestamp() - make_interval(hours => $1 * 24), 'UTC') AS at)`;

/**
 * Counts everybody's notifications of the last `days`. Returns at least one row. It sums up hours, so the number of
 * notifications does not matter.
 */
export function countAll(sql: Sql, days: number): Promise<Count[]> {
  return rows(
    sql,
    `WITH ${SINCE},
     counted AS (
       SELECT channel, status, delivery_status, sum(n)::float8 AS n
       FROM (SELECT * FROM statistics_hour WHERE hour >= (SELECT at FROM since)
             UNION ALL SELECT * FROM statistics_delta WHERE hour >= (SELECT at FROM since)) AS parts
       GROUP BY channel, status, delivery_status HAVING sum(n) <> 0)
     SELECT since.at AS since, channel, status, delivery_status AS "deliveryStatus", n
     FROM since LEFT JOIN counted ON true`,
    [days],
  );
}

/** Counts one user's notifications of the last `days`, from the rows themselves. Returns at least one row. */
export function countOf(sql: Sql, userId: string, days: number): Promise<Count[]> {
  return rows(
    sql,
    `WITH ${SINCE},
     counted AS (
       SELECT notification_type AS channel,
         CASE WHEN state IN ('sending', 'in_doubt') THEN 'pending' ELSE state END AS status,
         coalesce(delivery_status, '') AS delivery_status, count(*)::float8 AS n
       FROM notification WHERE user_id = $2 AND created_at >= (SELECT at FROM since) GROUP BY 1, 2, 3)
     SELECT since.at AS since, channel, status, delivery_status AS "deliveryStatus", n
     FROM since LEFT JOIN counted ON true`,
    [days, userId],
  );
}

/**
 * Moves up to `limit` unlocked changes into the counts of their hours. Hours are written in the order of the key, so
 * that two runs cannot deadlock.
 * @returns how many changes were moved, and the hours where a count became zero.
 */
export async function takeChanges(sql: Sql, limit: number): Promise<{ changes: number; emptied: readonly Date[] }> {
  const [row] = await rows<{ changes: number; emptied: Date[] }>(
    sql,
    `WITH mine AS (SELECT ctid FROM statistics_delta LIMIT $1 FOR UPDATE SKIP LOCKED),
     taken AS (DELETE FROM statistics_delta d USING mine WHERE d.ctid = mine.ctid RETURNING d.*),
     added AS (
       INSERT INTO statistics_hour AS h
       SELECT hour, channel, status, delivery_status, sum(n) FROM taken
       GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0 ORDER BY 1, 2, 3, 4
       ON CONFLICT (hour, channel, status, delivery_status) DO UPDATE SET n = h.n + excluded.n
       RETURNING hour, n)
     SELECT (SELECT count(*)::int FROM taken) AS changes,
       ARRAY(SELECT DISTINCT hour FROM added WHERE n = 0) AS emptied`,
    [limit],
  );
  return row ?? { changes: 0, emptied: [] };
}

/** Deletes counts that are zero, such as those of hours that were cleaned up. */
export async function forgetEmpty(sql: Sql, hours: readonly Date[]): Promise<void> {
  await rows(
    sql,
    `WITH gone AS (DELETE FROM statistics_hour WHERE hour = ANY ($1::timestamptz[]) AND n = 0 RETURNING hour)
     SELECT count(*) FROM gone`,
    [hours],
  );
}
