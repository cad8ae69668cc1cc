import type { BatchProgress, BulkAnswer, BulkSkipped, Channel } from '@booking/notifications-core';

// These classes document the call; the core checks it, and the values of a context are nobody's business here.

export class BulkSend {
  /**
   * 1 to 10,000 users whose contact details are known.
   * @example ["user-1", "user-2"]
   */
  user_ids!: string[];
  /** @example "marketing_announcement" */
  template_name!: string;
  /**
   * Fills the template, for everybody; at most 16 KB.
   * @example { "headline": "Open on Sundays", "message": "From December on." }
   */
  context!: Record<string, unknown>;
  /**
   * By user id, over `context`; at most 16 KB each.
   * @example { "user-1": { "headline": "For you" } }
   */
  contexts?: Record<string, Record<string, unknown>>;
  /**
   * With an offset, up to two years ahead; a time that has passed means now.
   * @example "2026-12-01T14:00:00-05:00"
   */
  scheduled_for?: string;
}

export class BulkSkippedItem implements BulkSkipped {
  /** @example "user-2" */
  user_id!: string;
  /** @example "sms" */
  notification_type!: Channel;
  /** @example "preference_off" */
  reason!: BulkSkipped['reason'];
}

export class BulkAccepted implements BulkAnswer {
  /** @example "0199e1a6-9d7e-7f50-8b12-3c4d5e6f7081" */
  batch_id!: string;
  /** @example 3 */
  notifications_queued!: number;
  /** What was not planned, and why; in the order of the users. */
  skipped!: BulkSkippedItem[];
}

/** Counts notifications: a user has one on each channel. */
export class BulkProgress implements BatchProgress {
  /** @example 3 */
  total!: number;
  /**
   * Waiting, or being sent.
   * @example 1
   */
  pending!: number;
  /** @example 2 */
  sent!: number;
  /** @example 0 */
  failed!: number;
  /** @example 0 */
  cancelled!: number;
}
