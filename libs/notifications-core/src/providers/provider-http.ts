import { Pool, type Dispatcher } from 'undici';
import { InDoubt, RetryLater } from '../domain/errors.js';

/** No provider answers a send with more than a few kilobytes; what is longer is somebody else talking. */
const MAX_ANSWER_BYTES = 256 * 1024;

/** Share of the deadline after which a request is not begun any more. */
const LATEST_START = 0.9;

export interface ProviderHttpOptions {
  /** As people know it, for error texts: `SendGrid`. */
  readonly provider: string;
  /** `http(s)://host[:port][/prefix]`. */
  readonly baseUrl: string;
  /** The variable that holds `baseUrl`, so that an error can say where to look. */
  readonly baseUrlSetting: string;
  /** Milliseconds from the call to the last byte of the answer, the wait for a free connection included. */
  readonly timeoutMs: number;
  /** Most connections at a time; each carries one request at a time and is kept for the next. */
  readonly connections: number;
}

export interface ProviderRequest {
  readonly method: 'GET' | 'POST';
  /** With its query; appended to the base URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface ProviderAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Empty where a refusal's body could not be read to its end. */
  readonly body: string;
}

export interface ProviderHttp {
  /**
   * One request, one answer, whatever its status. Redirects are answers too and never followed: the message
   * and the credentials would go to an address that nobody configured.
   * @throws {RetryLater} when nothing was written: the provider cannot have the message.
   * @throws {InDoubt} when it was written and no readable answer came.
   */
  request(request: ProviderRequest): Promise<ProviderAnswer>;
  /** Lets running requests end, each within its deadline, and closes every connection. */
  close(): Promise<void>;
}

/** How long an idle connection is kept. */
const IDLE_MS = 2_000;

/**
 * The one way to a provider, under both SDKs. Their own HTTP clients wait without end or count idle time only,
 * follow redirects, throw errors that carry the key and the message, and cannot tell "never sent" from
 * "perhaps sent", which decides whether a message may be sent again.
 */
export function createProviderHttp(options: ProviderHttpOptions): ProviderHttp {
  const base = new URL(options.baseUrl);
  const prefix = base.pathname.replace(/\/$/, '');
  const pool = new Pool(base.origin, {
    connections: options.connections,
    connect: { timeout: options.timeoutMs },
    // Ours is the only clock; these two count silence and would let a dripping answer live for ever.
    headersTimeout: 0,
    bodyTimeout: 0,
    // A connection that the other side is just closing takes a request and resets: a doubt for nothing. Servers
    // close idle ones after 5 s at the earliest, so we close them well before, whatever their hint says.
    keepAliveTimeout: IDLE_MS,
    keepAliveMaxTimeout: IDLE_MS,
  });
  let closing: Promise<void> | undefined;
  return {
    request: ({ method, path, headers, body }) =>
      exchange(pool, { method, path: prefix + path, headers, body }, options),
    close: () => (closing ??= pool.close()),
  };
}

function exchange(
  pool: Pool,
  request: Dispatcher.DispatchOptions,
  { provider, baseUrlSetting, timeoutMs }: ProviderHttpOptions,
): Promise<ProviderAnswer> {
  return new Promise((resolve, reject) => {
    let settled = false;
    // Set before the first byte goes out: from there on only an answer proves that the provider does not have it.
    let written: Dispatcher.DispatchController | undefined;
    let head: Pick<ProviderAnswer, 'status' | 'headers'> | undefined;
    const chunks: Buffer[] = [];
    let size = 0;

    const settle = (act: () => void): void => {
      if (settled) return;
      settled = true;
      clearTimeout(deadline);
      act();
    };
    const breakOff = (what: string, code: string): void => {
      settle(() => {
        if (written === undefined)
          reject(
            new RetryLater(`${provider} was not reached: ${what}; check ${baseUrlSetting} and the network`, { code }),
          );
        else if (head === undefined)
          reject(new InDoubt(`${provider} was given the message, but no answer came: ${what}`, { code }));
        // A refusal is one by its status line, whatever became of the body.
        else if (head.status >= 300) resolve({ ...head, body: '' });
        else
          reject(
            new InDoubt(`${provider} answered ${head.status}, but not to the end: ${what}`, {
              status: head.status,
              code,
            }),
          );
      });
      written?.abort(new Error(what));
    };
    const latestStart = performance.now() + timeoutMs * LATEST_START;
    const deadline = setTimeout(
      () => breakOff(`the ${timeoutMs} ms of PROVIDER_TIMEOUT_MS passed`, 'TIMEOUT'),
      timeoutMs,
    );

    pool.dispatch(request, {
      onRequestStart(controller) {
        // After a long wait for a connection: what is past its deadline must not go out, since we said that it did
        // not; and what would be at once past it would go out only to be in doubt.
        if (performance.now() > latestStart) breakOff('no connection was free in time', 'TIMEOUT');
        if (settled) controller.abort(new Error('too late'));
        else written = controller;
      },
      onResponseStart(_controller, status, headers) {
        if (status >= 200) head = { status, headers };
      },
      onResponseData(_controller, chunk) {
        size += chunk.length;
        if (size > MAX_ANSWER_BYTES) breakOff('the answer is too long', 'ANSWER_TOO_LONG');
        else chunks.push(chunk);
      },
      onResponseEnd() {
        settle(() => {
          if (head === undefined) reject(new InDoubt(`${provider} was given the message, but did not answer`));
          else resolve({ ...head, body: Buffer.concat(chunks).toString('utf8') });
        });
      },
      onResponseError(_controller, error) {
        const code = networkCode(error);
        breakOff(`connection failed (${code})`, code);
      },
    });
  });
}

/** Only the code survives: the message of a network error names hosts and addresses. */
function networkCode(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : 'NETWORK_ERROR';
}
