import type { AppointmentStatus } from '../../domain/booking.js';
import type { DeliverJob } from '../../domain/jobs.js';
import type { AttemptOutcome, Channel, Lane, Reason, TemplateContext } from '../../domain/notification.js';
import type { PreferenceRules } from '../../domain/preferences.js';
import { rows, storableJson, type Sql } from '../sql.js';
import { listedForms } from '../suppressions.js';
import { cancelledSince, laterReminder } from './states.js';

/** Everything for checking, rendering and sending one notification. Nothing is read later. */
export interface Claimed {
  readonly id: string;
  /** Of the job that claimed it. */
  readonly generation: number;
  readonly fence: number;
  readonly userId: string;
  readonly appointmentId: string | null;
  readonly channel: Channel;
  readonly templateName: string;
  readonly isTest: boolean;
  readonly address: string;
  /** What is stored of the recipient for this channel now, as it came. `address` where nothing is stored of them. */
  readonly knownAddress: string | null;
  readonly locale: string;
  readonly context: TemplateContext;
  readonly hoursUntil: number | null;
  readonly attempts: number;
  /** How many of the attempts met a provider that took nothing more at that moment. They used up no try. */
  readonly slowed: number;
  readonly doubts: number;
  readonly scheduledFor: Date;
  readonly expiresAt: Date | null;
  readonly appointmentRevision: number | null;
  readonly currentRevision: number | null;
  readonly appointmentStatus: AppointmentStatus | null;
  /**
   * The appointment was cancelled after this notification was created. Direct notifications need it, because they have
   * no revision to compare.
   */
  readonly cancelledSince: boolean;
  /** A reminder of the same appointment on this channel that was meant for later has come due, or went out. */
  readonly laterReminder: boolean;
  readonly startsAt: Date | null;
  readonly appointmentZone: string | null;
  /** Where answers to a mail about the appointment go: `business.email` of its newest event. */
  readonly replyTo: string | null;
  readonly clientTimezone: string | null;
  readonly preferences: PreferenceRules | null;
  readonly suppressed: boolean;
  /** The recipient was erased after it was planned, or while it was. */
  readonly erased: boolean;
  readonly lane: Lane;
  /** How long after its due time it was claimed. */
  readonly lagSeconds: number;
  /** The database's clock at the claim. */
  readonly now: Date;
}

/**
 * Claims rows. The claim is committed before any HTTP call. One statement claims and reads what the check needs. It
 * takes only due rows, so a job that comes early claims nothing. It skips locked rows, so that one long transaction
 * does not delay all other claims.
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
     SELECT c.id, c.generation, c.fence, c.user_id AS "userId", c.appointment_id AS "appointmentId",
       c.notification_type AS channel, c.template_name AS "templateName",
       c.is_test AS "isTest", c.recipient AS address, c.locale, c.context, c.hours_until AS "hoursUntil", c.attempts, c.slowed, c.doubts,
       c.scheduled_for AS "scheduledFor", c.expires_at AS "expiresAt", c.appointment_revision AS "appointmentRevision",
       a.revision AS "currentRevision", a.status AS "appointmentStatus",
       ${cancelledSince('c')} AS "cancelledSince", ${laterReminder('c')} AS "laterReminder",
       a.starts_at AS "startsAt", a.zone AS "appointmentZone", a.snapshot #>> '{business,email}' AS "replyTo",
       r.timezone AS "clientTimezone", to_jsonb(p) AS preferences, s.found IS NOT NULL AS suppressed,
       c.erased_at IS NOT NULL OR (r.erased_at IS NOT NULL AND NOT c.is_test) AS erased,
       CASE WHEN r.id IS NULL THEN c.recipient WHEN c.notification_type = 'email' THEN r.email ELSE r.phone END AS "knownAddress",
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

/** A row that may be claimed by a job, now or later. */
export interface WaitingRow extends DeliverJob {
  readonly channel: Channel;
  /** Milliseconds. Not more than 0: now. */
  readonly dueInMs: number;
  readonly lane: Lane;
}

