import {
  endSessions,
  exchangeCodes,
  findSessions,
  saveSessions,
  saveSignInCodes,
  type ConsoleUser,
  type StoredSession,
} from '../db/console-sessions.js';
import type { Sql } from '../db/sql.js';
import { hashOf, newSecret } from './secrets.js';

/** A session of the console lasts for a working day, however much it is used. */
export const SESSION_MS = 12 * 3_600_000;

/** Who is signed in, and until when. */
export type ConsoleSession = StoredSession;

/** A session that has just begun. */
export interface BegunSession {
  /** What the browser shows from now on. Only its hash is stored. */
  readonly secret: string;
  readonly session: ConsoleSession;
}

/**
 * Makes a code that lets this person in once, by any API process.
 * @param lastsMs from now, by the database's clock.
 */
export async function createSignInCode(sql: Sql, user: ConsoleUser, lastsMs: number): Promise<string> {
  const { secret, hash } = newSecret();
  await saveSignInCodes(sql, [{ ...user, hash, lastsMs }]);
  return secret;
}

/** Begins the session of a code. `null`: we made no such code, or it was used, or it is too old. */
export async function takeSignInCode(sql: Sql, code: string): Promise<BegunSession | null> {
  const known = hashOf(code);
  if (known === null) return null;
  const { secret, hash } = newSecret();
  const [session] = await exchangeCodes(sql, [{ code: known, session: hash }], SESSION_MS);
  return session === undefined ? null : { secret, session };
}

/** Begins a session of somebody whom another service has identified. */
export async function beginSession(sql: Sql, user: ConsoleUser): Promise<BegunSession> {
  const { secret, hash } = newSecret();
  const [session] = await saveSessions(sql, [{ ...user, hash, lastsMs: SESSION_MS }]);
  if (session === undefined) throw new Error('the database kept no session');
  return { secret, session };
}

/** `null`: there is no such session, or it is over. */
export async function findSession(sql: Sql, secret: string): Promise<ConsoleSession | null> {
  const hash = hashOf(secret);
  if (hash === null) return null;
  const [session] = await findSessions(sql, [hash]);
  return session ?? null;
}

export async function endSession(sql: Sql, secret: string): Promise<void> {
  const hash = hashOf(secret);
  if (hash !== null) await endSessions(sql, [hash]);
}
