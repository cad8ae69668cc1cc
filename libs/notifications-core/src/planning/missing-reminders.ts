import { chunksOf } from '../db/chunks.js';
import { holdPeople, unerased } from '../db/people.js';
import { readAppointments } from '../db/bookings.js';
import { findMissingReminders, type Place } from '../db/missing-reminders.js';
import { isDatabaseOutage } from '../db/outage.js';
import { inTransaction } from '../db/sql.js';
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
      for (const people of chunksOf(await peopleInNeed(services, ids), HELD_TOGETHER)) {
        if (!goOn()) break;
        const planned = await planFor(services, people);
        total.planned += planned ?? 0;
        total.failed += planned === null ? people.length : 0;
      }
    }
    if (looked < SLICE) break;
    after = next;
  }
  metrics.remindersFound.inc(total.planned);
  return total;
}

/** The people who would get another reminder if they were planned anew. */
async function peopleInNeed(services: Services, appointmentIds: readonly string[]): Promise<string[]> {
  const appointments = await readAppointments(services.dataSource, appointmentIds);
  const plans = await judgeAgain(services, services.dataSource, appointments);
  const inNeed = appointments.filter((_, place) => (plans[place]?.insert.length ?? 0) > 0);
  return [...new Set(inNeed.map(({ snapshot }) => snapshot.client.id))];
}

/** The number of planned reminders. `null`: planning failed. */
async function planFor(services: Services, people: readonly string[]): Promise<number | null> {
  try {
    return await inTransaction(services.dataSource, async (manager) => {
      await holdPeople(manager, people, 'change');
      return replanUsers(services, manager, await unerased(manager, people));
    });
  } catch (error) {
    if (isDatabaseOutage(error)) throw error;
    services.log.error('reminders could not be planned', { people: people.length, ...errorFields(error) });
    return null;
  }
}
