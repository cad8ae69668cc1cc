import { dataDirOf, type Environment, UserError, whyHttp } from '@booking/local-stack';
import { serviceUrl } from './service-url.js';
import { signToken, tokenSettings, type TokenClaims } from './tokens.js';

/** Who the commands are, for the API. */
export const COMMAND_LINE_USER = 'command-line';

/** The API as a client calls it, with a token that is made here. */
export interface Api {
  readonly url: string;
  /**
   * Resolves to the body of an answer.
   * @param path with its query.
   * @throws {ApiRefusal} when the API refuses the request.
   * @throws {UserError} when it does not answer.
   */
  call(method: string, path: string, request?: ApiRequest): Promise<unknown>;
}

export interface ApiRequest {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Default: 10 s. */
  readonly withinMs?: number;
}

/** A refusal in the API's own words, with every wrong value that it names, and what may be done about it. */
export class ApiRefusal extends UserError {
  constructor(
    readonly status: number,
    problem: Problem,
  ) {
    super(inWords(status, problem));
  }
}

interface Problem {
  readonly detail?: unknown;
  readonly errors?: unknown;
}

/** Requests of commands are few, and each is short for whoever waits. */
const ANSWER_WITHIN_MS = 10_000;
const TOKEN_TTL = '5m';

/**
 * The API that runs here, else the one on API_PORT of this machine.
 * @param caller in whose name.
 * @throws {UserError} in one line when there is none, or when tokens come from elsewhere.
 */
export async function openApi(environment: Environment, caller: TokenClaims): Promise<Api> {
  const tokens = tokenSettings(environment, dataDirOf(environment));
  if (tokens === undefined)
    throw new UserError(
      'Tokens come from your identity provider (JWT_JWKS_URL): this verb cannot make one to call the API',
    );
  const url = serviceUrl('api', environment);
  if (url === undefined) throw new UserError('No API runs here: npm run notify -- start');
  const token = await signToken(tokens, caller, TOKEN_TTL);
  return { url, call: (method, path, request = {}) => call(url, token, method, path, request) };
}

async function call(
  url: string,
  token: string,
  method: string,
  path: string,
  { body, withinMs = ANSWER_WITHIN_MS }: ApiRequest,
): Promise<unknown> {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(withinMs),
    });
    const answer: unknown = await response.json().catch(() => ({}));
    if (!response.ok)
      throw new ApiRefusal(response.status, typeof answer === 'object' && answer !== null ? answer : {});
    return answer;
  } catch (error) {
    if (error instanceof ApiRefusal) throw error;
    throw new UserError(`The API at ${url}: ${whyHttp(error)}. npm run notify -- status`);
  }
}

function inWords(status: number, { detail, errors }: Problem): string {
  const wrong = Array.isArray(errors)
    ? errors.map(({ field, message }: Record<string, unknown>) => `${String(field)}: ${String(message)}`)
    : [];
  const said = wrong.length > 0 ? wrong.join('; ') : typeof detail === 'string' ? detail : 'it does not say why';
  return `The API says ${status}: ${said}${ADVICE[status] ?? ''}`;
}

const ADVICE: Readonly<Record<number, string>> = {
  401: ' JWT_SECRET, JWT_ISSUER and JWT_AUDIENCE must be those of the API.',
  429: ' Wait a minute.',
  503: ' npm run notify -- status',
};
