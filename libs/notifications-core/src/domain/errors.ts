import type { Reason } from './notification.js';

/**
 * A provider adapter throws one of these. The class alone decides what happens to the message next: nobody reads the
 * error text for that.
 */
export abstract class DeliveryFailure extends Error {
  constructor(
    /** Without addresses, bodies or keys: it is stored and shown to the staff. */
    message: string,
    readonly detail: ProviderDetail = {},
  ) {
    super(message);
    this.name = new.target.name;
  }
}

export interface ProviderDetail {
  /** HTTP status of the answer, if there was one. */
  readonly status?: number;
  /** The provider's own code, or the network's (`ECONNREFUSED`). */
  readonly code?: string;
}

/** The provider surely did not take the message; trying again may help. */
export class RetryLater extends DeliveryFailure {
  constructor(
    message: string,
    detail?: ProviderDetail,
    /** The provider's `Retry-After`, in milliseconds from now. Nothing goes out on the channel before. */
    readonly retryAfterMs?: number,
  ) {
    super(message, detail);
  }
}

/**
 * The provider takes nothing more for now (429). That says nothing about the message, so it uses up no try as long as
 * the message is of use. The whole channel goes slower.
 */
export class SlowDown extends DeliveryFailure {
  constructor(
    message: string,
    detail?: ProviderDetail,
    /** What the provider asked to wait, in milliseconds from now. `undefined`: it did not say. */
    readonly retryAfterMs?: number,
  ) {
    super(message, detail);
  }
}

/** The provider refused this message and always will. */
export class Permanent extends DeliveryFailure {
  constructor(
    message: string,
    readonly reason: Extract<
      Reason,
      'rejected' | 'invalid_recipient' | 'suppressed' | 'template_error' | 'template_missing'
    >,
    detail?: ProviderDetail,
  ) {
    super(message, detail);
  }
}

/** No answer says whether the provider took the message. It must not be sent again without evidence. */
export class InDoubt extends DeliveryFailure {}

/** The whole channel is down (wrong key, account suspended): every other message would fail in the same way. */
export class ChannelDown extends DeliveryFailure {}

export interface FieldError {
  /** Path of the value in the request, such as `data.appointment.starts_at` or `[2].id`. */
  readonly field: string;
  /** What is wrong and what would be right. */
  readonly message: string;
  /** Of a text that is written, such as a template: where it is wrong, from 1. */
  readonly line?: number;
  readonly column?: number;
}

/** One error for each field: that of the first check that it fails. */
export function firstOfEach(errors: readonly FieldError[]): FieldError[] {
  const first = new Map<string, FieldError>();
  for (const error of errors) if (!first.has(error.field)) first.set(error.field, error);
  return [...first.values()];
}

/** Among a million wrong values, the first show what is wrong. */
export const MOST_ERRORS = 200;

/** The request can be read, but has wrong values. All of them are named, up to 200. Answered as 422. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  readonly errors: readonly FieldError[];

  constructor(errors: readonly FieldError[]) {
    const named = errors.slice(0, MOST_ERRORS);
    super(named.map(({ field, message }) => `${field}: ${message}`).join('; '));
    this.errors = named;
  }
}
