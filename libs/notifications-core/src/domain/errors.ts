import type { Reason } from './notification.js';

/**
 * What a provider adapter tells the delivery by throwing. Each says one thing about the message that was
 * being sent, so that nobody has to look into error texts to decide what comes next.
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
    /** The provider's own wish (`Retry-After`), milliseconds from now: nothing goes out on the channel before. */
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

/** The request may have reached the provider and no answer says so: it must not be sent again without evidence. */
export class InDoubt extends DeliveryFailure {}

/** The whole channel is down (wrong key, account suspended): every other message would meet the same. */
export class ChannelDown extends DeliveryFailure {}

export interface FieldError {
  /** Path of the value in the request, such as `data.appointment.starts_at` or `[2].id`. */
  readonly field: string;
  /** What is wrong and what would be right. */
  readonly message: string;
}

/** Values that were readable but wrong; every one is named. Answered as 422. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';

  constructor(readonly errors: readonly FieldError[]) {
    super(errors.map(({ field, message }) => `${field}: ${message}`).join('; '));
  }
}
