import type { Channel } from '@booking/notifications-core';
import { IfPresent, PlainText, WholeNumber } from '../http/field-rules.js';
import { SmsSize } from './templates.dto.js';

export class SandboxFilter {
  /**
   * An email address or phone number, in any case.
   * @example "john@example.com"
   */
  @IfPresent() @PlainText(320) to?: string;

  /** Most messages, the newest first. */
  @IfPresent() @WholeNumber(1, 1000) limit?: number;
}

/** A message that was captured instead of sent. */
export class SandboxMessage {
  /** @example "0199e1a6-8c6d-7e4f-9a01-2b3c4d5e6f70" */
  id!: string;
  /** @example "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f" */
  notification_id!: string;
  channel!: Channel;
  /** @example "john@example.com" */
  to!: string;
  /**
   * `null` for SMS.
   * @example "Confirmed: Haircut on Tue Dec 1, 2:00 PM"
   */
  subject!: string | null;
  /**
   * `null` for SMS.
   * @example "<p>Hi John Doe, your Haircut is confirmed.</p>"
   */
  html!: string | null;
  /** @example "Hi John Doe, your Haircut is confirmed." */
  text!: string;
  /** `null` for email. */
  sms!: SmsSize | null;
  captured_at!: Date;
}

export class SandboxCleared {
  /**
   * How many.
   * @example 2
   */
  deleted!: number;
}
