import { CHANNELS, LANES, type Channel, type Lane } from '../domain/notification.js';
import { rows, type Sql } from './sql.js';

/** Notifications of a lane and channel that are due and not claimed. */
export interface Backlog {
  readonly lane: Lane;
  readonly channel: Channel;
  /** Counted up to 10,000. */
  readonly due: number;
  /** How long the oldest has been due. 0 when none is due. */
  readonly oldest_seconds: number;
}

const MOST_COUNTED = 10_000;

/** One entry for each lane and channel. Each entry reads a bounded part of the index of due rows. */
export function readBacklog(sql: Sql): Promise<Backlog[]> {
  return rows(
    sql,
    `SELECT l.lane, c.channel, due.n AS due, due.oldest AS oldest_seconds
     FROM unnest($1::text[]) WITH ORDINALITY AS l(lane, place) CROSS JOIN unnest($2::text[]) AS c(channel)
     CROSS JOIN LATERAL (
       SELECT count(*)::int AS n, coalesce(extract(epoch FROM now() - min(due_at)), 0)::float8 AS oldest
       FROM (
         SELECT due_at FROM notification
         WHERE state = 'pending' AND lane = l.lane AND notification_type = c.channel AND due_at <= now()
         ORDER BY due_at LIMIT $3) AS first) AS due
     ORDER BY l.place, c.channel`,
    [LANES, CHANNELS, MOST_COUNTED],
  );
}

/** Counts doubts that wait for evidence, and claims whose lease ended at least `seconds` ago. */
export async function countUnsettled(sql: Sql, seconds: number): Promise<{ in_doubt: number; lost_claims: number }> {
  const [counted] = await rows<{ in_doubt: number; lost_claims: number }>(
    sql,
    `SELECT (SELECT count(*) FROM notification WHERE state = 'in_doubt')::int AS in_doubt,
       (SELECT count(*) FROM notification
        WHERE state = 'sending' AND lease_until < now() - make_interval(secs => $1))::int AS lost_claims`,
    [seconds],
  );
  return counted ?? { in_doubt: 0, lost_claims: 0 };
}
