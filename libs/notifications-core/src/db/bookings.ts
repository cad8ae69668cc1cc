import type { Appointment, AppointmentStatus, BookingEvent, Client } from '../domain/booking.js';
import type { KnownAppointment, Plan } from '../domain/plan.js';
import type { PreferenceRules } from '../domain/preferences.js';
import { ConcurrentChange, rows, type Sql } from './sql.js';

export interface EventKey {
  readonly source: string;
  readonly id: string;
}

/** What was answered to events that were accepted before, and the database's clock. */
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
  /** `null`: its client was erased, and nothing is left to tell anybody of. */
  readonly snapshot: Appointment | null;
};
/** One that can be planned for. */
export type PlannableAppointment = StoredAppointment & { readonly snapshot: Appointment };

/** Appointments as stored, locked until the transaction ends, in one order for everybody. */
export async function lockAppointments(sql: Sql, ids: readonly string[]): Promise<StoredAppointment[]> {
  return (
    await rows<AppointmentRow>(
      sql,
      `SELECT ${APPOINTMENT_COLUMNS} FROM appointment WHERE id = ANY ($1) ORDER BY id FOR UPDATE`,
      [ids],
    )
  ).map(toAppointment);
}

/** The appointments of these people that are still to come, locked; without what is left of erased ones. */
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

/** Appointments as stored, for a look; without what is left of erased ones. */
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

/** Those of these people who were not erased: nothing is planned for the others from what was left of them. */
export async function unerased(sql: Sql, ids: readonly string[]): Promise<string[]> {
  const left = await rows<{ id: string }>(
    sql,
    `SELECT k.id FROM unnest($1::text[]) AS k(id) LEFT JOIN recipient r ON r.id = k.id WHERE r.erased_at IS NULL`,
    [ids],
  );
  return left.map(({ id }) => id);
}

interface AppointmentRow {
  readonly id: string;
  readonly revision: number;
  readonly version: string | null;
  readonly occurredAt: Date | null;
  readonly status: AppointmentStatus;
  readonly startsAt: Date;
  readonly zone: string;
  /** Of an erased client's, only the ids. */
  readonly snapshot: Omit<Appointment, 'start'> | ErasedSnapshot;
}

interface ErasedSnapshot {
  readonly id: string;
  readonly client: { readonly id: string };
  readonly serviceName?: never;
}

const APPOINTMENT_COLUMNS = `id, revision, version, occurred_at AS "occurredAt", status, starts_at AS "startsAt", zone, snapshot`;

function toAppointment({ startsAt, zone, snapshot, version, ...row }: AppointmentRow): StoredAppointment {
  const start = { instant: startsAt, zone };
  return {
    ...row,
    version: version === null ? null : Number(version),
    start,
    snapshot: snapshot.serviceName === undefined ? null : { ...snapshot, start },
  };
}

export interface StoredRecipient {
  /** `null`: nothing is known of them, or not any more. */
  readonly client: Client | null;
  readonly erased: boolean;
  readonly preferences: PreferenceRules | null;
}

/** Locks cost memory of the whole server, so people share this many; those who plan do not wait for each other. */
const PEOPLE_LOCKS = 256;
const PEOPLE_LOCK_KEY = `hashtext('booking-notifications:people')`;

/**
 * Holds people until the transaction ends: `plan` for those who plan by what somebody prefers, `change` for those
 * who change it and re-plan. So a change sees every appointment that was planned by the old preferences, and there
 * is a lock also where there is no row yet. Take it before anything else, or two may wait for each other.
 */
export async function holdPeople(sql: Sql, ids: readonly string[], to: 'plan' | 'change'): Promise<void> {
  const lock = to === 'plan' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await rows(
    sql,
    `SELECT ${lock}(${PEOPLE_LOCK_KEY}, n) FROM (
       SELECT DISTINCT hashtext(id) & ${PEOPLE_LOCKS - 1} AS n FROM unnest($1::text[]) AS id ORDER BY n) AS locks`,
    [ids],
  );
}

/**
 * Holds the clients of events as `holdPeople` does: to `plan`, but to `change` where the events tell something else
 * of them than is stored, or than each other. What is planned for somebody whose address changes at that moment
 * would keep the old one.
 * @returns the ids of those who are held to change.
 */
