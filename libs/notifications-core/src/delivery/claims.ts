import { hostname } from 'node:os';
import { coalesce } from '../db/coalesce.js';
import { claim, dueIn, type Claimed } from '../db/notifications/claimed.js';
import { retryConflicts } from '../db/sql.js';
import { LOOK_AHEAD_MS, type DeliverJob } from '../domain/jobs.js';
import type { Services } from '../services/services.js';

/** A row that is ours until its lease ends. */
export interface Claim {
  readonly row: Claimed;
  /** On this process' monotonic clock, from before the claim was asked for. */
  readonly claimedAt: number;
}

/**
 * A job that comes this much early waits in place. None that we handed over comes earlier, not even where the
 * clock of one worker is wrong by hours and brings all delayed jobs at once.
 */
const WORTH_WAITING_MS = LOOK_AHEAD_MS + 1_000;
/** A row that a transaction holds is looked at again this often, and then left to the dispatcher. */
const HELD_LOOK_MS = 20;
const MOST_LOOKS = 50;

/**
 * Claims the row of a job once it is due; `null` when it is somebody else's, cancelled, or the job an old one.
 * Claims that are wanted at the same time are one statement.
 */
export function createClaims({ config, dataSource, ready }: Services): (job: DeliverJob) => Promise<Claim | null> {
  const claimedBy = `${hostname()}:${process.pid}`;

  /** The row if it is ours now, the milliseconds until it is due, or nothing. */
  const ask = coalesce<DeliverJob, Claimed | number | null>(async (jobs) => {
    const claimed = await retryConflicts(() => claim(dataSource, jobs, claimedBy, config.CLAIM_LEASE_SECONDS));
    const rows = new Map(claimed.map((row) => [row.id, row]));
    const missed = jobs.filter(({ id }) => !rows.has(id));
    const early = missed.length === 0 ? [] : await dueIn(dataSource, missed);
    const waits = new Map(early.map(({ id, ms }) => [id, ms]));
    // The same job twice in one batch: the first has the row, the second gets nothing.
    return jobs.map(({ id }) => {
      const found = rows.get(id) ?? waits.get(id) ?? null;
      rows.delete(id);
      return found;
    });
  });

  return async (job) => {
    if (!ready()) throw new Error('the templates are not loaded yet');
    for (let held = 0; held <= MOST_LOOKS;) {
      // From before the question on: a process that was stopped until long after the answer counts that too.
      const claimedAt = performance.now();
      const found = await ask(job);
      if (found === null) return null;
      if (typeof found !== 'number') return { row: found, claimedAt };
      // Redis counts delays by the clock of the worker, we by the database's: never before its time.
      if (found > WORTH_WAITING_MS) return null;
      // Due and yet not ours: a transaction holds the row just now.
      if (found <= 0) held++;
      await new Promise((resolve) => setTimeout(resolve, found <= 0 ? HELD_LOOK_MS : Math.ceil(found)));
    }
    return null;
  };
}
