import { WholeNumber } from '../http/field-rules.js';

export class BatchSize {
  /** Most notifications to send now. */
  @WholeNumber(1, 200) batch_size: number = 50;
}

export interface DeliveryCounts {
  readonly processed: number;
  readonly successful: number;
  readonly failed: number;
}

export class ProcessingResult implements DeliveryCounts {
  /** @example 1 */
  processed!: number;
  /** @example 1 */
  successful!: number;
  /**
   * For good; what will be tried again counts in `processed` only.
   * @example 0
   */
  failed!: number;
}

export class QueueProcessed {
  /** @example "Notification queue processed" */
  message!: string;
  result!: ProcessingResult;
}
