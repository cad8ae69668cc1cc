/** A refusal of the API (RFC 9457), or that it could not be reached. */
export class Problem extends Error {
  override readonly name = 'Problem';
  constructor(
    /** 0: no answer. */
    readonly status: number,
    readonly code: string,
    readonly title: string,
    detail: string,
    /** What is wrong with which field. */
    readonly fields: readonly FieldError[] = [],
  ) {
    super(detail);
  }
}

export interface FieldError {
  readonly field: string;
  readonly message: string;
  /** Of a text that is written: where it is wrong, from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** What was asked for is not there. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Problem && error.status === 404;
}

interface ProblemBody {
  readonly code?: unknown;
  readonly title?: unknown;
  readonly detail?: unknown;
  readonly errors?: unknown;
}

/** Reads the body of a refusal, which a proxy may have written. */
export function problemOf(status: number, body: unknown): Problem {
  const { code, title, detail, errors } = (typeof body === 'object' && body !== null ? body : {}) as ProblemBody;
  return new Problem(
    status,
    text(code) ?? 'unknown',
    text(title) ?? `The answer was ${status}`,
    text(detail) ?? 'The service did not say why.',
    Array.isArray(errors) ? errors.filter(isFieldError) : [],
  );
}

export function unreachable(): Problem {
  return new Problem(
    0,
    'unreachable',
    'No answer',
    'The service could not be reached. Check your connection: this page goes on by itself.',
  );
}

function isFieldError(value: unknown): value is FieldError {
  const { field, message } = (value ?? {}) as Partial<Record<string, unknown>>;
  return typeof field === 'string' && typeof message === 'string';
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
