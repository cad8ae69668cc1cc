import { Pool, type Dispatcher } from 'undici';
import { InDoubt, RetryLater } from '../domain/errors.js';

/** Providers answer a send with a few kilobytes. A longer answer is not from the provider. */
const MAX_ANSWER_BYTES = 256 * 1024;

/** The part of the deadline after which no request is started any more. */
const LATEST_START = 0.9;

export interface ProviderHttpOptions {
  /** The provider's name for error texts: `SendGrid`. */
  readonly provider: string;
  /** `http(s)://host[:port][/prefix]`. */
  readonly baseUrl: string;
  /** The variable that holds `baseUrl`. Error texts name it. */
  readonly baseUrlSetting: string;
  /** Milliseconds from the call to the last byte of the answer. The wait for a free connection counts too. */
  readonly timeoutMs: number;
  /** Most connections at a time. Each carries one request at a time and is reused. */
  readonly connections: number;
}

export interface ProviderRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query, appended to the base URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface ProviderAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Empty if the body of a refusal could not be read completely. */
  readonly body: string;
}

export interface ProviderHttp {
  /**
   * Sends one request and returns its answer, whatever the status. Redirects are answers too. They are never followed,
   * because the message and the credentials would go to an address that nobody configured.
   * @throws {RetryLater} when nothing was written: the provider cannot have the message.
   * @throws {InDoubt} when the request was written and no readable answer came.
   */
  request(request: ProviderRequest): Promise<ProviderAnswer>;
  /** Waits for running requests, each within its deadline, then closes every connection. */
  close(): Promise<void>;
}

/** How long an idle connection is kept. */
const IDLE_MS = 2_000;

/**
 * The HTTP client under both SDKs. Their own clients are not used, for four reasons. They wait without end or count
 * only idle time. They follow redirects. They throw errors that carry the key and the message. They cannot tell "never
 * sent" from "perhaps sent", which decides whether a message may be sent again.
 */
export function createProviderHttp(options: ProviderHttpOptions): ProviderHttp {
  const base = new URL(options.baseUrl);
  const prefix = base.pathname.replace(/\/$/, '');
  const pool = new Pool(base.origin, {
    connections: options.connections,
    connect: { timeout: options.timeoutMs },
    // Only our own deadline counts. These two count only silence, so a dripping answer would never time out.
    headersTimeout: 0,
    bodyTimeout: 0,
    // A request on a connection that the server is just closing is reset, which makes a needless doubt. Servers close
    // idle connections after 5 s at the earliest, so we close them well before, whatever their hint says.
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
    // Set before the first byte is written. From then on, only an answer proves that the provider does not have the
    // message.
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
        // The status line makes it a refusal, even if the body was lost.
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
        // The wait for a connection was long. After the deadline nothing may be sent, because we reported that nothing
        // was. Just before it, the message would go out only to be in doubt.
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

/** Keeps only the code, because the message of a network error names hosts and addresses. */
function networkCode(error: Error): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : 'NETWORK_ERROR';
}
