import { setTimeout as wait } from 'node:timers/promises';
import pTimeout from 'p-timeout';
import { anyCountry, readAddresses, usableAddresses } from '../eligibility/addresses.js';
import { holdPeople, addressesOf, erasedWithin, eraseRecipient, isAnybody } from '../db/people.js';
import { emptyErased, eraseNotifications, isErasing, markErased } from '../db/notifications/erased.js';
import { inTransaction } from '../db/sql.js';
import { hideSuppressed } from '../db/suppressions.js';
import { errorFields } from '../observability/logging.js';
import type { Services } from '../services/services.js';
import type { QueueProducer } from '../queues/producer.js';

/**
 * How long an erasure waits for messages that are being sent and for the search of kept jobs. Most messages are out
 * within a second. If a provider hangs, `finishErasures` empties the row later. The search of a long queue goes on
 * after the wait.
 */
const WAIT_MS = 3_000;
const LOOK_EVERY_MS = 50;
const MOST_PER_STATEMENT = 500;
/** Redis is away for hours at worst. Jobs that were added after an erasure are not searched anyway. */
const DAYS_TO_LOOK_BACK = 7;

/**
 * Erases a person: name, addresses, contexts, subjects, captured bodies and the events that name them. Waiting
 * notifications are cancelled (`erased`). Rows, counts and the id stay. An opt-out stays too, in unreadable form. May
 * be repeated. All of it is committed when it resolves, except messages that were being sent and jobs in a Redis that
 * is away: those may follow later.
 * @returns whether anything was stored of them.
 */
export async function erasePerson(services: Services, producer: QueueProducer, id: string): Promise<boolean> {
  const { dataSource, log } = services;
  const erasedAt = await inTransaction(dataSource, async (manager) => {
    await holdPeople(manager, [id], 'change');
    if (!(await isAnybody(manager, id))) return null;
    await hideSuppressed(
      manager,
      (await addressesOf(manager, id)).flatMap((contact) =>
        usableAddresses(readAddresses(contact, anyCountry(services.config))),
      ),
    );
    await eraseNotifications(manager, id);
    return eraseRecipient(manager, id);
  });
  if (erasedAt === null) return false;
  // Not even the id: some platforms take the email address for it.
  log.info('a person was erased');
  const jobs = producer.eraseJobs([{ id, erasedAt }]).catch((error: unknown) => {
    log.warn('jobs of an erased person are removed later: Redis does not answer', errorFields(error));
  });
  await Promise.all([sendingEnds(services, id), pTimeout(jobs, { milliseconds: WAIT_MS, fallback: () => undefined })]);
  return true;
}

/**
 * Empties rows that were being sent, or planned by a bulk, when their recipient was erased. Call it every minute: it
 * reads tiny indexes.
 * @returns how many notifications were emptied.
 */
export async function finishErasures(services: Services): Promise<number> {
  await markPlanned(services);
  return empty(services, null);
}

/**
 * Empties rows that were planned for people while they were erased. Call it after a plan that locked nobody: it costs
 * one statement if nobody was.
 */
export async function forgetPlanned(services: Services): Promise<void> {
  if (await markPlanned(services)) await empty(services, null);
}

/** @returns whether there were any. */
async function markPlanned({ dataSource }: Services): Promise<boolean> {
  for (let isFound = false; ; isFound = true) {
    const marked = await markErased(dataSource, MOST_PER_STATEMENT);
    if (marked.length < MOST_PER_STATEMENT) return isFound || marked.length > 0;
  }
}

/**
 * Removes jobs of people erased within the last week, for erasures while Redis was away. Call it every hour: it reads
 * all jobs that the queue keeps.
 * @returns how many jobs were removed or cut.
 * @throws when Redis does not answer.
 */
export async function eraseForgottenJobs({ dataSource }: Services, producer: QueueProducer): Promise<number> {
  const people = await erasedWithin(dataSource, DAYS_TO_LOOK_BACK);
  return people.length === 0 ? 0 : producer.eraseJobs(people);
}

async function sendingEnds(services: Services, id: string): Promise<void> {
  const until = performance.now() + WAIT_MS;
  while (await isErasing(services.dataSource, id)) {
    await empty(services, id);
    if (performance.now() > until) return;
    await wait(LOOK_EVERY_MS);
  }
}

async function empty({ dataSource }: Services, userId: string | null): Promise<number> {
  let total = 0;
  for (;;) {
    const emptied = await inTransaction(dataSource, async (manager) => {
      const rows = await emptyErased(manager, userId, MOST_PER_STATEMENT);
      // The provider may have answered that the address has opted out, which put it on the suppression list.
      await hideSuppressed(manager, rows);
      return rows.length;
    });
    total += emptied;
    if (emptied < MOST_PER_STATEMENT) return total;
  }
}
