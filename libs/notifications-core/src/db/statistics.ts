import type { Channel, Status } from '../domain/notification.js';
import { rows, type Sql } from './sql.js';

/** How many notifications of one channel, status and delivery status were created since the start of an hour. */
export interface Count {
  readonly since: Date;
  /** `null` with all that follows: there is nothing to count. */
  readonly channel: Channel | null;
  readonly status: Status;
  /** Empty where no receipt has come. */
  readonly deliveryStatus: string;
  readonly n: number;
}

const SINCE = `since AS (SELECT date_trunc('hour', clock_timestamp() - make_interval(hours => $1 * 24), 'UTC') AS at)`;

/** Counts of everybody's in the last `days`, at least one. A sum over hours, however many rows there are. */
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

/** Counts of one user's in the last `days`, at least one. Counted from the rows themselves. */
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
 * Takes up to `limit` changes that nobody else holds, and adds them to their hours in the order of the key, so that
 * two at once never wait for each other in a circle.
 * @returns how many, and the hours of which a count went down to nothing.
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

/** Deletes counts that went down to nothing, such as those of hours that were cleaned up. */
export async function forgetEmpty(sql: Sql, hours: readonly Date[]): Promise<void> {
  await rows(
    sql,
    `WITH gone AS (DELETE FROM statistics_hour WHERE hour = ANY ($1::timestamptz[]) AND n = 0 RETURNING hour)
     SELECT count(*) FROM gone`,
    [hours],
  );
}
