import { hostname } from 'node:os';
import { coalesce } from '../db/coalesce.js';
import { claim, waitingRows, type Claimed, type WaitingRow } from '../db/notifications/claimed.js';
import { retryConflicts } from '../db/sql.js';
import type { DeliverJob } from '../domain/jobs.js';
import type { Services } from '../services/services.js';

/** A row that this process owns until the lease ends. */
export interface Claim {
  readonly row: Claimed;
  /** By this process' monotonic clock, taken before the claim was requested. */
  readonly claimedAt: number;
}

/** Calls at the same time share one statement. */
export interface Claims {
  /**
   * Claims the row of a job. A number: it waits, and is due in so many milliseconds; if not more than 0, a transaction
   * has locked it. `null`: another worker has it, it was cancelled, or the job is of an older generation.
   */
  claim(job: DeliverJob): Promise<Claim | number | null>;
  /** Looks at the row of a job without claiming it. `null` as for `claim`. */
  look(job: DeliverJob): Promise<WaitingRow | null>;
}

export function createClaims({ config, dataSource, ready }: Services): Claims {
  const claimedBy = `${hostname()}:${process.pid}`;

  const look = coalesce<DeliverJob, WaitingRow | null>(async (jobs) => {
    const rows = new Map((await waitingRows(dataSource, jobs)).map((row) => [keyOf(row), row]));
    return jobs.map((job) => rows.get(keyOf(job)) ?? null);
  });

  const ask = coalesce<DeliverJob, Claimed | number | null>(async (jobs) => {
    const claimed = await retryConflicts(() => claim(dataSource, jobs, claimedBy, config.CLAIM_LEASE_SECONDS));
    const rows = new Map(claimed.map((row) => [keyOf(row), row]));
    const missed = jobs.filter((job) => !rows.has(keyOf(job)));
    const waiting = missed.length === 0 ? [] : await waitingRows(dataSource, missed);
    const waits = new Map(waiting.map((row) => [keyOf(row), row.dueInMs]));
    // If a job is twice in one batch, the first call gets the row and the second gets nothing.
    return jobs.map((job) => {
      const found = rows.get(keyOf(job)) ?? waits.get(keyOf(job)) ?? null;
      rows.delete(keyOf(job));
      return found;
    });
  });

  const whenReady = (): void => {
    if (!ready()) throw new Error('the templates are not loaded yet');
  };
  return {
    claim: async (job) => {
      whenReady();
      // Taken before the claim is requested: if the process is frozen while it waits for the answer, that time counts
      // too.
      const claimedAt = performance.now();
      const found = await ask(job);
      return found === null || typeof found === 'number' ? found : { row: found, claimedAt };
    },
    look: async (job) => {
      whenReady();
      return look(job);
    },
  };
}

/** One batch may hold jobs of several generations of one row. */
const keyOf = ({ id, generation }: DeliverJob): string => `${id} ${generation}`;