export async function holdClients(sql: Sql, clients: readonly Client[]): Promise<Set<string>> {
  const told = new Map<string, string>();
  const differing = new Set<string>();
  for (const client of clients) {
    const words = JSON.stringify(client);
    if ((told.get(client.id) ?? words) !== words) differing.add(client.id);
    told.set(client.id, words);
  }
  const [held] = await rows<{ changing: string[] }>(
    sql,
    `WITH said AS (
       SELECT * FROM jsonb_to_recordset($1::jsonb) AS c(
         id text, name text, email text, phone text, locale text, timezone text, differs boolean)),
     changing AS MATERIALIZED (
       SELECT DISTINCT s.id FROM said s LEFT JOIN recipient r ON r.id = s.id
       WHERE s.differs OR r.erased_at IS NOT NULL OR (r.id IS NOT NULL AND
         (coalesce(s.name, r.name), coalesce(s.email, r.email), coalesce(s.phone, r.phone), coalesce(s.locale, r.locale),
          coalesce(s.timezone, r.timezone)) IS DISTINCT FROM (r.name, r.email, r.phone, r.locale, r.timezone))),
     locks AS (
       SELECT hashtext(s.id) & ${PEOPLE_LOCKS - 1} AS n, bool_or(c.id IS NOT NULL) AS alone
       FROM said s LEFT JOIN changing c ON c.id = s.id GROUP BY 1 ORDER BY 1),
     held AS MATERIALIZED (
       SELECT CASE WHEN alone THEN pg_advisory_xact_lock(${PEOPLE_LOCK_KEY}, n)::text
                   ELSE pg_advisory_xact_lock_shared(${PEOPLE_LOCK_KEY}, n)::text END FROM locks)
     SELECT (SELECT count(*) FROM held) AS locks, (SELECT coalesce(json_agg(id), '[]') FROM changing) AS changing`,
    [JSON.stringify(clients.map((client) => ({ ...client, differs: differing.has(client.id) })))],
  );
  return new Set(held?.changing ?? []);
}

/** The people concerned: what is known of them and what they prefer. Call it with them held. */
export async function readRecipients(sql: Sql, ids: readonly string[]): Promise<Map<string, StoredRecipient>> {
  const found = await rows<StoredRecipient & { id: string }>(
    sql,
    `SELECT k.id, to_jsonb(p) AS preferences, r.erased_at IS NOT NULL AS erased,
       CASE WHEN r.id IS NOT NULL AND r.erased_at IS NULL THEN json_build_object('id', r.id, 'name', r.name, 'email', r.email, 'phone', r.phone,
         'locale', r.locale, 'timezone', r.timezone) END AS client
     FROM unnest($1::text[]) AS k(id) LEFT JOIN recipient r ON r.id = k.id LEFT JOIN preference p ON p.user_id = k.id`,
    [ids],
  );
  return new Map(found.map(({ id, ...stored }) => [id, stored]));
}

/** The newest snapshot of each appointment. @throws {ConcurrentChange} when one that seemed new exists by now. */
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
 * Keeps contact details up to date; what an event leaves out stays. Somebody who was erased is known anew.
 * @returns the ids of those who had a row before.
 */
export async function saveClients(sql: Sql, clients: readonly Client[]): Promise<Set<string>> {
  if (clients.length === 0) return new Set();
  const known = await rows<{ id: string }>(
    sql,
    `WITH saved AS (
       INSERT INTO recipient AS r (id, name, email, phone, locale, timezone)
       SELECT id, name, email, phone, locale, timezone FROM jsonb_to_recordset($1::jsonb) AS c(
         id text, name text, email text, phone text, locale text, timezone text) ORDER BY id
       ON CONFLICT (id) DO UPDATE SET
         name = coalesce(excluded.name, r.name), email = coalesce(excluded.email, r.email),
         phone = coalesce(excluded.phone, r.phone), locale = coalesce(excluded.locale, r.locale),
         timezone = coalesce(excluded.timezone, r.timezone), erased_at = NULL, updated_at = clock_timestamp(),
         created_at = CASE WHEN r.erased_at IS NULL THEN r.created_at ELSE clock_timestamp() END
       -- Only a row that was there before has been locked by its update.
       RETURNING r.id, r.xmax::text <> '0' AS was_there)
     SELECT id FROM saved WHERE was_there`,
    [JSON.stringify(clients)],
  );
  return new Set(known.map(({ id }) => id));
}

/** The inbox rows. @throws {ConcurrentChange} when one of the events was accepted elsewhere just now. */
export async function saveEvents(sql: Sql, events: readonly { event: BookingEvent; answer: unknown }[]): Promise<void> {
  const saved = await rows<{ id: string }>(
    sql,
    `WITH saved AS (
       INSERT INTO booking_event (source, event_id, type, appointment_id, payload, answer)
       SELECT source, id, type, "appointmentId", payload, answer FROM jsonb_to_recordset($1::jsonb) AS e(
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
