import type { AppointmentStatus } from '../domain/booking.js';
import {
  LANES,
  type Channel,
  type FailedReason,
  type Lane,
  type PlannedNotification,
  type Reason,
  type State,
  type TemplateContext,
} from '../domain/notification.js';
import { NOT_DELIVERED } from '../domain/delivery-status.js';
import type { KnownNotification, Refreshed } from '../domain/plan.js';
import type { PreferenceRules } from '../domain/preferences.js';
import { HANDED_GRACE_MS, LOOK_AHEAD_MS, type DeliverJob, type HandedOver } from '../domain/jobs.js';
import type { AttemptOutcome } from './entities/delivery-attempt.entity.js';
import { rows, storableJson, type Sql } from './sql.js';
import { listedForms } from './suppressions.js';

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
const HANDED_COLUMNS = `id, generation, lane, (extract(epoch FROM due_at - clock_timestamp()) * 1000)::float8 AS "delayMs"`;

/** Until when a job for a row that is due at `due` is trusted to come. */
const handedUntil = (due: string): string =>
  `greatest(${due}, clock_timestamp()) + interval '${HANDED_GRACE_MS} milliseconds'`;

/** Always true, and what lets Postgres before 18 use the index of due rows for all classes together. */
const ANY_LANE = `lane IN (${LANES.map((lane) => `'${lane}'`).join(', ')})`;

/** Whether the appointment `a` was cancelled after this was asked for. An older release does not write when it was. */
const cancelledSince = (row: string): string =>
  `(a.status = 'cancelled' AND coalesce(a.cancelled_at, a.updated_at) > ${row}.created_at) IS TRUE`;

const LOOK_AHEAD = `interval '${LOOK_AHEAD_MS} milliseconds'`;

/** What an appointment already has, for planning. Call it with the appointment locked. */
export function notificationsOf(
  sql: Sql,
  appointmentIds: readonly string[],
): Promise<(KnownNotification & { appointmentId: string })[]> {
  return rows(
    sql,
    `SELECT id, user_id AS "userId", appointment_id AS "appointmentId", template_name AS "templateName",
            notification_type AS channel, state, reason, dedupe_key AS "dedupeKey", hours_until AS "hoursUntil",
            due_at AS "dueAt", appointment_revision IS NULL AS "isDirect", context
     FROM notification WHERE appointment_id = ANY ($1)`,
    [appointmentIds],
  );
}

/**
 * Inserts planned rows. Those that are due within the look-ahead are marked as handed over and returned,
 * so that the caller wakes a worker after its commit; unless Redis has enough to do (`handOver` false).
 */
export function insertPlanned(
  sql: Sql,
  planned: readonly PlannedNotification[],
  options: { readonly handOver: boolean; readonly isTest?: boolean; readonly batchId?: string },
): Promise<HandedOver[]> {
  return rows(
    sql,
    `WITH inserted AS (
       INSERT INTO notification (
         id, user_id, appointment_id, appointment_revision, batch_id, notification_type, template_name, lane, is_test,
         recipient, locale, context, hours_until, dedupe_key, state, reason, error_message,
         scheduled_for, due_at, expires_at, ended_at, handed_until)
       SELECT p.id, p."userId", p."appointmentId", p."appointmentRevision", $4::uuid, p.channel, p."templateName", p.lane, $3,
         p.recipient, p.locale, p.context, p."hoursUntil", p."dedupeKey",
         CASE WHEN p.failure IS NULL THEN 'pending' ELSE 'failed' END, p.failure->>'reason', p.failure->>'message',
         p."scheduledFor", p."scheduledFor", p."expiresAt",
         CASE WHEN p.failure IS NOT NULL THEN clock_timestamp() END,
         CASE WHEN p.failure IS NULL AND $2 AND p."scheduledFor" <= clock_timestamp() + ${LOOK_AHEAD}
              THEN ${handedUntil('p."scheduledFor"')} END
       FROM jsonb_to_recordset($1::jsonb) AS p(
         id uuid, "userId" text, "appointmentId" text, "appointmentRevision" int, channel text, "templateName" text,
         lane text, recipient text, locale text, context jsonb, "hoursUntil" int, "dedupeKey" text, failure jsonb,
         "scheduledFor" timestamptz, "expiresAt" timestamptz)
       RETURNING *)
     SELECT ${HANDED_COLUMNS} FROM inserted WHERE handed_until IS NOT NULL`,
    [JSON.stringify(planned), options.handOver, options.isTest ?? false, options.batchId ?? null],
  );
}

