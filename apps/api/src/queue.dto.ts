import { WholeNumber } from './field-rules.js';

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
  processed!: number;
  successful!: number;
  failed!: number;
}

export class QueueProcessed {
  message!: string;
  result!: ProcessingResult;
}
