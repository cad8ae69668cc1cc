import { createSignInCode, type ConsoleRole } from '@booking/notifications-core';
import type { Client, Pool } from 'pg';
import type { ApiUnderTest } from './api.js';

/** What a page of the console sends with each request, as the browser adds it. */
export const OWN_PAGE = { 'sec-fetch-site': 'same-origin' } as const;

interface NewCode {
  readonly sub?: string;
  readonly lastsMs?: number;
  /** Where test messages go. */
  readonly email?: string | null;
  readonly phone?: string | null;
}

/** A code of a link to the console, as `console-link` makes it. */
export function codeFor(
  sql: Pick<Client | Pool, 'query'>,
  role: ConsoleRole,
  { sub = `the-${role}`, lastsMs = 600_000, email = null, phone = null }: NewCode = {},
): Promise<string> {
  const asCore = {
    query: async <T>(statement: string, parameters?: unknown[]): Promise<T> =>
      (await sql.query(statement, parameters)).rows as T,
  };
  return createSignInCode(asCore, { userId: sub, role, email, phone, name: 'Sue' }, lastsMs);
}

/** The name and value of the cookie that an answer sets. */
export const cookieOf = (headers: Headers): string => headers.get('set-cookie')!.split(';')[0]!;

/** Somebody signed in: the headers of their browser, from a page of the console. */
export async function signedIn(
  { sql, url }: Pick<ApiUnderTest, 'sql' | 'url'>,
  role: ConsoleRole,
  sub?: string,
  addresses: Pick<NewCode, 'email' | 'phone'> = {},
): Promise<{ readonly cookie: string } & typeof OWN_PAGE> {
  const code = await codeFor(sql, role, { ...addresses, ...(sub === undefined ? {} : { sub }) });
  const answer = await fetch(`${url}/console/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...OWN_PAGE },
    body: JSON.stringify({ code }),
  });
  if (answer.status !== 200) throw new Error(`signing in was answered ${answer.status}: ${await answer.text()}`);
  return { cookie: cookieOf(answer.headers), ...OWN_PAGE };
}