/** Locks rows that several statements are about to change, in the order in which workers lock them too. */
export async function lockPlanned(sql: Sql, ids: readonly string[]): Promise<void> {
  await rows(sql, 'SELECT id FROM notification WHERE id = ANY ($1::uuid[]) ORDER BY id FOR UPDATE', [ids]);
}

/** Takes what is still pending out of the plan. */
export function cancelPlanned(sql: Sql, cancels: readonly { id: string; reason: Reason }[]): Promise<{ id: string }[]> {
  return rows(
    sql,
    `WITH wanted AS (SELECT * FROM unnest($1::uuid[], $2::text[]) AS w(id, reason)),
     locked AS (
       SELECT n.id FROM notification n JOIN wanted USING (id) WHERE n.state = 'pending' ORDER BY n.id FOR UPDATE OF n),
     cancelled AS (
       UPDATE notification n SET state = 'cancelled', reason = w.reason, ended_at = clock_timestamp(), handed_until = NULL
       FROM wanted w JOIN locked USING (id) WHERE n.id = w.id RETURNING n.id)
     SELECT id FROM cancelled`,
    [cancels.map(({ id }) => id), cancels.map(({ reason }) => reason)],
  );
}

/**
 * Somebody who may does not want it to be sent: it is still waiting, or in doubt and would be sent once more.
 * `userId` null: whoever it is for.
 */
export function cancelOnRequest(sql: Sql, id: string, userId: string | null): Promise<{ id: string }[]> {
  return rows(
    sql,
    `WITH cancelled AS (
       UPDATE notification SET state = 'cancelled', reason = 'user_request', ended_at = clock_timestamp(),
         handed_until = NULL
       WHERE id = $1 AND state IN ('pending', 'in_doubt') AND ($2::text IS NULL OR user_id = $2) RETURNING id)
     SELECT id FROM cancelled`,
    [id, userId],
  );
}

/**
 * Brings rows that stay planned up to date. A new time invalidates the job that may already wait in Redis;
 * a row that is between two tries keeps its next time. One that is being sent, or in doubt, keeps what it was
 * sent with and only moves to the new revision of the booking: its next try would be cancelled otherwise.
 */
export async function refreshPlanned(sql: Sql, refreshed: readonly Refreshed[]): Promise<void> {
  await rows(
    sql,
    `WITH fresh AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS f(
         id uuid, revision int, recipient text, locale text, context jsonb, "scheduledFor" timestamptz)),
     locked AS (
       SELECT n.id, n.state = 'pending' AS waits FROM notification n JOIN fresh USING (id)
       WHERE n.state IN ('pending', 'sending', 'in_doubt') ORDER BY n.id FOR UPDATE OF n),
     changed AS (
       SELECT f.*, waits, waits AND f."scheduledFor" IS NOT NULL AND f."scheduledFor" <> n.due_at AND n.attempts = 0 AS moved
       FROM fresh f JOIN locked USING (id) JOIN notification n USING (id)),
     updated AS (
       UPDATE notification n SET
         appointment_revision = c.revision,
         recipient = CASE WHEN c.waits THEN c.recipient ELSE n.recipient END,
         locale = CASE WHEN c.waits THEN c.locale ELSE n.locale END,
         context = CASE WHEN c.waits THEN c.context ELSE n.context END,
         scheduled_for = CASE WHEN c.moved THEN c."scheduledFor" ELSE n.scheduled_for END,
         due_at = CASE WHEN c.moved THEN c."scheduledFor" ELSE n.due_at END,
         generation = CASE WHEN c.moved THEN n.generation + 1 ELSE n.generation END,
         handed_until = CASE WHEN c.moved THEN NULL ELSE n.handed_until END
       FROM changed c WHERE n.id = c.id RETURNING n.id)
     SELECT id FROM updated`,
    [JSON.stringify(refreshed)],
  );
}

/** A person's address on one channel, in canonical form: where it was and where it is. */
export interface Readdressed {
  readonly userId: string;
  readonly channel: Channel;
  readonly from: string;
  /** `null`: nowhere any more. */
  readonly to: string | null;
  /** Why what waits is cancelled when there is no `to`. */
  readonly reason: Extract<Reason, 'invalid_recipient' | 'country_not_allowed'>;
}

/**
 * What waits for somebody goes where they can be reached from now on, or nowhere. Test sends stay: they go to
 * the address of whoever asked. So does what is being sent, or in doubt: its evidence is looked for there.
 */
