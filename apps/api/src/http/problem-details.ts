import { STATUS_CODES } from 'node:http';
import { HttpException } from '@nestjs/common';
import {
  InvalidInput,
  KeyReused,
  type FieldError,
  DATABASE_RETRY_AFTER_SECONDS,
  isDatabaseOutage,
  isUnstorableText,
} from '@booking/notifications-core';

/** The body of every error (RFC 9457). `type` is always `about:blank`: the status says which kind of error it is. */
export interface ProblemBody {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  /** What is wrong and what to do about it. */
  readonly detail: string;
  /** The id of this error in the log. */
  readonly instance?: string;
  /** Every wrong value, by name (422). */
  readonly errors?: readonly FieldError[];
}

interface Extras {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error answer. Throw it anywhere: it becomes `application/problem+json`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    readonly status: number,
    /** Shown to the caller: never an address, a secret or a stack. */
    readonly detail: string,
    extras: Extras = {},
  ) {
    super(detail);
    this.errors = extras.errors;
    this.headers = extras.headers ?? {};
  }
}

export function invalidValues(errors: readonly FieldError[]): Problem {
  return new Problem(422, 'Some values are invalid: see `errors`.', { errors });
}

export function unavailable(detail: string, retryAfterSeconds: number): Problem {
  return new Problem(503, detail, { headers: { 'retry-after': String(retryAfterSeconds) } });
}

export function databaseAway(): Problem {
  return unavailable('The database cannot be reached. Nothing was stored: try again.', DATABASE_RETRY_AFTER_SECONDS);
}

export function problemBody(problem: Problem, instance?: string): ProblemBody {
  return {
    type: 'about:blank',
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    detail: problem.detail,
    ...(instance === undefined ? {} : { instance }),
    ...(problem.errors === undefined ? {} : { errors: problem.errors }),
  };
}

/** Our texts for refusals of the HTTP layer. Its own texts may repeat the request. */
const DETAILS: Readonly<Record<number, string>> = {
  400: 'The request cannot be read: send well-formed JSON and a valid URL.',
  404: 'There is nothing at this address: /docs lists every call.',
  408: 'The request took too long to arrive: send it again.',
  413: 'The body is too large: at most 5 MB for booking events and bulk sends, 256 KB for other calls.',
  414: 'The address is too long.',
  415: 'The body must be JSON: set Content-Type: application/json.',
  431: 'The headers are too large.',
};

export const KEY_REUSED = 'This Idempotency-Key came with another request before: use a new key for a new request.';

/** A refusal of the HTTP layer. */
export function refusal(status: number): Problem {
  return new Problem(status, DETAILS[status] ?? STATUS_CODES[status] ?? 'The request was refused.');
}

/** The problem that a caller sees for an error. `null`: it is our own fault (500). */
export function toProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof InvalidInput) return invalidValues(error.errors);
  if (error instanceof KeyReused) return new Problem(409, KEY_REUSED);
  if (isDatabaseOutage(error)) return databaseAway();
  if (isUnstorableText(error))
    return new Problem(422, 'A text holds a character that cannot be stored, such as NUL: remove it.');
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
