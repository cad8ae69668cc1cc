import { Pool } from 'undici';
import type { HostileRequest } from './hostile-requests.js';

/** What a run of hostile requests came to. */
export interface HostileRun {
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<number, number>>;
  /** What was answered otherwise than it should be, in words. At most 50. */
  readonly breaches: readonly string[];
  /** Milliseconds of the slowest answer. */
  readonly slowestMs: number;
}

export interface HostileRunOptions {
  readonly count: number;
  /** Requests at a time. Default 8. */
  readonly concurrency?: number;
  /** Statuses that are right whatever was asked, such as 503 while Postgres is away. Default: none. */
  readonly alsoAllowed?: readonly number[];
  /** Called after so many requests, such as to read the memory. */
  readonly each?: { readonly requests: number; readonly then: (sent: number) => Promise<void> };
}

/** Milliseconds. No answer after that is a hang. */
const HANG_MS = 60_000;
const MOST_BREACHES = 50;

/** Sends hostile requests to an API and compares every answer with what is right. */
export async function runHostile(
  url: string,
  requests: Iterator<HostileRequest, unknown>,
  { count, concurrency = 8, alsoAllowed = [], each }: HostileRunOptions,
): Promise<HostileRun> {
  const pool = new Pool(url, { connections: concurrency, headersTimeout: HANG_MS, bodyTimeout: HANG_MS });
  const statuses: Record<number, number> = {};
  const breaches: string[] = [];
  let slowestMs = 0;
  let sent = 0;

  const one = async (request: HostileRequest): Promise<void> => {
    const started = performance.now();
    const answer = await ask(pool, request);
    slowestMs = Math.max(slowestMs, performance.now() - started);
    if (typeof answer !== 'string') statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
    const breach = typeof answer === 'string' ? answer : breachOf(request, answer, alsoAllowed);
    if (breach !== null && breaches.length < MOST_BREACHES)
      breaches.push(`${request.method} ${request.path.slice(0, 200)} with ${request.what}: ${breach}`);
  };
  const work = async (): Promise<void> => {
    while (sent < count) {
      sent++;
      const at = sent;
      const next = requests.next();
      if (next.done === true) return;
      await one(next.value);
      if (each !== undefined && at % each.requests === 0) await each.then(at);
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, work));
  } finally {
    await pool.destroy();
  }
  return { statuses, breaches, slowestMs };
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** The answer, or why there is none. */
async function ask(pool: Pool, { method, path, headers, body }: HostileRequest): Promise<Answer | string> {
  try {
    const {
      statusCode,
      headers: answered,
      body: stream,
    } = await pool.request({
      method,
      path,
      headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => isHeader(value))),
      body,
    });
    return { status: statusCode, type: String(answered['content-type'] ?? ''), text: await stream.text() };
  } catch (error) {
    const { name, code, message } = error as Error & { code?: string };
    // A server may answer and close before it has read a body that is too large.
    if (body !== null && body.length > 1_000_000 && ['EPIPE', 'ECONNRESET', 'UND_ERR_SOCKET'].includes(code ?? ''))
      return { status: 413, type: 'application/problem+json', text: '{"status":413,"code":"too_large"}' };
    return `no answer (${name} ${code ?? ''} ${message})`;
  }
}

/** Whether the client takes it as a header at all. */
function isHeader(value: string): boolean {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

interface Problem {
  readonly status?: unknown;
  readonly code?: unknown;
  readonly type?: unknown;
  readonly errors?: readonly { readonly field?: unknown; readonly message?: unknown }[];
}

/** What is wrong with an answer. `null`: nothing. */
function breachOf(
  request: HostileRequest,
  { status, type, text }: Answer,
  alsoAllowed: readonly number[],
): string | null {
  if (!request.allowed.includes(status) && !alsoAllowed.includes(status)) return `${status}: ${text.slice(0, 300)}`;
  if (status < 400) return null;
  if (!type.startsWith('application/problem+json')) return type.startsWith('text/html') ? null : `${status} as ${type}`;
  const problem = JSON.parse(text) as Problem;
  if (problem.status !== status || typeof problem.code !== 'string')
    return `a problem without code: ${text.slice(0, 300)}`;
  if (status !== 422) return null;
  const named = (problem.errors ?? []).every(
    ({ field, message }) => typeof field === 'string' && field !== '' && typeof message === 'string' && message !== '',
  );
  return named && (problem.errors?.length ?? 0) > 0 ? null : `422 without a named field: ${text.slice(0, 300)}`;
}
