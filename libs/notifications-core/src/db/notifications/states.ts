import { HANDED_GRACE_MS, LOOK_AHEAD_MS } from '../../domain/jobs.js';
import { LANES } from '../../domain/notification.js';

/**
 * Every change of a notification's state, each a named statement with its guard. All of them take and
 * return arrays: a busy worker pays a fraction of a round trip per notification.
 *
 *   plan ─▶ pending ─claim─▶ sending ─record─▶ sent | failed | cancelled
 *              ▲                │ │
 *              ├──retry/release─┘ └─lease ran out / no clear answer─▶ in_doubt ─▶ pending (once) | failed
 *              └──resend, redrive── failed | sent, but not delivered
 *
 * Statements that lock several pending rows do so in the order of their ids, so that they never wait for
 * each other in a circle; those that skip locked ones need no order, and `ORDER BY id LIMIT` would make Postgres
 * walk through all ids to find a few. Time is the database's.
 */

/** `HandedOver` as the statements below return it. */
export const HANDED_COLUMNS = `id, generation, lane, (extract(epoch FROM due_at - clock_timestamp()) * 1000)::float8 AS "delayMs"`;

/** Until when a job for a row that is due at `due` is trusted to come. */
export const handedUntil = (due: string): string =>
  `greatest(${due}, clock_timestamp()) + interval '${HANDED_GRACE_MS} milliseconds'`;

/** Always true, and what lets Postgres before 18 use the index of due rows for all lanes together. */
export const ANY_LANE = `lane IN (${LANES.map((lane) => `'${lane}'`).join(', ')})`;

/** Whether the appointment `a` was cancelled after this was asked for. An older release does not write when it was. */
export const cancelledSince = (row: string): string =>
  `(a.status = 'cancelled' AND coalesce(a.cancelled_at, a.updated_at) > ${row}.created_at) IS TRUE`;

export const LOOK_AHEAD = `interval '${LOOK_AHEAD_MS} milliseconds'`;
