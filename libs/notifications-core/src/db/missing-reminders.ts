import { rows, type Sql } from './sql.js';

/** A position in the upcoming appointments, soonest first. */
export interface Place {
  readonly startsAt: string;
  readonly id: string;
}

export interface MissingReminders {
  /** How many appointments were read. Fewer than the limit: these were the last. */
  readonly looked: number;
  /** The position after which the next part begins. `null`: nothing was read. */
  readonly next: Place | null;
  /** Appointments that seem to lack a reminder. */
  readonly appointmentIds: readonly string[];
}

/** ISO with milliseconds, as JavaScript writes the start into the key of a reminder. */
const START = `to_char(a.starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * Reads the next `limit` upcoming appointments after a position and finds those that lack a wanted reminder that is not
 * yet due. It may name too many, because it ignores invalid addresses and quiet hours: the planner decides. With
 * `withinMs` it looks only for reminders due within that time. That avoids reading the notifications of most
 * appointments, because only one in hundreds has a reminder just then.
 */
export async function findMissingReminders(
  sql: Sql,
  options: {
    readonly after: Place | null;
    readonly limit: number;
    readonly defaultHours: readonly number[];
    readonly withinMs: number | null;
  },
): Promise<MissingReminders> {
  const { after, limit, defaultHours, withinMs } = options;
  const [found] = await rows<MissingReminders>(
    sql,
    `WITH slice AS MATERIALIZED (
       SELECT id, recipient_id, status, starts_at FROM appointment
       WHERE starts_at > now() AND ($1::timestamptz IS NULL OR (starts_at, id) > ($1::timestamptz, $2::text))
         AND starts_at <= now() + $5 * interval '1 millisecond' + interval '720 hours'
       ORDER BY starts_at, id LIMIT $3),
     wanted AS MATERIALIZED (
       SELECT a.id, a.recipient_id, min(a.starts_at) AS starts_at, array_agg(h.hours) AS hours,
         bool_and(coalesce(p.email_enabled AND p.email_appointment_reminder, true)) AS by_email,
         bool_and(coalesce(p.sms_enabled AND p.sms_appointment_reminder, true)) AS by_sms
       FROM slice a LEFT JOIN preference p ON p.user_id = a.recipient_id
       CROSS JOIN unnest(coalesce(p.reminder_hours, $4::int[])) AS h(hours)
       WHERE a.status IN ('confirmed', 'rescheduled')
         AND a.starts_at - h.hours * interval '1 hour' > now()
         AND a.starts_at - h.hours * interval '1 hour' <= now() + $5 * interval '1 millisecond'
       GROUP BY a.id, a.recipient_id),
     -- Once for all hours and channels of an appointment.
     known AS MATERIALIZED (
       SELECT a.id, a.hours, a.by_email AND (r.email IS NOT NULL OR r.id IS NULL) AS by_email,
         a.by_sms AND (r.phone IS NOT NULL OR r.id IS NULL) AS by_sms, ${START} AS start,
         ARRAY(
           SELECT dedupe_key FROM notification n
           WHERE n.appointment_id = a.id AND n.user_id = a.recipient_id AND n.hours_until IS NOT NULL
             AND (n.state <> 'cancelled' OR n.reason = 'user_request')
           UNION ALL
           SELECT dedupe_key FROM told t WHERE t.appointment_id = a.id AND t.user_id = a.recipient_id) AS keys
       FROM wanted a LEFT JOIN recipient r ON r.id = a.recipient_id WHERE r.erased_at IS NULL),
     missing AS (
       SELECT DISTINCT k.id
       FROM known k CROSS JOIN unnest(k.hours) AS h(hours)
       CROSS JOIN LATERAL (VALUES ('email', k.by_email), ('sms', k.by_sms)) AS c(channel, wanted)
       WHERE c.wanted
         AND k.id || '|appointment_reminder|' || c.channel || '|' || h.hours || 'h|' || k.start <> ALL (k.keys))
     SELECT (SELECT count(*) FROM slice)::int AS looked,
       (SELECT json_build_object('startsAt', starts_at, 'id', id) FROM slice
        ORDER BY starts_at DESC, id DESC LIMIT 1) AS next,
       ARRAY(SELECT id FROM missing) AS "appointmentIds"`,
    [after?.startsAt ?? null, after?.id ?? null, limit, defaultHours, withinMs ?? LONG_MS],
  );
  return found ?? { looked: 0, next: null, appointmentIds: [] };
}

/** A thousand years: no limit. */
const LONG_MS = 1_000 * 365 * 86_400_000;
