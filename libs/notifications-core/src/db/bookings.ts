import type { Appointment, AppointmentStatus, BookingEvent } from '../domain/booking.js';
import type { KnownAppointment, Plan } from '../domain/plan.js';
import { ConcurrentChange, rows, type Sql } from './sql.js';

export interface EventKey {
  readonly source: string;
  readonly id: string;
}

/** The answers to those of these events that were accepted before, and the database's clock. */
export async function knownEvents(
  sql: Sql,
  keys: readonly EventKey[],
): Promise<{ now: Date; events: { source: string; id: string; answer: unknown }[] }> {
  const [row] = await rows<{ now: Date; events: { source: string; id: string; answer: unknown }[] }>(
    sql,
    `SELECT clock_timestamp() AS now, (
       SELECT coalesce(json_agg(json_build_object('source', e.source, 'id', e.event_id, 'answer', e.answer)), '[]')
       FROM booking_event e JOIN unnest($1::text[], $2::text[]) AS k(source, id)
         ON e.source = k.source AND e.event_id = k.id) AS events`,
    [keys.map(({ source }) => source), keys.map(({ id }) => id)],
  );
  if (!row) throw new Error('the database gave no answer');
  return row;
}

export type StoredAppointment = KnownAppointment & {
  readonly id: string;
  /** `null`: the client was erased, so there is nothing to tell and nobody to tell it to. */
  readonly snapshot: Appointment | null;
};
/** An appointment that can be planned for. */
export type PlannableAppointment = StoredAppointment & { readonly snapshot: Appointment };

/** Stored appointments, locked until the transaction ends. Everybody locks them in the same order. */
export async function lockAppointments(sql: Sql, ids: readonly string[]): Promise<StoredAppointment[]> {
  return (
    await rows<AppointmentRow>(
      sql,
      `SELECT ${APPOINTMENT_COLUMNS} FROM appointment WHERE id = ANY ($1) ORDER BY id FOR UPDATE`,
      [ids],
    )
  ).map(toAppointment);
}

/** The upcoming appointments of these people, locked. Those of erased clients are left out. */
export async function lockUpcomingAppointments(
  sql: Sql,
  recipientIds: readonly string[],
): Promise<PlannableAppointment[]> {
  return (
    await rows<AppointmentRow>(
      sql,
      `SELECT ${APPOINTMENT_COLUMNS} FROM appointment
       WHERE recipient_id = ANY ($1) AND starts_at > clock_timestamp() ORDER BY id FOR UPDATE`,
      [recipientIds],
    )
  )
    .map(toAppointment)
    .filter(isPlannable);
}

/** Stored appointments, not locked. Those of erased clients are left out. */
export async function readAppointments(sql: Sql, ids: readonly string[]): Promise<PlannableAppointment[]> {
  return (
    await rows<AppointmentRow>(sql, `SELECT ${APPOINTMENT_COLUMNS} FROM appointment WHERE id = ANY ($1) ORDER BY id`, [
      ids,
    ])
  )
    .map(toAppointment)
    .filter(isPlannable);
}

function isPlannable(appointment: StoredAppointment): appointment is PlannableAppointment {
  return appointment.snapshot !== null;
}

interface AppointmentRow {
  readonly id: string;
  readonly revision: number;
  readonly version: string | null;
  readonly occurredAt: Date | null;
  readonly status: AppointmentStatus;
  readonly startsAt: Date;
  readonly zone: string;
  readonly clientId: string;
  /** If the client was erased, only the ids are left. */
  readonly snapshot: Omit<Appointment, 'start'> | ErasedSnapshot;
}

interface ErasedSnapshot {
  readonly id: string;
  readonly client: { readonly id: string };
  readonly serviceName?: never;
}

const APPOINTMENT_COLUMNS = `id, revision, version, occurred_at AS "occurredAt", status, starts_at AS "startsAt", zone,
  recipient_id AS "clientId", snapshot`;

function toAppointment({ startsAt, zone, snapshot, version, ...row }: AppointmentRow): StoredAppointment {
  const start = { instant: startsAt, zone };
  return {
    ...row,
    version: version === null ? null : Number(version),
    start,
    snapshot: snapshot.serviceName === undefined ? null : { ...snapshot, start },
  };
}

/**
 * Stores the newest snapshot of each appointment.
 * @throws {ConcurrentChange} when an appointment that seemed new exists by now.
 */
