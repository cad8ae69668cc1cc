import {
  CHANNELS,
  REASONS,
  STATES,
  STATUSES,
  type AttemptLogEntry,
  type Channel,
  type HistoryDetail,
  type HistoryEntry,
  type Reason,
  type ReceiptEntry,
  type State,
  type Status,
} from '@booking/notifications-core';
import { IfPresent, InstantInQuery, OneOf, PlainText, WholeNumber } from '../http/field-rules.js';
import { CursorOf } from '../http/paging.js';
import { idOfCursor } from './history-cursor.js';

export class HistoryFilter {
  /** Entries on a page. */
  @WholeNumber(1, 200) limit: number = 50;

  /**
   * Only of this appointment.
   * @example "apt-1"
   */
  @IfPresent() @PlainText() appointment_id?: string;

  /** Only of this channel. */
  @IfPresent() @OneOf(...CHANNELS) notification_type?: 'email' | 'sms';

  /**
   * Only of this template.
   * @example "appointment_reminder"
   */
  @IfPresent() @PlainText() template_name?: string;

  /** Only in this status. */
  @IfPresent() @OneOf(...STATUSES) status?: Status;

  /** Only in this state, which is finer than `status`. */
  @IfPresent() @OneOf(...STATES) state?: State;

  /** Only what waits, failed or was cancelled for this reason. */
  @IfPresent() @OneOf(...REASONS) reason?: Reason;

  /**
   * Only to this email address or phone number, in any usual spelling.
   * @example "john@example.com"
   */
  @IfPresent() @PlainText(320) recipient?: string;

  /**
   * Only what was created at this instant or later: RFC 3339 with an offset.
   * @example "2026-11-22T00:00:00Z"
   */
  @IfPresent() @InstantInQuery() from?: string;

  /**
   * Only what was created before this instant.
   * @example "2026-11-23T00:00:00Z"
   */
  @IfPresent() @InstantInQuery() to?: string;

  /**
   * From the `Link` header of the page before; opaque.
   * @example "AZnhpntcfT6PkBorPE1ebw"
   */
  @IfPresent() @PlainText() @CursorOf(idOfCursor) cursor?: string;

  /**
   * Staff and admin only: another user, or `*` for everybody. Without it, one sees one's own.
   * @example "user-1"
   */
  @IfPresent() @PlainText() user_id?: string;
}

/** One notification: planned, under way or done. */
export class HistoryItem implements HistoryEntry {
  /** @example "0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f" */
  id!: string;
  /** @example "user-1" */
  user_id!: string;
  /** @example "apt-1" */
  appointment_id!: string | null;
  notification_type!: Channel;
  /** @example "appointment_confirmation" */
  template_name!: string;
  /**
   * The address it goes to; `null` once the person was erased.
   * @example "john@example.com"
   */
  recipient!: string | null;
  /**
   * Of emails, once rendered.
   * @example "Confirmed: Haircut on Tue Dec 1, 2:00 PM"
   */
  subject!: string | null;
  /** @example "sent" */
  status!: Status;
  /**
   * Finer than `status`: `sending` and `in_doubt` are both `pending`.
   * @example "sent"
   */
  state!: State;
  /** Why it waits, failed or was cancelled. */
  reason!: Reason | null;
  scheduled_for!: Date;
  /** @example "2026-11-22T10:00:01.250Z" */
  sent_at!: Date | null;
  /**
   * How often it was tried.
   * @example 1
   */
  attempts!: number;
  /** What went wrong last, or why it did not arrive, without anything personal. */
  error_message!: string | null;
  /** @example "sendgrid" */
  provider!: string | null;
  /**
   * The provider's own id of the message.
   * @example "14c5d75ce93.dfd.64b469"
   */
  provider_message_id!: string | null;
  /**
   * What became of it, as far as the provider's receipts say: the status that tells most. `null`: none has come.
   * @example "delivered"
   */
  delivery_status!: string | null;
  /**
   * When it arrived, as the provider said first. It stays if the message comes back later.
   * @example "2026-11-22T10:00:04.000Z"
   */
  delivered_at!: Date | null;
  created_at!: Date;
}

/** One try to send it. */
export class AttemptLogItem implements AttemptLogEntry {
  started_at!: Date;
  /** @example "sent" */
  outcome!: 'sent' | 'retry' | 'failed' | 'in_doubt' | 'released' | 'cancelled';
  /** @example "sendgrid" */
  provider!: string | null;
  /**
   * HTTP status of the provider's answer.
   * @example 202
   */
  provider_status!: number | null;
  /** The provider's error code. */
  provider_code!: string | null;
  /** @example 184 */
  duration_ms!: number | null;
  error_message!: string | null;
  /**
   * By what it became known that the provider took this message, although no answer of it was recorded: its receipt, its
   * list of messages, or its answer that came too late.
   */
  evidence!: 'receipt' | 'list' | 'answer' | null;
  evidence_at!: Date | null;
}

/** What a provider said after it took the message: a receipt. */
export class ReceiptItem implements ReceiptEntry {
  /** @example "sendgrid" */
  provider!: string;
  /**
   * The provider's own word.
   * @example "bounce"
   */
  event!: string;
  /**
   * What it means for the delivery; `null`: nothing.
   * @example "bounced"
   */
  status!: string | null;
  /**
   * The provider's code, mostly of an error.
   * @example "5.1.1"
   */
  code!: string | null;
  /** When it happened, as the provider says. */
  occurred_at!: Date;
  /** When we were told. */
  received_at!: Date;
}

export class HistoryItemDetail extends HistoryItem implements HistoryDetail {
  /**
   * What filled the template.
   * @example {"client_name": "John Doe", "service_name": "Haircut"}
   */
  context!: Record<string, unknown>;
  /**
   * How many more messages than one the provider is proven to have taken.
   * @example 0
   */
  duplicates!: number;
  /** Every try, oldest first. */
  attempts_log!: AttemptLogItem[];
  /**
   * What the provider said later, oldest first. At most 20 of one kind.
   */
  events!: ReceiptItem[];
}

export class Message {
  /** @example "Notification cancelled successfully" */
  message!: string;
}
