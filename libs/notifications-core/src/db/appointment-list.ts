import type { AppointmentStatus } from '../domain/booking.js';
import { rows, type Sql } from './sql.js';

/** Where a page of the list ended. */
export interface AppointmentPlace {
  readonly startsAt: Date;
  readonly id: string;
}

export interface AppointmentFilter {
  /** Only of this client. */
  readonly clientId?: string | undefined;
  /** Only those that start then or later. */
  readonly from?: Date | undefined;
  /** Only those that start before. */
  readonly to?: Date | undefined;
  readonly after?: AppointmentPlace | undefined;
  /** Rows, at least 1. */
  readonly limit: number;
}

/** An appointment as lists show it. */
export interface ListedAppointment {
  readonly id: string;
  readonly status: AppointmentStatus;
  readonly startsAt: Date;
  readonly zone: string;
  /** `null`: the client was erased. */
  readonly serviceName: string | null;
  readonly clientId: string;
  /** As the client is known now. `null`: erased, or no event said it. */
  readonly clientName: string | null;
}

/** Appointments that match, the latest start first. One index gives them in order, another those of one client. */
export function latestAppointments(sql: Sql, filter: AppointmentFilter): Promise<ListedAppointment[]> {
  const values: unknown[] = [filter.limit];
  const wanted: string[] = [];
  const only = (condition: (...places: readonly string[]) => string, ...given: readonly unknown[]): void => {
    if (given.includes(undefined)) return;
    wanted.push(condition(...given.map((value) => `$${values.push(value)}`)));
  };
  only((client) => `a.recipient_id = ${client}`, filter.clientId);
  only((from) => `a.starts_at >= ${from}`, filter.from);
  only((to) => `a.starts_at < ${to}`, filter.to);
  only((at, id) => `(a.starts_at, a.id) < (${at}, ${id})`, filter.after?.startsAt, filter.after?.id);
  return rows(
    sql,
    `SELECT a.id, a.status, a.starts_at AS "startsAt", a.zone, a.snapshot->>'serviceName' AS "serviceName",
       a.recipient_id AS "clientId", r.name AS "clientName"
     FROM appointment a LEFT JOIN recipient r ON r.id = a.recipient_id AND r.erased_at IS NULL
     ${wanted.length === 0 ? '' : `WHERE ${wanted.join(' AND ')}`}
     ORDER BY a.starts_at DESC, a.id DESC LIMIT $1`,
    values,
  );
}
