import { rows, type Sql } from './sql.js';

/** The roles that may enter the console. */
export const CONSOLE_ROLES = ['staff', 'admin'] as const;
export type ConsoleRole = (typeof CONSOLE_ROLES)[number];

/** Somebody who may use the console. The addresses are where their test messages go. */
export interface ConsoleUser {
  readonly userId: string;
  readonly role: ConsoleRole;
  readonly email: string | null;
  readonly phone: string | null;
  readonly name: string | null;
}

export interface StoredSession extends ConsoleUser {
  readonly expiresAt: Date;
}

/** Something that is only kept as the hash of its secret. */
interface Hashed {
  /** SHA-256, 32 bytes. */
  readonly hash: Buffer;
}

/** A code or a session that begins now. */
export interface Begun extends ConsoleUser, Hashed {
  readonly lastsMs: number;
}

const COLUMNS = `user_id AS "userId", role, email, phone, name, expires_at AS "expiresAt"`;
const NEW = `hash, user_id, role, email, phone, name, expires_at`;
const GIVEN = `SELECT g.hash, g.user_id, g.role, g.email, g.phone, g.name, now() + make_interval(secs => g.lasts_ms / 1000.0)
  FROM unnest($1::bytea[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::float8[])
    AS g (hash, user_id, role, email, phone, name, lasts_ms)`;

const columnsOf = (begun: readonly Begun[]): unknown[] => [
  begun.map(({ hash }) => hash),
  begun.map(({ userId }) => userId),
  begun.map(({ role }) => role),
  begun.map(({ email }) => email),
  begun.map(({ phone }) => phone),
  begun.map(({ name }) => name),
  begun.map(({ lastsMs }) => lastsMs),
];

export async function saveSignInCodes(sql: Sql, codes: readonly Begun[]): Promise<void> {
  await rows(
    sql,
    `WITH saved AS (INSERT INTO sign_in_code (${NEW}) ${GIVEN} RETURNING hash) SELECT hash FROM saved`,
    columnsOf(codes),
  );
}

export function saveSessions(sql: Sql, sessions: readonly Begun[]): Promise<StoredSession[]> {
  return rows(
    sql,
    `WITH saved AS (INSERT INTO console_session (${NEW}) ${GIVEN} RETURNING *) SELECT ${COLUMNS} FROM saved`,
    columnsOf(sessions),
  );
}

/**
 * Uses up codes, each for one session. Of two that use the same code at once, one waits and then finds it gone.
 * @returns the sessions that began: none for a code that is unknown, was used, or is too old.
 */
export function exchangeCodes(
  sql: Sql,
  exchanges: readonly { readonly code: Buffer; readonly session: Buffer }[],
  lastsMs: number,
): Promise<StoredSession[]> {
  return rows(
    sql,
    `WITH asked AS (SELECT * FROM unnest($1::bytea[], $2::bytea[]) AS a (code, session)),
     used AS (
       DELETE FROM sign_in_code c USING asked WHERE c.hash = asked.code AND c.expires_at > now()
       RETURNING asked.session, c.*),
     begun AS (
       INSERT INTO console_session (${NEW})
       SELECT session, user_id, role, email, phone, name, now() + make_interval(secs => $3 / 1000.0) FROM used
       RETURNING *)
     SELECT ${COLUMNS} FROM begun`,
    [exchanges.map(({ code }) => code), exchanges.map(({ session }) => session), lastsMs],
  );
}

/** Those that go on. */
export function findSessions(sql: Sql, hashes: readonly Buffer[]): Promise<(StoredSession & Hashed)[]> {
  return rows(
    sql,
    `SELECT hash, ${COLUMNS} FROM console_session WHERE hash = ANY($1::bytea[]) AND expires_at > now()`,
    [hashes],
  );
}

export async function endSessions(sql: Sql, hashes: readonly Buffer[]): Promise<void> {
  await rows(
    sql,
    `WITH ended AS (DELETE FROM console_session WHERE hash = ANY($1::bytea[]) RETURNING hash) SELECT hash FROM ended`,
    [hashes],
  );
}
