import { HANDED_GRACE_MS, LOOK_AHEAD_MS } from '../../domain/jobs.js';
import { LANES } from '../../domain/notification.js';

/**
 * The life of a notification's row. This is the front file of the folder: the picture, and what the statements share.
 *
 *   plan ─▶ pending ─claim─▶ sending ─record─▶ sent | failed | cancelled
 *              ▲                │ │
 *              ├──retry/release─┘ └─lease ran out / no clear answer─▶ in_doubt ─▶ pending (once) | failed
 *              └──resend, redrive── failed | sent, but not delivered
 *
 * Which file does what to a row:
 *
 *   planned     Inserts it: pending, or failed at once. Brings what waits up to date with its booking and its person.
 *               pending → cancelled when the plan or the address is gone. pending, in_doubt → cancelled on request.
 *   hand-over   Marks what is due as handed over to Redis, under a new generation. Says why it waits for its channel.
 *               pending → cancelled when it has waited there until it was of no use.
 *   claimed     pending → sending by a claim, with fence and lease. sending → its outcome, as long as the fence is the
 *               same. sending → in_doubt | failed when the lease ran out. in_doubt → pending to send it once more.
 *   resent      failed, sent → pending when staff send it again.
 *   erased      pending, in_doubt → cancelled when its person is erased. Empties every row of theirs.
 *
 * Every change of a state is a named statement with its guard, here and nowhere else; CHECK constraints of the schema
 * say the same. What ended is deleted by `db/cleanup.ts`.
 *
 * Statements take and return arrays: a busy worker pays a fraction of a round trip per notification. Those that lock
 * several pending rows do so in the order of their ids, so that they never wait for each other in a circle. Those that
 * skip locked rows need no order, and `ORDER BY id LIMIT` would make Postgres walk through all ids to find a few.
 * Time is the database's.
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
