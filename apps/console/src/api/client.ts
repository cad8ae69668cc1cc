import createClient from 'openapi-fetch';
import { API_URL } from './base.js';
import { problemOf, unreachable } from './problem.js';
import type { paths } from './schema.js';

/** The API by its own description: paths, parameters, bodies and answers are checked by the compiler. */
export const api = createClient<paths>({ baseUrl: API_URL, credentials: 'same-origin' });

interface Answer<Data> {
  readonly data?: Data;
  readonly error?: unknown;
  readonly response: Response;
}

/**
 * The body of an answer.
 * @throws {Problem} for a refusal, or when there is no answer.
 */
export async function body<Data>(call: Promise<Answer<Data>>): Promise<Data> {
  const { data, error, response } = await answered(call);
  if (!response.ok) throw problemOf(response.status, error);
  return data as Data;
}

/** A page of a list, and the `cursor` of the next. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly next: string | undefined;
}

/** A page of a list whose next page stands in the `Link` header. */
export async function listPage<Item>(call: Promise<Answer<readonly Item[]>>): Promise<ListPage<Item>> {
  const { data, error, response } = await answered(call);
  if (!response.ok) throw problemOf(response.status, error);
  return { items: data ?? [], next: nextCursor(response.headers.get('link')) };
}

function nextCursor(link: string | null): string | undefined {
  const target = /<([^>]*)>\s*;[^,]*rel="?next"?/.exec(link ?? '')?.[1];
  return target === undefined ? undefined : (new URL(target, 'http://x').searchParams.get('cursor') ?? undefined);
}

async function answered<Data>(call: Promise<Answer<Data>>): Promise<Answer<Data>> {
  try {
    return await call;
  } catch {
    throw unreachable();
  }
}