export async function readdressPlanned(sql: Sql, moves: readonly Readdressed[]): Promise<void> {
  await rows(
    sql,
    `WITH moves AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS m("userId" text, channel text, "from" text, "to" text, reason text)),
     locked AS (
       SELECT n.id, m."to", m.reason FROM notification n
       JOIN moves m ON m."userId" = n.user_id AND m.channel = n.notification_type AND lower(m."from") = lower(n.recipient)
       WHERE n.state = 'pending' AND NOT n.is_test ORDER BY n.id FOR UPDATE OF n),
     moved AS (
       UPDATE notification n SET
         recipient = coalesce(l."to", n.recipient),
         state = CASE WHEN l."to" IS NULL THEN 'cancelled' ELSE n.state END,
         reason = CASE WHEN l."to" IS NULL THEN l.reason ELSE n.reason END,
         ended_at = CASE WHEN l."to" IS NULL THEN clock_timestamp() END,
         handed_until = CASE WHEN l."to" IS NULL THEN NULL ELSE n.handed_until END
       FROM locked l WHERE n.id = l.id RETURNING n.id)
     SELECT id FROM moved`,
    [JSON.stringify(moves)],
  );
}

/** What somebody asked for to be sent to a person, and no event planned: sends and bulk, but no tests. */
export interface DirectNotification {
  readonly id: string;
  readonly userId: string;
  readonly templateName: string;
  readonly channel: Channel;
  /** An SMS that was due, and was held for the night. */
  readonly isHeld: boolean;
}

/** Those of people that are still waiting. Call it with the people held. */
export function waitingDirectOf(sql: Sql, userIds: readonly string[]): Promise<DirectNotification[]> {
  return rows(
    sql,
    `SELECT id, user_id AS "userId", template_name AS "templateName", notification_type AS channel,
       notification_type = 'sms' AND due_at > scheduled_for AND attempts = 0 AS "isHeld"
     FROM notification
     WHERE user_id = ANY ($1) AND state = 'pending' AND appointment_revision IS NULL AND NOT is_test`,
    [userIds],
  );
}

/** Makes held ones due again: the check at the claim asks the quiet hours as they are then. */
export async function releaseHeld(sql: Sql, ids: readonly string[]): Promise<void> {
  await rows(
    sql,
    `WITH locked AS (
       SELECT id FROM notification
       WHERE id = ANY ($1::uuid[]) AND state = 'pending' AND attempts = 0 AND due_at > scheduled_for
       ORDER BY id FOR UPDATE),
     released AS (
       UPDATE notification n SET due_at = greatest(n.scheduled_for, clock_timestamp()), generation = n.generation + 1,
         handed_until = NULL
       FROM locked l WHERE n.id = l.id RETURNING n.id)
     SELECT id FROM released`,
    [ids],
  );
}

/** What erasing does to a row that nobody is sending: it ends, and keeps only what is counted. */
const EMPTIED = `
  state = CASE WHEN n.state IN ('pending', 'in_doubt') THEN 'cancelled' ELSE n.state END,
  reason = CASE WHEN n.state IN ('pending', 'in_doubt') THEN 'erased' ELSE n.reason END,
  ended_at = CASE WHEN n.state IN ('pending', 'in_doubt') THEN clock_timestamp() ELSE n.ended_at END,
  handed_until = NULL, recipient = NULL, subject = NULL, context = '{}'`;

/**
 * Marks everything of a person as erased, ends what waits and empties it. What is being sent belongs to its
 * worker, who will write the subject back: it is only marked, and `emptyErased` does the rest.
 * Error texts stay: they name providers, codes and settings, never what a provider said.
 */
export async function eraseNotifications(sql: Sql, userId: string): Promise<void> {
  await rows(
    sql,
    `WITH locked AS (
       SELECT id, state FROM notification WHERE user_id = $1 AND erased_at IS NULL ORDER BY id FOR UPDATE),
     marked AS (
       UPDATE notification n SET erased_at = clock_timestamp() FROM locked l
       WHERE n.id = l.id AND l.state = 'sending' RETURNING n.id),
     emptied AS (
       UPDATE notification n SET erased_at = clock_timestamp(), ${EMPTIED} FROM locked l
       WHERE n.id = l.id AND l.state <> 'sending' RETURNING n.id),
     forgotten AS (DELETE FROM sandbox_message s USING locked l WHERE s.notification_id = l.id RETURNING s.id)
     SELECT (SELECT count(*) FROM marked), (SELECT count(*) FROM emptied), (SELECT count(*) FROM forgotten)`,
    [userId],
  );
}

