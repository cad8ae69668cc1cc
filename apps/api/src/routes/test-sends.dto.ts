import type { TestSendResult } from '@booking/notifications-core';
import { IfPresent, IfPresentAndNotNull, IsJsonObject, PlainText, Writing } from '../http/field-rules.js';
import { ProcessingResult } from './queue.dto.js';

export class TestSend {
  /**
   * The confirmation unless told otherwise.
   * @example "appointment_confirmation"
   */
  @IfPresent() @PlainText() template_name?: string;

  /**
   * Fills the template; sample values stand in for what is missing.
   * @example {"client_name": "John Doe"}
   */
  @IfPresent() @IsJsonObject() context?: Record<string, unknown>;

  /**
   * Staff only: instead of the stored subject, to try what is being written.
   * @example "Confirmed: {{service_name}}"
   */
  @IfPresentAndNotNull() @Writing() subject?: string | null;

  /**
   * Staff only: instead of the stored text. It is stored nowhere and has one try. Without `template_name` it stands
   * alone.
   * @example "<p>Hello {{client_name}}.</p>"
   */
  @IfPresent() @Writing() body?: string;
}

export class TestSent implements TestSendResult {
  /**
   * What came of it, in words. It says "not sent", and why, when nothing was sent.
   * @example "Test email queued and processed"
   */
  message!: string;
  /** @example 1 */
  notifications_queued!: number;
  processing_result!: ProcessingResult;
  /**
   * Why it was not sent, if it was not.
   * @example "suppressed"
   */
  reason?: string;
  /**
   * What went wrong, in words; it may still be tried again.
   * @example "Email: the provider cannot be reached"
   */
  error_message?: string;
}
