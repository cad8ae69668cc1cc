import { HANDED_GRACE_MS, LOOK_AHEAD_MS } from '../../domain/jobs.js';

/**
 * The life of a notification's row. Read this file first: it has the picture and what the statements share.
 *
 *   plan ─▶ pending ─claim─▶ sending ─record─▶ sent | failed | cancelled
 *              ▲                │ │
 *              ├──retry/release─┘ └─lease ran out / no clear answer─▶ in_doubt ─▶ pending (once) | failed
 *              └──resend, redrive── failed | sent, but not delivered
 *   in_doubt | pending, failed after a try ─▶ sent when proof or the answer comes late
 *
 * Each file does a part of it:
 *
 *   planned     Inserts rows: pending, or failed at once. Updates waiting rows after their booking or person changed.
 *               pending → cancelled when the plan or the address is gone. pending, in_doubt → cancelled on request.
 *   hand-over   Marks due rows as handed over to Redis, under a new generation. Writes why rows wait for a channel.
 *               pending → cancelled when a row is out of date while it waits for a channel.
 *   claimed     pending → sending by a claim, with fence and lease. sending → its outcome, if the fence is the same.
 *   lost        sending → in_doubt | failed when the lease ran out. in_doubt → pending to send it once more.
 *   proven      in_doubt, pending, failed → sent when there is proof that the provider took it. Counts duplicates.
 *   renewed     Writes what a claimed row says now, before it is sent. Its state stays.
 *   resent      failed, sent → pending when staff send it again.
 *   delivered   Writes what receipts say of a row. Its state stays.
 *   erased      pending, in_doubt → cancelled when the recipient is erased. Empties all rows of that person.
 *
 * Every change of a state is a named, guarded statement in this folder and nowhere else. CHECK constraints of the
 * schema enforce the same. `db/cleanup.ts` deletes ended rows.
 *
 * Statements take and return arrays: a busy worker pays a fraction of a round trip per notification. Statements that
 * lock several pending rows lock them in the order of their ids, so that they cannot deadlock. Statements that skip
 * locked rows need no order: `ORDER BY id LIMIT` would make Postgres walk through all ids to find a few.
 * Time is the database's.
 */

/**
 * The database's clock as a bound on an index. `clock_timestamp()` may change from row to row, so Postgres never uses
 * it as an index condition: it would read every pending row.
 */
export const NOW = 'statement_timestamp()';

/** The columns of a `HandedOver`. */
export const HANDED_COLUMNS = `id, generation, lane, (extract(epoch FROM due_at - clock_timestamp()) * 1000)::float8 AS "delayMs"`;

/** Until when a job is trusted to come, for a row that is due at `due`. */
export const handedUntil = (due: string): string =>
  `greatest(${due}, clock_timestamp()) + interval '${HANDED_GRACE_MS} milliseconds'`;

/**
 * Whether the appointment `a` was cancelled after `row` was created. An older release does not write `cancelled_at`, so
 * `updated_at` counts then.
 */
export const cancelledSince = (row: string): string =>
  `(a.status = 'cancelled' AND coalesce(a.cancelled_at, a.updated_at) > ${row}.created_at) IS TRUE`;

export const LOOK_AHEAD = `interval '${LOOK_AHEAD_MS} milliseconds'`;

/**
 * Whether a reminder of the same appointment, start and channel as `row` that was meant for later is late too, or went
 * out. Then `row` has nothing new to say. Two workers cannot get this wrong: of two reminders that are late together,
 * the later one counts for the earlier one in each of its states, and never the other way round.
 */
export const laterReminder = (row: string): string =>
  `(${row}.hours_until IS NOT NULL AND EXISTS (
     SELECT FROM notification o
     WHERE o.appointment_id = ${row}.appointment_id AND o.notification_type = ${row}.notification_type
       AND o.user_id = ${row}.user_id AND o.hours_until < ${row}.hours_until AND o.expires_at = ${row}.expires_at
       AND (o.state IN ('sending', 'in_doubt', 'sent') OR (o.state = 'pending' AND o.scheduled_for <= clock_timestamp()))))`;
