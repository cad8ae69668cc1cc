import type { EntityManager } from 'typeorm';
import type { Appointment, AppointmentStatus, BookingEventType } from '../domain/booking.js';
import type { Channel, State } from '../domain/notification.js';
import { NotificationEntity } from './entities/notification.entity.js';
import { ENTRY_COLUMNS } from './history.js';
import { rows, type Sql } from './sql.js';

/** An appointment as the story of it begins. */
export interface ToldAppointment {
  readonly id: string;
  readonly status: AppointmentStatus;
  readonly version: number | null;
  readonly startsAt: Date;
  readonly zone: string;
  readonly clientId: string;
  /** `null`: the client was erased. */
  readonly serviceName: string | null;
  readonly client: Appointment['client'] | null;
}

/** `null`: no event has told of it, or it was cleaned up. */
export async function findAppointment(sql: Sql, id: string): Promise<ToldAppointment | null> {
  const [found] = await rows<Omit<ToldAppointment, 'version'> & { version: string | null }>(
    sql,
    `SELECT id, status, version, starts_at AS "startsAt", zone, recipient_id AS "clientId",
       snapshot->>'serviceName' AS "serviceName",
       CASE WHEN snapshot ? 'serviceName' THEN snapshot->'client' END AS client
     FROM appointment WHERE id = $1`,
    [id],
  );
  return found === undefined ? null : { ...found, version: found.version === null ? null : Number(found.version) };
}

/** An accepted event. */
export interface ReceivedEvent {
  readonly id: string;
  readonly source: string;
  readonly type: BookingEventType;
  /** As the event says it. */
  readonly version: unknown;
  readonly receivedAt: Date;
  /** A newer state of the appointment was known already. */
  readonly isStale: boolean;
  /** When it came again: the latest times, oldest first. */
  readonly repeatedAt: readonly Date[];
}

/** The newest events about an appointment. */
export function eventsOf(sql: Sql, appointmentId: string, limit: number): Promise<ReceivedEvent[]> {
  return rows(
    sql,
    `SELECT event_id AS id, source, type, payload #> '{data,appointment,version}' AS version,
       received_at AS "receivedAt", coalesce(answer->'skipped' @> '[{"reason":"stale"}]', false) AS "isStale", repeated_at AS "repeatedAt"
     FROM booking_event WHERE appointment_id = $1
     ORDER BY greatest(received_at, repeated_at[cardinality(repeated_at)]) DESC, event_id DESC LIMIT $2`,
    [appointmentId, limit],
  );
}

/** What the story says of a row beyond its entry in the history. */
const STORY_COLUMNS = [
  ...ENTRY_COLUMNS,
  'hoursUntil',
  'dueAt',
  'slowed',
  'appointmentRevision',
  'endedAt',
  'dedupeKey',
] as const satisfies readonly (keyof NotificationEntity)[];
export type StoryRow = Readonly<Pick<NotificationEntity, (typeof STORY_COLUMNS)[number]>>;

/** The newest notifications of an appointment, whoever they were for. */
export function notificationsAbout(manager: EntityManager, appointmentId: string, limit: number): Promise<StoryRow[]> {
  return manager
    .createQueryBuilder(NotificationEntity, 'n')
    .select(STORY_COLUMNS.map((column) => `n.${column}`))
    .where('n.appointmentId = :appointmentId', { appointmentId })
    .orderBy('n.id', 'DESC')
    .limit(limit)
    .getMany();
}

/** A notification that was cleaned up, as far as it is remembered. */
export interface RememberedRow {
  readonly userId: string;
  readonly channel: Channel;
  readonly templateName: string;
  readonly hoursUntil: number | null;
  readonly dedupeKey: string;
  readonly state: State;
  /** About when it was sent, or ended. */
  readonly at: Date;
}

/** What is remembered of notifications of an appointment that were cleaned up. */
export function rememberedOf(sql: Sql, appointmentId: string): Promise<RememberedRow[]> {
  return rows(
    sql,
    `SELECT user_id AS "userId", notification_type AS channel, template_name AS "templateName",
       hours_until AS "hoursUntil", dedupe_key AS "dedupeKey", state, due_at AS at
     FROM told WHERE appointment_id = $1`,
    [appointmentId],
  );
}
