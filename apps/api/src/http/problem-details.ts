import { HttpException } from '@nestjs/common';
import {
  ConflictsPersist,
  InvalidInput,
  KeyReused,
  type FieldError,
  DATABASE_RETRY_AFTER_SECONDS,
  isDatabaseOutage,
  isUnstorableText,
} from '@booking/notifications-core';
import { PROBLEMS, problemType, type ProblemCode } from './problem-catalogue.js';

/** The body of every error (RFC 9457). */
export interface ProblemBody {
  /** The page of the code: `/problems/{code}`. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  /** What is wrong and what to do about it. */
  readonly detail: string;
  /** The kind of error, for programs. It never changes. */
  readonly code: ProblemCode;
  /** The id of this error in the log. */
  readonly instance?: string;
  /** Every wrong value, by name (422), or the place of a mistake in JSON (400). */
  readonly errors?: readonly FieldError[];
}

interface Extras {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error answer. Throw it anywhere: it becomes `application/problem+json` with the status of its code. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly code: ProblemCode,
    /** Shown to the caller: never an address, a secret or a stack. */
    readonly detail: string,
    extras: Extras = {},
  ) {
    super(detail);
    this.errors = extras.errors;
    this.headers = extras.headers ?? {};
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }
}

export function invalidValues(errors: readonly FieldError[]): Problem {
  return new Problem('invalid_values', 'Some values are invalid: see `errors`.', { errors });
}

export function unavailable(detail: string, retryAfterSeconds: number): Problem {
  return new Problem('unavailable', detail, { headers: { 'retry-after': String(retryAfterSeconds) } });
}

export function databaseAway(): Problem {
  return unavailable('The database cannot be reached. Nothing was stored: try again.', DATABASE_RETRY_AFTER_SECONDS);
}

/** Seconds. A crowd of changes to one booking is over quickly. */
const CONTENDED_RETRY_AFTER_SECONDS = 1;

function contended(): Problem {
  return unavailable(
    'Other changes to the same booking or person came in between each time. Nothing was stored: try again.',
    CONTENDED_RETRY_AFTER_SECONDS,
  );
}

export function problemBody(problem: Problem, instance?: string): ProblemBody {
  const { code, status, detail, errors } = problem;
  return {
    type: problemType(code),
    title: PROBLEMS[code].title,
    status,
    detail,
    code,
    ...(instance === undefined ? {} : { instance }),
    ...(errors === undefined ? {} : { errors }),
  };
}

/** Our codes and texts for refusals of the HTTP layer. Its own texts may repeat the request. */
const REFUSALS: Readonly<Record<number, readonly [ProblemCode, string]>> = {
  404: ['unknown_path', 'There is nothing at this address: /docs lists every call.'],
  408: ['request_timeout', 'The request took too long to arrive: send it again.'],
  413: [
    'too_large',
    'The body is too large: at most 5 MB for booking events, bulk sends and webhooks, 1 MB for a picture, 256 KB for other calls.',
  ],
  414: ['url_too_long', 'The address is too long.'],
  415: ['unsupported_media_type', 'A JSON body is needed: set Content-Type: application/json.'],
  431: ['headers_too_large', 'The headers are too large.'],
};

const UNREADABLE = ['unreadable', 'The request cannot be read: send well-formed JSON and a valid URL.'] as const;

export const KEY_REUSED = 'This Idempotency-Key came with another request before: use a new key for a new request.';

/** A refusal of the HTTP layer, by its status. One without a text of ours is `unreadable`. */
export function refusal(status: number): Problem {
  return new Problem(...(REFUSALS[status] ?? UNREADABLE));
}

/** The problem that a caller sees for an error. `null`: it is our own fault (500). */
export function toProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof InvalidInput) return invalidValues(error.errors);
  if (error instanceof KeyReused) return new Problem('idempotency_key_reused', KEY_REUSED);
  if (error instanceof ConflictsPersist) return contended();
  if (isDatabaseOutage(error)) return databaseAway();
  if (isUnstorableText(error))
    return new Problem('invalid_values', 'A text holds a character that cannot be stored, such as NUL: remove it.');
  if (isBadUrl(error)) return malformedUrl();
  const status = statusOfRefusal(error);
  return status === null ? null : refusal(status);
}

/** The 4xx status that Nest or Fastify gave an error. `null` for a 5xx, which is our own fault. */
function statusOfRefusal(error: unknown): number | null {
  const status =
    error instanceof HttpException
      ? error.getStatus()
      : error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
        ? error.statusCode
        : 500;
  return status >= 400 && status < 500 ? status : null;
}

/** Fastify's own error for a path that cannot be decoded. */
function isBadUrl(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'FST_ERR_BAD_URL';
}

function malformedUrl(): Problem {
  return new Problem('malformed_url', 'The address cannot be decoded: write `%25` for a percent sign.');
}