/**
 * Empties rows that were being sent when their person was erased, once they are not any more.
 * `userId` null: everybody's.
 * @returns where they were sent to.
 */
export function emptyErased(
  sql: Sql,
  userId: string | null,
  limit: number,
): Promise<{ id: string; channel: Channel; address: string }[]> {
  return rows(
    sql,
    `WITH found AS (
       SELECT id, notification_type AS channel, recipient AS address FROM notification
       WHERE erased_at IS NOT NULL AND recipient IS NOT NULL AND state <> 'sending' AND ($1::text IS NULL OR user_id = $1)
       LIMIT $2 FOR UPDATE SKIP LOCKED),
     emptied AS (UPDATE notification n SET ${EMPTIED} FROM found f WHERE n.id = f.id RETURNING n.id),
     forgotten AS (DELETE FROM sandbox_message s USING found f WHERE s.notification_id = f.id)
     SELECT id, channel, address FROM found`,
    [userId, limit],
  );
}

/** Whether anything of an erased person still waits to be emptied. */
export async function isErasing(sql: Sql, userId: string): Promise<boolean> {
  const [found] = await rows(
    sql,
    `SELECT FROM notification WHERE user_id = $1 AND erased_at IS NOT NULL AND recipient IS NOT NULL LIMIT 1`,
    [userId],
  );
  return found !== undefined;
}

/** A hand-over that Redis did not take: the dispatcher may take the rows at once. */
export async function takeBack(sql: Sql, jobs: readonly DeliverJob[]): Promise<void> {
  await rows(
    sql,
    `WITH wanted AS (SELECT * FROM unnest($1::uuid[], $2::int[]) AS w(id, generation)),
     locked AS (
       SELECT n.id FROM notification n JOIN wanted w ON w.id = n.id AND w.generation = n.generation
       WHERE n.state = 'pending' ORDER BY n.id FOR UPDATE OF n),
     updated AS (UPDATE notification n SET handed_until = NULL FROM locked l WHERE n.id = l.id RETURNING n.id)
     SELECT id FROM updated`,
    [jobs.map(({ id }) => id), jobs.map(({ generation }) => generation)],
  );
}

/**
 * Hands over up to `limit` rows of a class and channel that are due within the look-ahead (bulk: due now) and not handed over
 * already (or longer than `trustMs` overdue), oldest first. Each gets a new generation, so that a job that was thought lost and comes after all claims nothing.
 */
export function handOverDue(
  sql: Sql,
  lane: Lane,
  channel: Channel,
  limit: number,
  trustMs: number,
): Promise<HandedOver[]> {
  // Jobs of a bulk that are early would take the room that reminders need.
  const until = lane === 'bulk' ? 'clock_timestamp()' : `clock_timestamp() + ${LOOK_AHEAD}`;
  return rows(
    sql,
    `WITH due AS (
       SELECT id FROM notification
       WHERE state = 'pending' AND lane = $1 AND due_at <= ${until}
         AND (handed_until IS NULL OR handed_until < clock_timestamp() - make_interval(secs => $4))
         AND notification_type = $2
       ORDER BY due_at LIMIT $3 FOR UPDATE SKIP LOCKED),
     handed AS (
       UPDATE notification n SET generation = n.generation + 1, handed_until = ${handedUntil('n.due_at')}
       FROM due WHERE n.id = due.id RETURNING n.*)
     SELECT ${HANDED_COLUMNS} FROM handed`,
    [lane, channel, limit, trustMs / 1_000],
  );
}

/** What is due now on these channels, for sending without Redis. */
export function dueJobs(sql: Sql, channels: readonly Channel[], limit: number): Promise<DeliverJob[]> {
  return rows(
    sql,
    `SELECT id, generation FROM notification
     WHERE state = 'pending' AND ${ANY_LANE} AND due_at <= clock_timestamp() AND notification_type = ANY ($1)
     ORDER BY array_position(ARRAY['urgent', 'reminder', 'bulk'], lane), due_at LIMIT $2`,
    [channels, limit],
  );
}

