import { chunksOf } from '../db/chunks.js';
import { holdPeople, unerased } from '../db/people.js';
import { readAppointments, type PlannableAppointment } from '../db/bookings.js';
import { findMissingReminders, type Place } from '../db/missing-reminders.js';
import { isDatabaseOutage } from '../db/outage.js';
import { ConflictsPersist, inTransaction } from '../db/sql.js';
import { errorFields } from '../observability/logging.js';
import { metrics } from '../observability/metrics.js';
import { judgeAgain, JUDGED_TOGETHER, replanUsers } from './replan.js';
import type { Services } from '../services/services.js';

/** How far a tick looks ahead. Three ticks may fail before a reminder is late because of it. */
export const REMINDERS_WITHIN_MS = 75 * 60_000;

export interface RemindersFound {
  /** Upcoming appointments that were looked at. */
  readonly looked: number;
  /** Reminders that were planned. */
  readonly planned: number;
  /** People whose planning failed. The next run tries again. */
  readonly failed: number;
}

/** Appointments in one statement. */
const SLICE = 5_000;
/** People in one transaction. Others wait meanwhile if they plan for them, or for people who share their locks. */
const HELD_TOGETHER = 20;

/**
 * The safety net of planning: finds reminders that should exist and do not, and plans them. They are missing if a
 * template was not there when their event came, if APPOINTMENT_REMINDER_HOURS has changed, or if somebody changed the
 * rows. Usually there is nothing to do, and finding that out is cheap. With 100,000 upcoming appointments it takes half
 * a second for a tick and 3 s for all, in statements of 5,000 (measured on two busy cores).
 *
 * The statement finds candidates, and the planner judges them in memory. Only people who do get a reminder are locked
 * and planned for. That transaction judges again, so neither two runs nor events in between plan a reminder twice.
 *
 * Reminders that should not exist any more are left to the check at their claim.
 *
 * @param options.withinMs only reminders that are due within this time. Default: all.
 * @param options.goOn asked between two pieces of work. `false` ends the run, and the next one continues.
 * @throws when the database is away, or the templates are not loaded.
 */
export async function sendReminders(
  services: Services,
  options: { readonly withinMs?: number; readonly goOn?: () => boolean } = {},
): Promise<RemindersFound> {
  // Without templates, every reminder would be stored as failed.
  if (!services.ready()) throw new Error('the templates are not loaded yet');
  const { withinMs = null, goOn = () => true } = options;
  const total = { looked: 0, planned: 0, failed: 0 };
  for (let after: Place | null = null; goOn();) {
    const { looked, next, appointmentIds } = await findMissingReminders(services.dataSource, {
      after,
      limit: SLICE,
      defaultHours: services.config.APPOINTMENT_REMINDER_HOURS,
      withinMs,
    });
    total.looked += looked;
    for (const ids of chunksOf(appointmentIds, JUDGED_TOGETHER)) {
      if (!goOn()) break;
      const { inNeed, failed } = await peopleInNeed(services, ids);
      total.failed += failed;
      for (const people of chunksOf(inNeed, HELD_TOGETHER)) {
        if (!goOn()) break;
        const each = await allOrEach(services.log, people, String, (some) => planFor(services, some));
        total.planned += each.done.reduce((sum, planned) => sum + planned, 0);
        total.failed += each.failed.length;
      }
    }
    if (looked < SLICE) break;
    after = next;
  }
  metrics.remindersFound.inc(total.planned);
  return total;
}

/** The people who would get another reminder if they were planned anew. `failed` are those who cannot be judged. */
async function peopleInNeed(
  services: Services,
  appointmentIds: readonly string[],
): Promise<{ inNeed: string[]; failed: number }> {
  const appointments = await readAppointments(services.dataSource, appointmentIds);
  const { done, failed } = await allOrEach(services.log, appointments, clientOf, async (some) => {
    const plans = await judgeAgain(services, services.dataSource, some);
    return some.filter((_, place) => (plans[place]?.insert.length ?? 0) > 0).map(clientOf);
  });
  return { inNeed: [...new Set(done.flat())], failed: new Set(failed.map(clientOf)).size };
}

function clientOf({ snapshot }: PlannableAppointment): string {
  return snapshot.client.id;
}

/** Plans for people in one transaction. */
function planFor(services: Services, people: readonly string[]): Promise<number> {
  return inTransaction(services.dataSource, async (manager) => {
    await holdPeople(manager, people, 'change');
    return replanUsers(services, manager, await unerased(manager, people));
  });
}

/**
 * Works on all at once. If that fails, each is tried alone, so that one person keeps nobody else from a reminder.
 * @returns the results, and the items that failed alone too. Those are logged by the person's id.
 * @throws when the database is away.
 */
async function allOrEach<Item, Result>(
  log: Services['log'],
  items: readonly Item[],
  personOf: (item: Item) => string,
  work: (some: readonly Item[]) => Promise<Result>,
): Promise<{ done: Result[]; failed: Item[] }> {
  try {
    return { done: [await work(items)], failed: [] };
  } catch (error) {
    throwIfAway(error);
    const [only, ...others] = items;
    if (only !== undefined && others.length === 0) {
      log.error('reminders could not be planned', { user_id: personOf(only), ...errorFields(error) });
      return { done: [], failed: [only] };
    }
  }
  const done: Result[] = [];
  const failed: Item[] = [];
  for (const item of items) {
    const alone = await allOrEach(log, [item], personOf, work);
    done.push(...alone.done);
    failed.push(...alone.failed);
  }
  return { done, failed };
}

function throwIfAway(error: unknown): void {
  if (!(error instanceof ConflictsPersist) && isDatabaseOutage(error)) throw error;
}
