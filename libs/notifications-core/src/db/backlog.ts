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

/** Of so many of the latest messages is it read how late they went out, and of those of so many seconds. */
const LATEST = 1_000;
const LATEST_SECONDS = 300;

/**
 * How late the latest messages went out after they were due, in milliseconds: 95 of a hundred within that. `null`: none
 * went out within the last five minutes. It reads the newest end of an index, so the number of messages does not matter.
 */
export async function readLateness(sql: Sql): Promise<number | null> {
  const [found] = await rows<{ lag: number | null }>(
    sql,
    `SELECT percentile_disc(0.95) WITHIN GROUP (
       ORDER BY greatest(0, round(extract(epoch FROM sent_at - due_at) * 1000)))::float8 AS lag
     FROM (
       SELECT state, sent_at, due_at FROM notification WHERE ended_at > now() - make_interval(secs => $2)
       ORDER BY ended_at DESC LIMIT $1) AS latest
     WHERE state = 'sent'`,
    [LATEST, LATEST_SECONDS],
  );
  return found?.lag ?? null;
}

/** Whether a process is connected to this database under that name. A pooler in between may hide it. */
export async function isConnected(sql: Sql, name: string): Promise<boolean> {
  const found = await rows(
    sql,
    'SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1 LIMIT 1',
    [name],
  );
  return found.length > 0;
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