/** Everything that checking, rendering and sending one notification needs: nothing is read later. */
export interface Claimed {
  readonly id: string;
  readonly fence: number;
  readonly userId: string;
  readonly channel: Channel;
  readonly templateName: string;
  readonly isTest: boolean;
  readonly recipient: string;
  readonly locale: string;
  readonly context: TemplateContext;
  readonly hoursUntil: number | null;
  readonly attempts: number;
  readonly doubts: number;
  readonly expiresAt: Date | null;
  readonly appointmentRevision: number | null;
  readonly currentRevision: number | null;
  readonly appointmentStatus: AppointmentStatus | null;
  /** The appointment was cancelled after this was asked for; what no event planned has no revision to tell by. */
  readonly cancelledSince: boolean;
  readonly startsAt: Date | null;
  readonly appointmentZone: string | null;
  readonly clientTimezone: string | null;
  readonly preferences: PreferenceRules | null;
  readonly suppressed: boolean;
  /** Its person was erased after it was planned. */
  readonly erased: boolean;
  readonly lane: Lane;
  /** How long after its time it was claimed. */
  readonly lagSeconds: number;
  /** The database's clock at the claim. */
  readonly now: Date;
}

/**
 * Claims: a committed fact before any HTTP. One statement claims and reads what the check needs. It only
 * takes rows that are due, so a job that comes early claims nothing; and none that a transaction holds, so that
 * one long transaction does not hold up everybody else's claims.
 */
export function claim(
  sql: Sql,
  jobs: readonly DeliverJob[],
  claimedBy: string,
  leaseSeconds: number,
): Promise<Claimed[]> {
  return rows(
    sql,
    `WITH wanted AS (SELECT * FROM unnest($1::uuid[], $2::int[]) AS w(id, generation)),
     locked AS (
       SELECT n.id FROM notification n JOIN wanted w ON w.id = n.id AND w.generation = n.generation
       WHERE n.state = 'pending' AND n.due_at <= clock_timestamp() ORDER BY n.id FOR UPDATE OF n SKIP LOCKED),
     claimed AS (
       UPDATE notification n SET state = 'sending', fence = n.fence + 1, claimed_by = $3, claimed_at = clock_timestamp(),
         lease_until = clock_timestamp() + make_interval(secs => $4), handed_until = NULL, reason = NULL
       FROM locked l WHERE n.id = l.id RETURNING n.*)
     SELECT c.id, c.fence, c.user_id AS "userId", c.notification_type AS channel, c.template_name AS "templateName",
       c.is_test AS "isTest", c.recipient, c.locale, c.context, c.hours_until AS "hoursUntil", c.attempts, c.doubts,
       c.expires_at AS "expiresAt", c.appointment_revision AS "appointmentRevision",
       a.revision AS "currentRevision", a.status AS "appointmentStatus",
       ${cancelledSince('c')} AS "cancelledSince",
       a.starts_at AS "startsAt", a.zone AS "appointmentZone",
       r.timezone AS "clientTimezone", to_jsonb(p) AS preferences, s.found IS NOT NULL AS suppressed,
       c.erased_at IS NOT NULL AS erased,
       c.lane, extract(epoch FROM c.claimed_at - c.due_at)::float8 AS "lagSeconds", clock_timestamp() AS now
     FROM claimed c
     LEFT JOIN appointment a ON a.id = c.appointment_id
     LEFT JOIN recipient r ON r.id = c.user_id
     LEFT JOIN preference p ON p.user_id = c.user_id
     LEFT JOIN LATERAL (
       SELECT true AS found FROM suppression s
       WHERE s.channel = c.notification_type AND s.address IN ${listedForms('c.recipient')} LIMIT 1) AS s ON true`,
    [jobs.map(({ id }) => id), jobs.map(({ generation }) => generation), claimedBy, leaseSeconds],
  );
}

/** Milliseconds until each of these jobs may be claimed; jobs that never will be are left out. */
export function dueIn(sql: Sql, jobs: readonly DeliverJob[]): Promise<{ id: string; ms: number }[]> {
  return rows(
    sql,
    `SELECT n.id, (extract(epoch FROM n.due_at - clock_timestamp()) * 1000)::float8 AS ms
     FROM notification n JOIN unnest($1::uuid[], $2::int[]) AS w(id, generation)
       ON w.id = n.id AND w.generation = n.generation
     WHERE n.state = 'pending'`,
    [jobs.map(({ id }) => id), jobs.map(({ generation }) => generation)],
  );
}

