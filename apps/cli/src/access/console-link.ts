import { createSignInCode, readConfig, type ConsoleUser } from '@booking/notifications-core';
import { UserError, type Environment } from '@booking/local-stack';
import { onMigratedDatabase } from './schema.js';
import { serviceUrl } from './service-url.js';

/** What the name of a session's owner is, unless an option says otherwise. */
export type NewConsoleUser = Pick<ConsoleUser, 'userId' | 'role'> & Partial<ConsoleUser>;

/**
 * Makes a link that signs this person in to the console, once. Any API process on this database takes it, and no token
 * is signed for it.
 * @param apiUrl where people reach the API.
 * @throws {UserError} in one line when the database cannot be used.
 */
export async function makeConsoleLink(
  databaseUrl: string,
  apiUrl: string,
  { email = null, phone = null, name = null, ...user }: NewConsoleUser,
  lastsMs: number,
): Promise<string> {
  const code = await onMigratedDatabase(databaseUrl, (dataSource) =>
    createSignInCode(dataSource, { ...user, email, phone, name }, lastsMs),
  );
  // Behind `#`, so that no server and no log sees it.
  return `${apiUrl}/console/sign-in#${code}`;
}

/**
 * Where people reach the API: PUBLIC_BASE_URL, else on this machine.
 * @throws {UserError} when nobody can say.
 */
export function peoplesUrl(environment: Environment): string {
  const { PUBLIC_BASE_URL } = environment;
  const url = readConfig({ PUBLIC_BASE_URL }).PUBLIC_BASE_URL ?? serviceUrl('api', environment);
  if (url === undefined) throw new UserError('No API runs here: npm run notify -- start, or set PUBLIC_BASE_URL');
  return url;
}