/** The rows of these jobs. Those that can never be claimed are left out. */
export function waitingRows(sql: Sql, jobs: readonly DeliverJob[]): Promise<WaitingRow[]> {
  return rows(
    sql,
    `SELECT n.id, n.generation, n.notification_type AS channel,
       (extract(epoch FROM n.due_at - clock_timestamp()) * 1000)::float8 AS "dueInMs", n.lane
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
  /** How long a row stays `pending` or `in_doubt`. `null`: its due time stays as it is. */
  readonly waitMs: number | null;
  /** The attempt used up no try. */
  readonly slowed: boolean;
  readonly subject: string | null;
  readonly templateVersion: number | null;
  readonly provider: string | null;
  readonly providerMessageId: string | null;
  readonly providerStatus: number | null;
  readonly providerCode: string | null;
  readonly durationMs: number | null;
  /** Parts of the SMS that was handed to the provider. `null`: none was. */
  readonly segments: number | null;
}

/** A claim that has ended. */
export type EndedClaim = Pick<Outcome, 'id' | 'fence'>;

/**
 * Writes each outcome, with its attempt, if its claim is still the current one. A successful send whose lease has ended
 * is the best evidence for a doubt. It is written too, unless somebody sends the row at that moment: it settles a row
 * that is in doubt, that waits for its second try, or that has failed because of the doubt. One batch may hold several
 * claims of one row.
 * @returns the claims whose outcome was written. The other rows belong to another claim by now.
 */
export function recordOutcomes(sql: Sql, outcomes: readonly Outcome[]): Promise<EndedClaim[]> {
  return rows(
    sql,
    `WITH o AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS o(
         id uuid, fence int, state text, attempt text, reason text, "errorMessage" text, "waitMs" float8, slowed boolean,
         subject text,
         "templateVersion" int, provider text, "providerMessageId" text, "providerStatus" int, "providerCode" text,
         "durationMs" int, segments int)),
     locked AS (
       SELECT n.id, o.fence FROM notification n JOIN o ON o.id = n.id
       WHERE (o.fence = n.fence AND (n.state = 'sending' OR (o.state = 'sent' AND n.state = 'pending')))
          OR (o.fence <= n.fence AND o.state = 'sent' AND n.doubts > 0 AND n.erased_at IS NULL
              AND (n.state IN ('in_doubt', 'pending') OR (n.state = 'failed' AND n.reason = 'in_doubt')))
       ORDER BY n.id FOR UPDATE OF n),
     -- One claim for each row: the newest that may still be written.
     settled AS (SELECT DISTINCT ON (id) id, fence FROM locked ORDER BY id, fence DESC),
     recorded AS (
       UPDATE notification n SET
         state = o.state, reason = o.reason, lease_until = NULL,
         -- What ends unsent keeps its last error: it may say why it waited for so long.
         error_message = coalesce(o."errorMessage", CASE WHEN o.state = 'cancelled' THEN n.error_message END),
         attempts = n.attempts + CASE WHEN o.attempt IN ('released', 'cancelled') OR n.state <> 'sending' THEN 0 ELSE 1 END,
         slowed = n.slowed + CASE WHEN o.slowed THEN 1 ELSE 0 END,
         doubts = n.doubts + CASE WHEN o.attempt = 'in_doubt' THEN 1 ELSE 0 END,
         due_at = CASE WHEN o."waitMs" IS NULL THEN n.due_at
                       ELSE clock_timestamp() + o."waitMs" * interval '1 millisecond' END,
         generation = CASE WHEN o.state = 'pending' THEN n.generation + 1 ELSE n.generation END,
         sent_at = CASE WHEN o.state = 'sent' THEN clock_timestamp() END,
         ended_at = CASE WHEN o.state IN ('sent', 'failed', 'cancelled') THEN clock_timestamp() END,
         subject = coalesce(o.subject, n.subject), template_version = coalesce(o."templateVersion", n.template_version),
         provider = coalesce(o.provider, n.provider), segments = coalesce(o.segments, n.segments),
         provider_message_id = coalesce(o."providerMessageId", n.provider_message_id)
       FROM o JOIN settled s ON s.id = o.id AND s.fence = o.fence WHERE n.id = o.id
       RETURNING n.id, o.fence, n.claimed_at),
     attempted AS (
       INSERT INTO delivery_attempt (notification_id, fence, started_at, duration_ms, outcome, provider, provider_status,
         provider_code, error_message)
       SELECT r.id, r.fence, r.claimed_at, o."durationMs", o.attempt, o.provider, o."providerStatus", o."providerCode",
         o."errorMessage"
       -- Nothing was tried where no provider was called.
       FROM recorded r JOIN o USING (id, fence) WHERE o.provider IS NOT NULL OR o.attempt NOT IN ('released', 'cancelled')
       ON CONFLICT (notification_id, fence) DO UPDATE SET duration_ms = excluded.duration_ms, outcome = excluded.outcome,
         provider = excluded.provider, provider_status = excluded.provider_status, provider_code = excluded.provider_code,
         error_message = excluded.error_message)
     SELECT id, fence FROM recorded`,
    [storableJson(outcomes)],
  );
}

/** Why a notification waits or has failed, and its last error text. `null`: there is no such notification. */
export async function whyNotSent(
  sql: Sql,
  id: string,
): Promise<{ readonly reason: string | null; readonly error: string | null } | null> {
  const [row] = await rows<{ reason: string | null; error: string | null }>(
    sql,
    'SELECT reason, error_message AS error FROM notification WHERE id = $1',
    [id],
  );
  return row ?? null;
}
