import type { EntityManager } from 'typeorm';
import {
  knownEvents,
  lockAppointments,
  saveAppointments,
  saveEvents,
  saveRepeats,
  type EventKey,
} from '../db/bookings.js';
import { coalesce } from '../db/coalesce.js';
import { notificationsOf } from '../db/notifications/planned.js';
import { holdClients, saveClients } from '../db/people.js';
import { saveSkips } from '../db/skips.js';
import { ConcurrentChange } from '../db/sql.js';
import type { BookingEvent } from '../domain/booking.js';
import type { Known, KnownNotification } from '../domain/plan.js';
import type { KeptSkip } from '../domain/skip.js';
import { readKnownRecipients } from '../eligibility/known-recipients.js';
import { followClients, type ClientChange } from '../planning/follow-clients.js';
import { keptSkips } from '../planning/kept-skips.js';
import { inPlanTransaction, planPolicy, writePlans, type PlanTransaction } from '../planning/write.js';
import type { QueueProducer } from '../queues/producer.js';
import type { Services } from '../services/services.js';
import { answerOf, repeated, type AcceptedEvent } from './answer.js';
import { planEvents, toldClients, type PlannedEvent } from './plan-events.js';
import { keyOf, waves } from './waves.js';

export interface BookingEventIntake {
  /**
   * Accepts all of these events or none. Inbox rows, appointments and planned notifications are committed when it
   * returns. A repeated event gets its first answer. Needs no Redis.
   */
  accept(events: readonly BookingEvent[]): Promise<AcceptedEvent[]>;
}

/** Calls within this time share one transaction. A single caller hardly notices the wait. */
const GROUP_WINDOW_MS = 3;
const MOST_CALLS_PER_GROUP = 64;
const PATIENCE_MS = 5_000;
/** A larger array gets its own transaction: it is worth a commit, and other calls should not wait for it. */
const MOST_EVENTS_TO_GROUP = 20;

/**
 * The way in for booking events. Single posts are grouped: a commit costs the same for one event as for fifty, and
 * commits limit how many events a second can be accepted.
 */
export function createBookingEventIntake(services: Services, producer: QueueProducer): BookingEventIntake {
  const group = coalesce<readonly BookingEvent[], AcceptedEvent[]>(
    async (calls) => {
      const started = performance.now();
      try {
        return split(await acceptAll(services, producer, calls.flat()), calls);
      } catch (error) {
        // After such a wait for Postgres, the calls do not each wait again.
        if (calls.length === 1 || performance.now() - started > PATIENCE_MS) return calls.map(() => error as Error);
        // One call must not fail because of another, so each is tried alone.
        return Promise.all(
          calls.map((events) => acceptAll(services, producer, events).catch((failure: unknown) => failure as Error)),
        );
      }
    },
    { windowMs: GROUP_WINDOW_MS, most: MOST_CALLS_PER_GROUP },
  );
  return {
    accept: (events) => (events.length > MOST_EVENTS_TO_GROUP ? acceptAll(services, producer, events) : group(events)),
  };
}

function split(answers: readonly AcceptedEvent[], calls: readonly (readonly BookingEvent[])[]): AcceptedEvent[][] {
  let from = 0;
  return calls.map((events) => answers.slice(from, (from += events.length)));
}

/** Accepts a group of events in one transaction: locks their people, then takes the events wave by wave. */
function acceptAll(
  services: Services,
  producer: QueueProducer,
  events: readonly BookingEvent[],
): Promise<AcceptedEvent[]> {
  return inPlanTransaction(services, producer, async (transaction) => {
    const { manager } = transaction;
    const held = await holdClients(
      manager,
      events.map(({ appointment }) => appointment.client),
    );
    const ordered = waves(events);
    // Locked all at once: if each wave locked its own, two transactions could deadlock.
    if (ordered.length > 1)
      await lockAppointments(
        manager,
        events.map(({ appointment }) => appointment.id),
      );
    const answers = new Map<BookingEvent, AcceptedEvent>();
    for (const wave of ordered)
      for (const [event, answer] of await acceptWave(transaction, services, wave, held)) answers.set(event, answer);
    // Last, so that these rows are held only for a moment: a client may repeat an event in many calls at once.
    await saveRepeats(manager, repeatsOf(answers));
    return events.map((event) => {
      const answer = answers.get(event);
      if (!answer) throw new Error('an event got no answer');
      return answer;
    });
  });
}

/** The events that were seen before, and how often each of them came now. */
function repeatsOf(answers: ReadonlyMap<BookingEvent, AcceptedEvent>): (EventKey & { readonly times: number })[] {
  const found = new Map<string, EventKey & { times: number }>();
  for (const [{ source, id }, { duplicate }] of answers) {
    if (!duplicate) continue;
    const key = keyOf({ source, id });
    found.set(key, { source, id, times: (found.get(key)?.times ?? 0) + 1 });
  }
  return [...found.values()];
}

