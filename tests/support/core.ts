import { randomUUID } from 'node:crypto';
import {
  createEngine,
  openServices,
  readConfig,
  type DeliverJob,
  type Engine,
  type Services,
} from '@booking/notifications-core';
import type { DataSource } from 'typeorm';

import type { FakeProvider } from './fake-provider.js';

/** The environment of a process that sends through the fake. */
export function liveEnvironment(
  database: { readonly url: string },
  fake: Pick<FakeProvider, 'url'>,
  changes: Readonly<Record<string, string>> = {},
): Record<string, string> {
  return {
    NODE_ENV: 'test',
    LOG_LEVEL: 'error',
    DATABASE_URL: database.url,
    SENDGRID_API_KEY: 'SG.test',
    SENDGRID_FROM_EMAIL: 'shop@example.com',
    SENDGRID_BASE_URL: fake.url,
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'token',
    TWILIO_PHONE_NUMBER: '+12025550199',
    TWILIO_BASE_URL: fake.url,
    // A machine that is busy otherwise must not make a provider call late.
    PROVIDER_TIMEOUT_MS: '15000',
    CLAIM_LEASE_SECONDS: '60',
    ...changes,
  };
}

/** One process' worth of the core: its services, and what is made of them. */
export type Core = Services & Omit<Engine, 'services'>;

/** @param environment the whole of it; without REDIS_URL nobody is woken. */
export async function openCore(environment: Readonly<Record<string, string>>): Promise<Core> {
  const { services, ...engine } = createEngine(await openServices(readConfig(environment), 'worker'));
  return { ...services, ...engine };
}

const CONTEXT = {
  client_name: 'Ana',
  service_name: 'Haircut',
  appointment_date: 'May 1, 2030',
  appointment_time: '2 PM',
};

/** Columns of `notification` that a test wants to be other than those of an email that is due. */
export type RowChanges = Readonly<Record<string, unknown>> & {
  /** From now, by the database's clock; a second ago unless told otherwise. */
  readonly dueInMs?: number;
  readonly expiresInMs?: number;
};

/** Puts rows into the plan and gives back their jobs. */
export async function plant(
  dataSource: DataSource,
  count: number,
  changes: RowChanges | ((index: number) => RowChanges) = {},
): Promise<DeliverJob[]> {
  const rows = Array.from({ length: count }, (_, index) => {
    const id = randomUUID();
    return {
      id,
      user_id: `user-${id}`,
      notification_type: 'email',
      template_name: 'appointment_confirmation',
      lane: 'urgent',
      recipient: 'ana@example.com',
      locale: 'en',
      context: CONTEXT,
      dedupe_key: `planted|${id}`,
      generation: 1,
      dueInMs: -1_000,
      ...(typeof changes === 'function' ? changes(index) : changes),
    };
  });
  const columns = Object.keys(rows[0] ?? {}).filter((key) => !key.endsWith('InMs'));
  const inMs = (key: string): string => `clock_timestamp() + (j->>'${key}')::float8 * interval '1 millisecond'`;
  await dataSource.query(
    `INSERT INTO notification (${columns.join(', ')}, scheduled_for, due_at, expires_at)
     SELECT ${columns.map((column) => `r.${column}`).join(', ')}, ${inMs('dueInMs')}, ${inMs('dueInMs')}, ${inMs('expiresInMs')}
     FROM jsonb_array_elements($1::jsonb) AS j, jsonb_populate_record(NULL::notification, j) AS r`,
    [JSON.stringify(rows)],
  );
  return rows.map(({ id, generation }) => ({ id, generation }));
}

export interface Row {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly error_message: string | null;
  readonly attempts: number;
  readonly slowed: number;
  readonly doubts: number;
  readonly fence: number;
  readonly generation: number;
  readonly provider_message_id: string | null;
  readonly subject: string | null;
  /** Milliseconds from now until it is due. */
  readonly due_in: number;
  readonly scheduled_for: Date;
  readonly handed_until: Date | null;
  readonly lease_until: Date | null;
  readonly attempt_log: string[];
}

/** Rows as they stand, in the order asked for, each with the outcomes of its attempts. */
export async function readRows(dataSource: DataSource, jobs: readonly { id: string }[]): Promise<Row[]> {
  return dataSource.query<Row[]>(
    `SELECT n.*, (extract(epoch FROM n.due_at - clock_timestamp()) * 1000)::float8 AS due_in,
       ARRAY(SELECT outcome FROM delivery_attempt a WHERE a.notification_id = n.id ORDER BY fence) AS attempt_log
     FROM unnest($1::uuid[]) WITH ORDINALITY AS w(id, place) JOIN notification n USING (id) ORDER BY place`,
    [jobs.map(({ id }) => id)],
  );
}

/** Lets time pass for one column of every row, as far as the database is concerned. */
export async function passTime(
  dataSource: DataSource,
  column: 'due_at' | 'lease_until' | 'handed_until' | 'expires_at',
  ms: number,
): Promise<void> {
  await dataSource.query(`UPDATE notification SET ${column} = ${column} - $1 * interval '1 millisecond'`, [ms]);
}

/** Waits until `read` gives what `holds` is true of; fails with the last value after ten seconds. */
export async function until<T>(read: () => T | Promise<T>, holds: (value: T) => boolean): Promise<T> {
  const deadline = performance.now() + 10_000;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (performance.now() > deadline) throw new Error(`still ${JSON.stringify(value)} after ten seconds`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** An answer of the fake provider that a test holds back: `{ after: promise }`. */
export function held(): { promise: Promise<void>; release: () => void } {
  let release = (): void => undefined;
  const promise = new Promise<void>((resolve) => (release = resolve));
  return { promise, release };
}