/** How a claim ended. */
export interface Outcome {
  readonly id: string;
  readonly fence: number;
  readonly state: 'sent' | 'failed' | 'cancelled' | 'pending' | 'in_doubt';
  readonly attempt: AttemptOutcome;
  readonly reason: Reason | null;
  readonly errorMessage: string | null;
  /** `pending` and `in_doubt`: how long to wait; `null` leaves the time as it is. */
  readonly waitMs: number | null;
  readonly subject: string | null;
  readonly templateVersion: number | null;
  readonly provider: string | null;
  readonly providerMessageId: string | null;
  readonly providerStatus: number | null;
  readonly providerCode: string | null;
  readonly durationMs: number | null;
}

/**
 * Writes outcomes, each only if its claim is still the current one, and the attempt beside it. A send that
 * succeeded after its lease ran out is the best evidence that a doubt can get: it counts as long as nobody
 * has claimed the row since, which the same fence shows.
 * @returns the ids that were written; what is missing was lost to another owner and must not be written.
 */
export function recordOutcomes(sql: Sql, outcomes: readonly Outcome[]): Promise<{ id: string }[]> {
  return rows(
    sql,
    `WITH o AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS o(
         id uuid, fence int, state text, attempt text, reason text, "errorMessage" text, "waitMs" float8, subject text,
         "templateVersion" int, provider text, "providerMessageId" text, "providerStatus" int, "providerCode" text,
         "durationMs" int)),
     locked AS (
       SELECT n.id FROM notification n JOIN o ON o.id = n.id AND o.fence = n.fence
       WHERE n.state = 'sending' OR (o.state = 'sent' AND n.state IN ('in_doubt', 'pending'))
       ORDER BY n.id FOR UPDATE OF n),
     recorded AS (
       UPDATE notification n SET
         state = o.state, reason = o.reason, error_message = o."errorMessage", lease_until = NULL,
         attempts = n.attempts + CASE WHEN o.attempt IN ('released', 'cancelled') OR n.state <> 'sending' THEN 0 ELSE 1 END,
         doubts = n.doubts + CASE WHEN o.attempt = 'in_doubt' THEN 1 ELSE 0 END,
         due_at = CASE WHEN o."waitMs" IS NULL THEN n.due_at
                       ELSE clock_timestamp() + o."waitMs" * interval '1 millisecond' END,
         generation = CASE WHEN o.state = 'pending' THEN n.generation + 1 ELSE n.generation END,
         sent_at = CASE WHEN o.state = 'sent' THEN clock_timestamp() END,
         ended_at = CASE WHEN o.state IN ('sent', 'failed', 'cancelled') THEN clock_timestamp() END,
         subject = coalesce(o.subject, n.subject), template_version = coalesce(o."templateVersion", n.template_version),
         provider = coalesce(o.provider, n.provider),
         provider_message_id = coalesce(o."providerMessageId", n.provider_message_id)
       FROM o JOIN locked l ON l.id = o.id WHERE n.id = o.id
       RETURNING n.id, n.fence, n.claimed_at),
     attempted AS (
       INSERT INTO delivery_attempt (notification_id, fence, started_at, duration_ms, outcome, provider, provider_status,
         provider_code, error_message)
       SELECT r.id, r.fence, r.claimed_at, o."durationMs", o.attempt, o.provider, o."providerStatus", o."providerCode",
         o."errorMessage"
       -- Nothing was tried where no provider was called.
       FROM recorded r JOIN o USING (id) WHERE o.provider IS NOT NULL OR o.attempt NOT IN ('released', 'cancelled')
       ON CONFLICT (notification_id, fence) DO UPDATE SET duration_ms = excluded.duration_ms, outcome = excluded.outcome,
         provider = excluded.provider, provider_status = excluded.provider_status, provider_code = excluded.provider_code,
         error_message = excluded.error_message)
     SELECT id FROM recorded`,
    [storableJson(outcomes)],
  );
}

/**
 * Claims whose lease ran out: the worker died or hangs, and nobody knows whether the provider got the
 * message. They become doubts and wait for evidence; a second doubt is the last.
 */