/**
 * Accepts one wave. Repeated events get their first answer. New events are planned, written and stored in the inbox
 * with their answer.
 */
async function acceptWave(
  transaction: PlanTransaction,
  services: Services,
  wave: readonly BookingEvent[],
  held: ReadonlySet<string>,
): Promise<[BookingEvent, AcceptedEvent][]> {
  const { manager } = transaction;
  const { now, events: seen } = await knownEvents(manager, wave);
  const seenAnswers = new Map(seen.map((each) => [keyOf(each), each.answer as AcceptedEvent]));
  const repeats = wave.flatMap((event): [BookingEvent, AcceptedEvent][] => {
    const answer = seenAnswers.get(keyOf(event));
    return answer ? [[event, repeated(answer)]] : [];
  });
  const fresh = wave.filter((event) => !seenAnswers.has(keyOf(event)));
  if (fresh.length === 0) return repeats;

  const knownOf = await readKnown(manager, services, fresh);
  const policy = planPolicy(services, now);
  const planned = await planEvents(fresh, knownOf, policy);
  const changes = await write(transaction, planned, held, now);
  // Other waiting notifications of these people follow in the same transaction, so that nobody sees one change without
  // the other.
  await followClients(manager, services, changes);
  const answered = planned.map(({ event, plan: its }): [BookingEvent, AcceptedEvent] => [event, answerOf(event, its)]);
  await remember(manager, planned, new Map(answered));
  return [...repeats, ...answered];
}

/** Writes appointments, people and notifications, in the order in which all transactions lock them. */
async function write(
  transaction: PlanTransaction,
  planned: readonly PlannedEvent[],
  held: ReadonlySet<string>,
  now: Date,
): Promise<readonly ClientChange[]> {
  await saveAppointments(
    transaction.manager,
    planned.flatMap(({ plan: { appointment } }) => appointment ?? []),
  );
  const changes = await saveChanged(transaction.manager, planned, held);
  await writePlans(
    transaction,
    planned.map((each) => each.plan),
  );
  await saveSkips(
    transaction.manager,
    planned.flatMap((each) => skipsOf(each, now)),
  );
  return changes;
}

/** What is kept of the messages that an event did not bring. */
function skipsOf({ event: { type, appointment }, known, plan: its }: PlannedEvent, now: Date): KeptSkip[] {
  const subject = {
    appointmentId: appointment.id,
    userId: appointment.client.id,
    cause: type,
    startsAt: appointment.start.instant,
    at: now,
  };
  return keptSkips(subject, its, known.notifications);
}

/** Stores the events with their answers in the inbox. */
function remember(
  manager: EntityManager,
  planned: readonly PlannedEvent[],
  answers: ReadonlyMap<BookingEvent, AcceptedEvent>,
): Promise<void> {
  return saveEvents(
    manager,
    planned.map(({ event, known, plan: { client } }) => ({
      // If the client was erased and the event changes nothing, its payload is not kept.
      event: known.erased === true && client === null ? { ...event, payload: {} } : event,
      answer: answers.get(event),
    })),
  );
}

/**
 * Stores the details of clients that the events changed.
 * @returns the details that do not hold any more.
 * @throws {ConcurrentChange} when another transaction stored one of them just now, because others plan by those
 * details.
 */
async function saveChanged(
  manager: EntityManager,
  planned: readonly PlannedEvent[],
  held: ReadonlySet<string>,
): Promise<readonly ClientChange[]> {
  const { save, changes } = toldClients(planned);
  const thereBefore = await saveClients(manager, save);
  if (save.some(({ id }) => thereBefore.has(id) && !held.has(id)))
    throw new ConcurrentChange('a person was told of at the same time');
  return changes;
}

/** Reads everything that planning needs, with one statement of each kind for all events. */
async function readKnown(
  manager: EntityManager,
  { config }: Services,
  events: readonly BookingEvent[],
): Promise<(event: BookingEvent) => Known> {
  const appointmentIds = events.map(({ appointment }) => appointment.id);
  const appointments = await lockAppointments(manager, appointmentIds);
  // An unknown booking has no planned rows, but it may have direct notifications, which a cancel ends.
  const mayHaveSome = appointments.length > 0 || events.some(({ type }) => type === 'booking.cancelled');
  const notifications = mayHaveSome ? await notificationsOf(manager, appointmentIds) : [];
  const recipients = await readKnownRecipients(
    manager,
    config,
    events.map(({ appointment }) => appointment.client),
  );
  const stored = new Map(appointments.map((row) => [row.id, row]));
  const rowsOf = new Map<string, KnownNotification[]>(appointmentIds.map((id) => [id, []]));
  for (const row of notifications) rowsOf.get(row.appointmentId)?.push(row);
  return ({ appointment: { id, client } }) => ({
    ...recipients.of(client.id),
    appointment: stored.get(id) ?? null,
    notifications: rowsOf.get(id) ?? [],
    suppressed: recipients.suppressed,
  });
}
