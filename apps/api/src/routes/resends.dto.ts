import { IsIn } from 'class-validator';
import { FAILED_REASONS, type FailedReason } from '@booking/notifications-core';
import { IfPresent, Instant, PlainText, WholeNumber } from '../http/field-rules.js';

/** Which failed notifications are to be sent again. */
export class Redrive {
  /**
   * Those that failed at this instant or later: RFC 3339 with an offset.
   * @example 2026-11-22T10:00:00Z
   */
  @Instant() since!: string;

  /** Only those that failed for this reason. */
  @IfPresent()
  @IsIn(FAILED_REASONS, { message: `must be one of ${FAILED_REASONS.join(', ')}` })
  reason?: FailedReason;

  /**
   * Only those of this template.
   * @example "appointment_reminder"
   */
  @IfPresent() @PlainText() template_name?: string;

  /**
   * Most notifications to send again; the oldest come first.
   * @example 1000
   */
  @WholeNumber(1, 10_000) limit: number = 1_000;
}

export class Redriven {
  /**
   * How many are pending again.
   * @example 12
   */
  redriven!: number;
}