export function sweepLeases(
  sql: Sql,
  waitSeconds: number,
  limit: number,
): Promise<{ id: string; state: 'in_doubt' | 'failed' }[]> {
  return rows(
    sql,
    `WITH lost AS (
       SELECT id FROM notification WHERE state = 'sending' AND lease_until < clock_timestamp()
       ORDER BY lease_until LIMIT $2 FOR UPDATE SKIP LOCKED),
     swept AS (
       UPDATE notification n SET
         state = CASE WHEN n.doubts = 0 THEN 'in_doubt' ELSE 'failed' END, reason = 'in_doubt',
         error_message = CASE WHEN n.doubts = 0 THEN 'The worker stopped while sending'
                              ELSE 'No clear answer twice: it may have arrived, so it is not sent again' END,
         doubts = n.doubts + 1, attempts = n.attempts + 1, lease_until = NULL,
         due_at = clock_timestamp() + make_interval(secs => $1),
         ended_at = CASE WHEN n.doubts = 0 THEN NULL ELSE clock_timestamp() END
       FROM lost WHERE n.id = lost.id RETURNING n.id, n.fence, n.claimed_at, n.state),
     attempted AS (
       INSERT INTO delivery_attempt (notification_id, fence, started_at, outcome, error_message)
       SELECT id, fence, claimed_at, 'in_doubt', 'The worker stopped while sending' FROM swept)
     SELECT id, state FROM swept`,
    [waitSeconds, limit],
  );
}

/** Doubts whose wait is over without evidence: sent once more. The check before sending still applies. */
export function releaseDoubts(sql: Sql, limit: number): Promise<{ id: string }[]> {
  return rows(
    sql,
    `WITH over AS (
       SELECT id FROM notification WHERE state = 'in_doubt' AND due_at <= clock_timestamp()
       ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED),
     released AS (
       UPDATE notification n SET state = 'pending', reason = NULL, generation = n.generation + 1, handed_until = NULL
       FROM over WHERE n.id = over.id RETURNING n.id)
     SELECT id FROM released`,
    [limit],
  );
}

/** Everything that decides whether a row may be sent again. */
export interface Ended extends Pick<
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
  readonly recipient: string | null;
  readonly deliveryStatus: string | null;
  /** What is planned under, once it is planned again. */
  readonly dedupeKey: string;
  /** It failed when it was planned, and the same was planned again since. */
  readonly isReplaced: boolean;
  /** Its person was erased, since then or for good. */
  readonly isErased: boolean;
  /** What is known of the person by now, as it was told. */
  readonly address: string | null;
}

/** A row that failed when it was planned left its key to whatever is planned next: see `fulfil`. */
const PLANNED_KEY = `CASE WHEN n.appointment_revision IS NOT NULL AND n.dedupe_key LIKE '%|%|' || n.id THEN left(n.dedupe_key, -37) ELSE n.dedupe_key END`;

/** Locks rows that are to be sent again, in the order of their ids, and says what they are. */
export function lockEnded(sql: Sql, ids: readonly string[], ifHeld: 'wait' | 'skip'): Promise<Ended[]> {
  return rows(
    sql,
    `SELECT n.id, n.notification_type AS channel, n.template_name AS "templateName", n.is_test AS "isTest", n.state,
       n.recipient, n.delivery_status AS "deliveryStatus", n.expires_at AS "expiresAt", clock_timestamp() AS now,
       n.appointment_revision AS "appointmentRevision", a.revision AS "currentRevision", a.status AS "appointmentStatus",
       ${cancelledSince('n')} AS "cancelledSince", ${PLANNED_KEY} AS "dedupeKey",
       EXISTS (SELECT FROM notification o WHERE o.dedupe_key = ${PLANNED_KEY} AND o.state <> 'cancelled' AND o.id <> n.id)
         AS "isReplaced",
       n.erased_at IS NOT NULL OR r.erased_at IS NOT NULL AS "isErased",
       CASE n.notification_type WHEN 'email' THEN r.email ELSE r.phone END AS address
     FROM notification n
     LEFT JOIN appointment a ON a.id = n.appointment_id
     LEFT JOIN recipient r ON r.id = n.user_id
     WHERE n.id = ANY ($1::uuid[]) ORDER BY n.id FOR UPDATE OF n ${ifHeld === 'skip' ? 'SKIP LOCKED' : ''}`,
    [ids],
  );
}

/**
 * What failed at `since` or later, oldest first, after the last one of the part before; without what surely cannot
 * be sent again. Instants come as text: a `Date` would lose their microseconds, and the next part some rows.
 */
export function failedSince(
  sql: Sql,
  wish: {
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
      wish.after?.endedAt ?? wish.since,
      wish.after?.id ?? '00000000-0000-0000-0000-000000000000',
      wish.reason ?? null,
      wish.templateName ?? null,
      limit,
    ],
  );
}

/**
 * failed, or sent and not delivered → pending, as if it had never been tried; only the fence goes on, and with it
 * the log of its attempts. Call it with the rows locked. What failed before its time keeps its time. Those that are
 * due within the look-ahead are marked as handed over (`isHanded`), unless Redis has enough to do (`handOver` false).
 */
