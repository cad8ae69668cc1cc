import { IsIn } from 'class-validator';
import {
  CHANNELS,
  type AttemptLogEntry,
  type Channel,
  type HistoryDetail,
  type HistoryEntry,
  type Reason,
  type State,
  type Status,
} from '@booking/notifications-core';
import { IfPresent, PlainText, WholeNumber } from './field-rules.js';

const STATUSES = ['pending', 'sent', 'failed', 'cancelled'] as const satisfies readonly Status[];

export class HistoryFilter {
  /** Entries on a page. */
  @WholeNumber(1, 200) limit: number = 50;

  @IfPresent() @PlainText() appointment_id?: string;

  @IfPresent() @IsIn(CHANNELS, { message: 'must be email or sms' }) notification_type?: 'email' | 'sms';

  @IfPresent() @PlainText() template_name?: string;

  @IfPresent()
  @IsIn(STATUSES, { message: 'must be pending, sent, failed or cancelled' })
  status?: 'pending' | 'sent' | 'failed' | 'cancelled';

  /** From the `Link` header of the page before. */
  @IfPresent() @PlainText() cursor?: string;

  /** Staff and admin only: another user, or `*` for everybody. */
  @IfPresent() @PlainText() user_id?: string;
}

/** One notification: planned, under way or done. */
export class HistoryItem implements HistoryEntry {
  id!: string;
  user_id!: string;
  appointment_id!: string | null;
  notification_type!: Channel;
  template_name!: string;
  /** The address it goes to; `null` once the person was erased. */
  recipient!: string | null;
  subject!: string | null;
  status!: Status;
  /** Finer than `status`: `sending` and `in_doubt` are both `pending`. */
  state!: State;
  reason!: Reason | null;
  scheduled_for!: Date;
  sent_at!: Date | null;
  attempts!: number;
  error_message!: string | null;
  provider!: string | null;
  provider_message_id!: string | null;
  /** What the provider's receipts said last. */
  delivery_status!: string | null;
  delivered_at!: Date | null;
  created_at!: Date;
}

/** One try to send it. */
export class AttemptLogItem implements AttemptLogEntry {
  started_at!: Date;
  outcome!: 'sent' | 'retry' | 'failed' | 'in_doubt' | 'released' | 'cancelled';
  provider!: string | null;
  /** HTTP status of the provider's answer. */
  provider_status!: number | null;
  provider_code!: string | null;
  duration_ms!: number | null;
  error_message!: string | null;
}

export class HistoryItemDetail extends HistoryItem implements HistoryDetail {
  /** What filled the template. */
  context!: Record<string, unknown>;
  attempts_log!: AttemptLogItem[];
  /** Receipts of the provider. */
  events!: Record<string, unknown>[];
}

export class Message {
  message!: string;
}
