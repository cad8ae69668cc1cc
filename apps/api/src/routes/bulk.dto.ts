import type { BatchProgress, BulkAnswer, BulkSkipped, Channel } from '@booking/notifications-core';

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
