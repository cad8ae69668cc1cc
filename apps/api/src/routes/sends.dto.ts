import type { PlannedItems } from '@booking/notifications-core';
import type { PlannedItem, SkippedItem } from './booking-events.dto.js';

export class SendAnswer implements PlannedItems {
  notifications!: PlannedItem[];
  /** What was not planned, and why. */
  skipped!: SkippedItem[];
}
