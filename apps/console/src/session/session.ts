import { queryOptions, useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { API_URL } from '../api/base.js';
import { problemOf, unreachable } from '../api/problem.js';

/** Who is signed in, and the shop they look at. */
export interface Session {
  readonly sub: string;
  readonly role: 'staff' | 'admin';
  readonly name: string | null;
  /** RFC 3339. */
  readonly expires_at: string;
  readonly shop: { readonly name: string; readonly timezone: string };
}

/** Signing in is no call of the API: its answers carry cookies, so it is not in its description. */
async function call<Answer>(method: 'GET' | 'POST' | 'DELETE', path: string, content?: unknown): Promise<Answer> {
  const response = await fetch(`${API_URL}/console/${path}`, {
    method,
    credentials: 'same-origin',
    ...(content === undefined
      ? {}
      : { body: JSON.stringify(content), headers: { 'content-type': 'application/json' } }),
  }).catch(() => {
    throw unreachable();
  });
  const text = await response.text();
  const body: unknown = text === '' ? undefined : parsed(text);
  if (!response.ok) throw problemOf(response.status, body);
  return body as Answer;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const exchangeCode = (code: string): Promise<unknown> => call('POST', 'session', { code });
export const endSession = (): Promise<unknown> => call('DELETE', 'session');

export interface WaysIn {
  readonly links: boolean;
  readonly oidc: boolean;
}

export const waysIn = queryOptions({
  queryKey: ['sign-in-ways'],
  queryFn: () => call<WaysIn>('GET', 'sign-in-ways'),
});

export const currentSession = queryOptions({
  queryKey: ['session'],
  queryFn: () => call<Session>('GET', 'session'),
  staleTime: 60_000,
});

export function useCurrentSession() {
  return useQuery(currentSession);
}

const SessionContext = createContext<Session | undefined>(undefined);
export const SessionProvider = SessionContext.Provider;

/** Who is signed in. Only below the frame of the console, which asks first. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === undefined) throw new Error('useSession() belongs below the frame');
  return session;
}
