import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { coalesce } from '../db/coalesce.js';
import { claim, dueIn, type Claimed } from '../db/notifications/claimed.js';
import { retryConflicts } from '../db/sql.js';
import { LOOK_AHEAD_MS, type DeliverJob } from '../domain/jobs.js';
import type { Services } from '../services/services.js';

/** A row that this process owns until the lease ends. */
export interface Claim {
  readonly row: Claimed;
  /** By this process' monotonic clock, taken before the claim was requested. */
  readonly claimedAt: number;
}

/**
 * A job that comes at most this early waits in place. No job that we handed over comes earlier, even if a worker's
 * clock is hours off and all delayed jobs come at once.
 */
const WORTH_WAITING_MS = LOOK_AHEAD_MS + 1_000;
/**
 * A row that a transaction has locked is tried again this often, up to `MOST_LOOKS` times. Then it is left to the
 * dispatcher.
 */
const HELD_LOOK_MS = 20;
const MOST_LOOKS = 50;

/**
 * Claims the row of a job once it is due. `null`: another worker has it, it was cancelled, or the job is of an older
 * generation. Claims at the same time share one statement.
 */
export function createClaims({ config, dataSource, ready }: Services): (job: DeliverJob) => Promise<Claim | null> {
  const claimedBy = `${hostname()}:${process.pid}`;

  /** The row if it was claimed, the milliseconds until it is due, or `null`. */
  const ask = coalesce<DeliverJob, Claimed | number | null>(async (jobs) => {
    const claimed = await retryConflicts(() => claim(dataSource, jobs, claimedBy, config.CLAIM_LEASE_SECONDS));
    const rows = new Map(claimed.map((row) => [row.id, row]));
    const missed = jobs.filter(({ id }) => !rows.has(id));
    const early = missed.length === 0 ? [] : await dueIn(dataSource, missed);
    const waits = new Map(early.map(({ id, ms }) => [id, ms]));
    // If a job is twice in one batch, the first call gets the row and the second gets nothing.
    return jobs.map(({ id }) => {
      const found = rows.get(id) ?? waits.get(id) ?? null;
      rows.delete(id);
      return found;
    });
  });

  return async (job) => {
    if (!ready()) throw new Error('the templates are not loaded yet');
    for (let held = 0; held <= MOST_LOOKS;) {
      // Taken before the claim is requested: if the process is frozen while it waits for the answer, that time counts
      // too.
      const claimedAt = performance.now();
      const found = await ask(job);
      if (found === null) return null;
      if (typeof found !== 'number') return { row: found, claimedAt };
      // Redis counts delays by the worker's clock, we by the database's. Nothing is claimed before its time.
      if (found > WORTH_WAITING_MS) return null;
      // The row is due but was not claimed: a transaction has locked it.
      if (found <= 0) held++;
      await wait(found <= 0 ? HELD_LOOK_MS : Math.ceil(found));
    }
    return null;
  };
}