export function sendAgain(
  sql: Sql,
  wanted: readonly { readonly id: string; readonly recipient: string }[],
  handOver: boolean,
): Promise<(HandedOver & { readonly isHanded: boolean })[]> {
  return rows(
    sql,
    `WITH wanted AS (SELECT * FROM unnest($1::uuid[], $2::text[]) AS w(id, recipient)),
     again AS (
       UPDATE notification n SET
         state = 'pending', recipient = w.recipient, reason = NULL, error_message = NULL, attempts = 0, doubts = 0,
         ended_at = NULL, sent_at = NULL, provider_message_id = NULL, delivery_status = NULL, delivered_at = NULL,
         due_at = greatest(n.scheduled_for, clock_timestamp()), generation = n.generation + 1,
         handed_until = CASE WHEN $3 AND n.scheduled_for <= clock_timestamp() + ${LOOK_AHEAD}
                             THEN ${handedUntil('n.scheduled_for')} END,
         dedupe_key = ${PLANNED_KEY}
       FROM wanted w
       WHERE n.id = w.id AND (n.state = 'failed' OR (n.state = 'sent' AND n.delivery_status = ANY ($4)))
       RETURNING n.*)
     SELECT ${HANDED_COLUMNS}, handed_until IS NOT NULL AS "isHanded" FROM again`,
    [wanted.map(({ id }) => id), wanted.map(({ recipient }) => recipient), handOver, NOT_DELIVERED],
  );
}

/** Says on due rows of a channel why they wait. */
export function markWaiting(
  sql: Sql,
  channel: Channel,
  reason: Extract<Reason, 'provider_not_configured' | 'provider_auth'>,
  limit: number,
): Promise<{ id: string }[]> {
  return rows(
    sql,
    `WITH waiting AS (
       SELECT id FROM notification
       WHERE state = 'pending' AND ${ANY_LANE} AND due_at <= clock_timestamp()
         AND notification_type = $1 AND reason IS DISTINCT FROM $2
       LIMIT $3 FOR UPDATE SKIP LOCKED),
     marked AS (UPDATE notification n SET reason = $2 FROM waiting w WHERE n.id = w.id RETURNING n.id)
     SELECT id FROM marked`,
    [channel, reason, limit],
  );
}

/**
 * What waits for a channel and is of no use any more: too late by now, or its booking was cancelled or moved on while
 * a worker had it in hand only to put it back. Nobody claims it, so it is ended here.
 */
export function endWaiting(sql: Sql, channel: Channel, limit: number): Promise<{ id: string }[]> {
  return rows(
    sql,
    `WITH over AS (
       SELECT n.id, CASE WHEN n.expires_at <= clock_timestamp() THEN 'expired'
                         WHEN a.status = 'cancelled' THEN 'booking_cancelled' ELSE 'superseded' END AS why
       FROM notification n LEFT JOIN appointment a ON a.id = n.appointment_id AND n.appointment_revision IS NOT NULL
       WHERE n.state = 'pending' AND n.reason IS NOT NULL AND n.notification_type = $1
         AND (n.expires_at <= clock_timestamp() OR a.revision > n.appointment_revision
              OR (a.status = 'cancelled' AND n.template_name <> 'appointment_cancellation'))
       LIMIT $2 FOR UPDATE OF n SKIP LOCKED),
     ended AS (
       UPDATE notification n SET state = 'cancelled', reason = over.why, ended_at = clock_timestamp(), handed_until = NULL
       FROM over WHERE n.id = over.id RETURNING n.id)
     SELECT id FROM ended`,
    [channel, limit],
  );
}

/** The channel works again: what waited for it is due now. */
export function resumeWaiting(
  sql: Sql,
  channel: Channel,
  reason: Extract<Reason, 'provider_not_configured' | 'provider_auth'>,
  limit: number,
): Promise<{ id: string }[]> {
  return rows(
    sql,
    `WITH waiting AS (
       SELECT id FROM notification WHERE state = 'pending' AND notification_type = $1 AND reason = $2
       LIMIT $3 FOR UPDATE SKIP LOCKED),
     resumed AS (
       UPDATE notification n SET reason = NULL, handed_until = NULL, due_at = least(n.due_at, clock_timestamp())
       FROM waiting w WHERE n.id = w.id RETURNING n.id)
     SELECT id FROM resumed`,
    [channel, reason, limit],
  );
}
