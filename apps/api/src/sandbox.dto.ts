import type { Channel } from '@booking/notifications-core';
import { IfPresent, PlainText, WholeNumber } from './field-rules.js';

export class SandboxFilter {
  /** An address, exactly as captured. */
  @IfPresent() @PlainText(320) to?: string;

  @IfPresent() @WholeNumber(1, 1000) limit?: number;
}

export interface CapturedMessage {
  readonly id: string;
  readonly notification_id: string;
  readonly channel: Channel;
  readonly to: string;
  readonly subject: string | null;
  readonly html: string | null;
  readonly text: string;
  readonly captured_at: Date;
}

/** A message that was captured instead of sent. */
export class SandboxMessage implements CapturedMessage {
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