export async function saveAppointments(sql: Sql, plans: readonly NonNullable<Plan['appointment']>[]): Promise<void> {
  if (plans.length === 0) return;
  const saved = await rows<{ id: string }>(
    sql,
    `WITH a AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS a(
         id text, revision int, version bigint, "occurredAt" timestamptz, status text, "startsAt" timestamptz,
         zone text, "recipientId" text, snapshot jsonb, "isNew" boolean)),
     inserted AS (
       INSERT INTO appointment (id, revision, version, occurred_at, status, starts_at, zone, recipient_id, snapshot,
         cancelled_at)
       SELECT id, revision, version, "occurredAt", status, "startsAt", zone, "recipientId", snapshot,
         CASE WHEN status = 'cancelled' THEN clock_timestamp() END
       FROM a WHERE "isNew" ORDER BY id ON CONFLICT (id) DO NOTHING RETURNING id),
     updated AS (
       UPDATE appointment o SET revision = a.revision, version = a.version, occurred_at = a."occurredAt",
         status = a.status, starts_at = a."startsAt", zone = a.zone, recipient_id = a."recipientId",
         snapshot = a.snapshot, updated_at = clock_timestamp(),
         -- A cancel that is told again is as old as it was.
         cancelled_at = CASE WHEN a.status <> 'cancelled' THEN NULL
                             WHEN o.status = 'cancelled' THEN coalesce(o.cancelled_at, o.updated_at)
                             ELSE clock_timestamp() END
       FROM a WHERE NOT a."isNew" AND o.id = a.id RETURNING o.id)
     SELECT id FROM inserted UNION ALL SELECT id FROM updated`,
    [
      JSON.stringify(
        plans.map(({ snapshot: { start, ...snapshot }, revision, version, occurredAt, status, isNew }) => ({
          id: snapshot.id,
          revision,
          version,
          occurredAt,
          status,
          startsAt: start.instant,
          zone: start.zone,
          recipientId: snapshot.client.id,
          snapshot,
          isNew,
        })),
      ),
    ],
  );
  if (saved.length !== plans.length) throw new ConcurrentChange('an appointment was created at the same time');
}

/**
 * Stores the inbox rows.
 * @throws {ConcurrentChange} when one of the events was accepted elsewhere just now.
 */
export async function saveEvents(sql: Sql, events: readonly { event: BookingEvent; answer: unknown }[]): Promise<void> {
  const saved = await rows<{ id: string }>(
    sql,
    `WITH saved AS (
       INSERT INTO booking_event (source, event_id, type, appointment_id, payload, answer, received_at)
       -- Events of one array about one appointment come one after the other.
       SELECT source, id, type, "appointmentId", payload, answer, clock_timestamp() FROM jsonb_to_recordset($1::jsonb) AS e(
         source text, id text, type text, "appointmentId" text, payload jsonb, answer jsonb) ORDER BY source, id
       ON CONFLICT (source, event_id) DO NOTHING RETURNING event_id AS id)
     SELECT id FROM saved`,
    [
      JSON.stringify(
        events.map(({ event, answer }) => ({
          source: event.source,
          id: event.id,
          type: event.type,
          appointmentId: event.appointment.id,
          payload: event.payload,
          answer,
        })),
      ),
    ],
  );
  if (saved.length !== events.length) throw new ConcurrentChange('an event was accepted at the same time');
}

/** How many of the times at which an event came again are kept. */
const MOST_REPEATS_KEPT = 20;

/** Notes that these events came again, so many times each: a client may repeat one without end. */
export async function saveRepeats(
  sql: Sql,
  repeats: readonly (EventKey & { readonly times: number })[],
): Promise<void> {
  if (repeats.length === 0) return;
  await rows(
    sql,
    `WITH repeated AS (
       SELECT * FROM unnest($1::text[], $2::text[], $3::int[]) AS r(source, id, times)),
     locked AS (
       SELECT e.source, e.event_id, r.times FROM booking_event e
       JOIN repeated r ON e.source = r.source AND e.event_id = r.id
       ORDER BY e.source, e.event_id FOR UPDATE OF e),
     noted AS (
       UPDATE booking_event e SET repeated_at = (
         SELECT array_agg(latest.at ORDER BY latest.place) FROM (
           SELECT at, place FROM unnest(
             e.repeated_at || array_fill(clock_timestamp(), ARRAY[least(l.times, ${MOST_REPEATS_KEPT})])
           ) WITH ORDINALITY AS all_times(at, place) ORDER BY place DESC LIMIT ${MOST_REPEATS_KEPT}) AS latest)
       FROM locked l WHERE e.source = l.source AND e.event_id = l.event_id)
     SELECT`,
    [repeats.map(({ source }) => source), repeats.map(({ id }) => id), repeats.map(({ times }) => times)],
  );
}
