import { expect } from '@jest/globals';
import { Client } from 'pg';
import { assertDocumented } from './contract.js';
import { createTestDatabase, testRedisUrl } from './database.js';
import { startApi, testToken, type Role } from './processes.js';

export const NOTIFICATIONS = '/api/v2/notifications';
export const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

export interface Person {
  readonly sub: string;
  readonly role?: Role;
  readonly email?: string;
  readonly phone_number?: string;
}
export const ANN: Person = { sub: 'ann', email: 'ann@example.com', phone_number: '+12025550123' };
export const BEN: Person = { sub: 'ben' };
export const STAFF: Person = { sub: 'sue', role: 'staff' };
export const ADMIN: Person = { sub: 'adam', role: 'admin' };
export const SERVICE: Person = { sub: 'booking-platform', role: 'service' };

export interface Sent {
  readonly body?: unknown;
  /** Instead of `body`, as it is. */
  readonly text?: string | Uint8Array<ArrayBuffer>;
  readonly headers?: Record<string, string>;
}

/** What tests read of an answer one by one; most answers are compared as a whole. */
export type Row = {
  readonly [
    field in
      | 'id'
      | 'name'
      | 'template_name'
      | 'status'
      | 'state'
      | 'notification_type'
      | 'updated_at'
      | 'captured_at'
      | 'appointment_id'
  ]: string;
};

export interface Answer<Body> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface BookingAnswer {
  readonly event_id: string;
  readonly duplicate: boolean;
  readonly notifications: readonly Row[];
}

/** A real API process on a database of its own. */
export interface ApiUnderTest {
  readonly url: string;
  /** For other processes on the same database. */
  readonly databaseUrl: string;
  readonly sql: Client;
  call<Body = Row>(who: Person | null, method: string, path: string, sent?: Sent): Promise<Answer<Body>>;
  /** Posts a new booking of that client, with e-mail and phone; `over` changes the appointment. */
  book(client: string, over?: Record<string, unknown>): Promise<Answer<BookingAnswer>>;
  logs(): string;
  close(): Promise<void>;
}

/** @param over settings of the process. */
export async function startApiUnderTest(over: Readonly<Record<string, string>> = {}): Promise<ApiUnderTest> {
  const database = await createTestDatabase();
  const sql = new Client({ connectionString: database.url });
  await sql.connect();
  const api = await startApi({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl(), ...over });

  async function call<Body = Row>(
    who: Person | null,
    method: string,
    path: string,
    sent: Sent = {},
  ): Promise<Answer<Body>> {
    const { body, text, headers } = sent;
    const response = await fetch(api.url + path, {
      method,
      headers: {
        ...(who && { authorization: `Bearer ${await testToken(who)}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? (text === undefined ? {} : { body: text }) : { body: JSON.stringify(body) }),
    });
    const contentType = response.headers.get('content-type');
    // A stream has no end.
    const streams = contentType?.startsWith('text/event-stream') === true;
    const answer = streams ? '' : await response.text();
    if (streams) await response.body?.cancel();
    const read: unknown = contentType?.includes('json') === true && answer !== '' ? JSON.parse(answer) : answer;
    const { status, headers: answered } = response;
    assertDocumented({ method, url: path, status, contentType, body: read });
    return { status, headers: answered, body: read as Body };
  }

  return {
    url: api.url,
    databaseUrl: database.url,
    sql,
    call,
    book: (client, over) => call(SERVICE, 'POST', '/api/v2/booking-events', { body: booking(client, over) }),
    logs: () => api.logs(),
    close: async () => {
      await api.stop();
      await sql.end();
      await database.drop();
    },
  };
}

let events = 0;

/** A new booking, years ahead. */
export function booking(client: string, over: Record<string, unknown> = {}) {
  events += 1;
  return {
    specversion: '1.0',
    id: `evt-${events}`,
    source: '/test',
    type: 'booking.created',
    data: {
      appointment: {
        id: `apt-${events}`,
        version: 1,
        starts_at: '2035-12-01T14:00:00-05:00',
        timezone: 'America/New_York',
        service_name: 'Haircut',
        client: { id: client, name: 'A Client', email: `${client}@example.com`, phone: '+12025550123' },
        ...over,
      },
    },
  };
}

/** The form of every refusal, for `toMatchObject`; `fields` are those it names. */
export function refused(status: number, ...fields: string[]) {
  return {
    status,
    body: {
      type: expect.stringMatching(/^\/problems\/[a-z_]+$/),
      code: expect.any(String),
      status,
      ...(fields.length > 0 && { errors: fields.map((field) => ({ field })) }),
    },
  };
}
