import type { Leak } from '../support/canaries.js';

/**
 * What is known after a run, from three sides: what the booking platform was told, what Postgres holds, and what the
 * providers took. Instants are epoch milliseconds of one machine's clock.
 */
export interface Evidence {
  /** Notifications that an answer with 202 named. */
  readonly acknowledged: readonly Acknowledged[];
  /** Notifications that nobody may claim any more. */
  readonly retired: readonly Retirement[];
  readonly rows: readonly Row[];
  /** Each change of a row's state, and each attempt as it was written, in their order. */
  readonly changes: readonly Change[];
  readonly attempts: readonly Attempt[];
  /** What the providers took, from their own log. */
  readonly accepts: readonly Accept[];
  /** What stood where nothing personal and no key may stand. */
  readonly leaks: readonly Leak[];
  /** When the fault was over. `null`: not said, and recovery is not measured. */
  readonly faultOverAt: number | null;
  /** When the evidence was taken. What is due later need not have ended. */
  readonly takenAt: number;
}

export interface Acknowledged {
  readonly id: string;
  /** Not before. */
  readonly scheduledFor: number;
}

export interface Retirement {
  readonly id: string;
  /** The change that ended it was committed before this. */
  readonly at: number;
  readonly why: string;
}

export type State = 'pending' | 'sending' | 'in_doubt' | 'sent' | 'failed' | 'cancelled';

export interface Row {
  readonly id: string;
  readonly state: State;
  readonly reason: string | null;
  readonly expiresAt: number | null;
  readonly endedAt: number | null;
}

export interface Change {
  readonly id: string;
  readonly at: number;
  /** The process that wrote it: the name of its connection to Postgres. */
  readonly by: string;
  /** The transaction that wrote it. An outcome and its attempt are written by one. */
  readonly transaction: string;
  readonly from: State;
  readonly to: State;
  /** Of the row before the change, and after it. A claim makes it one more. */
  readonly oldFence: number;
  readonly fence: number;
  /** Of the claim that ended by this change. */
  readonly leaseUntil: number | null;
}

export interface Attempt {
  readonly id: string;
  readonly fence: number;
  readonly at: number;
  readonly by: string;
  readonly transaction: string;
  readonly outcome: string;
  readonly status: number | null;
  readonly code: string | null;
}

export interface Accept {
  /** `null`: the message said of no notification that it was for it. */
  readonly id: string | null;
  readonly at: number;
}
