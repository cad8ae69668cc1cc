import type { Channel } from '@booking/notifications-core';
import { IfPresent, PlainText, WholeNumber } from './field-rules.js';

export class SandboxFilter {
  /** An email address or phone number, in any case. */
  @IfPresent() @PlainText(320) to?: string;

  @IfPresent() @WholeNumber(1, 1000) limit?: number;
}

/** A message that was captured instead of sent. */
export class SandboxMessage {
  id!: string;
  notification_id!: string;
  channel!: Channel;
  to!: string;
  subject!: string | null;
  /** `null` for SMS. */
  html!: string | null;
  text!: string;
  captured_at!: Date;
}

export class SandboxCleared {
  deleted!: number;
}
