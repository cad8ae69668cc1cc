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

/** What a tick looks at: three ticks may fail before a reminder is late for it. */
export const REMINDERS_WITHIN_MS = 75 * 60_000;

export interface RemindersFound {
  /** Upcoming appointments that were looked at. */
  readonly looked: number;
  /** Reminders that were planned. */
  readonly planned: number;
  /** People for whom it went wrong; the next run tries again. */
  readonly failed: number;
}

/** Appointments to a statement. */
const SLICE = 5_000;
/** People to a transaction: nobody else plans for them, or for those who share their locks, as long as it takes. */
const HELD_TOGETHER = 20;

/**
 * The net below planning: finds reminders that should exist and do not, and plans them. They may be missing because
 * events came while a template was not there, because APPOINTMENT_REMINDER_HOURS has changed, or because somebody
 * touched the rows. Usually there is nothing to do, and finding that out is cheap: with 100,000 upcoming appointments
 * half a second for a tick and 3 s for all, in statements of 5,000 (measured on two busy cores).
 *
 * What the statement names is judged by the planner in memory, and only people who do get a reminder are held and
 * planned for, in a transaction that judges again: so two runs, and events in between, never make doubles.
 *
 * Reminders that should not exist any more are left to the check at their claim.
 *
 * @param options.withinMs only reminders that come within this time; all unless given.
 * @param options.goOn asked between two pieces of work: `false` ends the run, and the next one goes on.
 * @throws when the database is away, or the templates are not loaded.
 */
export async function sendReminders(
  services: Services,
  options: { readonly withinMs?: number; readonly goOn?: () => boolean } = {},
): Promise<RemindersFound> {
  // As if there were no templates, every reminder would be written down as failed.
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

/** Whose plan would grow if it were made anew. */
async function peopleInNeed(services: Services, appointmentIds: readonly string[]): Promise<string[]> {
  const appointments = await readAppointments(services.dataSource, appointmentIds);
  const plans = await judgeAgain(services, services.dataSource, appointments);
  const inNeed = appointments.filter((_, place) => (plans[place]?.insert.length ?? 0) > 0);
  return [...new Set(inNeed.map(({ snapshot }) => snapshot.client.id))];
}

/** How many were planned, or `null` when it did not work out. */
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
