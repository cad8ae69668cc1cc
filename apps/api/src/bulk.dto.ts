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
  /** Fills the template, for everybody; at most 16 KB. */
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
  user_id!: string;
  notification_type!: Channel;
  reason!: BulkSkipped['reason'];
}

export class BulkAccepted implements BulkAnswer {
  batch_id!: string;
  notifications_queued!: number;
  /** What was not planned, and why; in the order of the users. */
  skipped!: BulkSkippedItem[];
}

/** Counts notifications: a user has one on each channel. */
export class BulkProgress implements BatchProgress {
  total!: number;
  /** Waiting, or being sent. */
  pending!: number;
  sent!: number;
  failed!: number;
  cancelled!: number;
}
