import type { Services } from '../services/services.js';
import type { EntityManager } from 'typeorm';
import { answerOf, repeated, type AcceptedEvent } from './answer.js';
import type { BookingEvent } from '../domain/booking.js';
import { followClients, type ClientChange } from '../planning/follow-clients.js';
import { coalesce } from '../db/coalesce.js';
import { holdClients, readRecipients, saveClients } from '../db/people.js';
import { knownEvents, lockAppointments, saveAppointments, saveEvents } from '../db/bookings.js';
import { ConcurrentChange, inTransaction } from '../db/sql.js';
import { notificationsOf } from '../db/notifications/planned.js';
import type { PlannedNotification } from '../domain/notification.js';
import { readSuppressed } from '../db/suppressions.js';
import { plan } from '../planning/plan.js';
import type { Known, Plan } from '../domain/plan.js';
import { planPolicy, reportFailed, writePlans } from '../planning/write.js';
import { defaultPreferences } from '../domain/preferences.js';
import type { HandedOver } from '../domain/jobs.js';
import { suppressionKeys } from '../eligibility/suppression.js';
import type { QueueProducer } from '../queues/producer.js';

export interface BookingEventIntake {
  /**
   * Accepts events, all or none: inbox rows, appointments and planned notifications are committed when it
   * returns. Repeats get their first answer. Needs no Redis.
   */
  accept(events: readonly BookingEvent[]): Promise<AcceptedEvent[]>;
}

/** Calls that come within this time share one transaction; a lone caller hardly notices. */
const GROUP_WINDOW_MS = 3;
const MOST_CALLS_PER_GROUP = 64;
const PATIENCE_MS = 5_000;
/** An array of more is a transaction of its own: it is worth its commit, and others should not wait for it. */
const MOST_EVENTS_TO_GROUP = 20;

/**
 * The way in for booking events. Posts that come one by one are grouped: a commit costs the same for one
 * event as for fifty, and it is the commit that bounds how many a second can be taken.
 */
export function createBookingEventIntake(services: Services, producer: QueueProducer): BookingEventIntake {
  const group = coalesce<readonly BookingEvent[], AcceptedEvent[]>(
    async (calls) => {
      const started = performance.now();
      try {
        return split(await commit(services, producer, calls.flat()), calls);
      } catch (error) {
        // A Postgres that was waited for this long is not waited for again by each.
        if (calls.length === 1 || performance.now() - started > PATIENCE_MS) return calls.map(() => error as Error);
        // One call's trouble is not the others': each for itself.
        return Promise.all(
          calls.map((events) => commit(services, producer, events).catch((failure: unknown) => failure as Error)),
        );
      }
    },
    { windowMs: GROUP_WINDOW_MS, most: MOST_CALLS_PER_GROUP },
  );
  return {
    accept: (events) => (events.length > MOST_EVENTS_TO_GROUP ? commit(services, producer, events) : group(events)),
  };
}

function split(answers: readonly AcceptedEvent[], calls: readonly (readonly BookingEvent[])[]): AcceptedEvent[][] {
  let from = 0;
  return calls.map((events) => answers.slice(from, (from += events.length)));
}

/** One transaction; then the wake-up, which may fail. */
async function commit(
  services: Services,
  producer: QueueProducer,
  events: readonly BookingEvent[],
): Promise<AcceptedEvent[]> {
  const { answers, handed, planned } = await inTransaction(services.dataSource, (manager) =>
    acceptAll(manager, services, events, producer.hasRoom()),
  );
  producer.enqueueInBackground(handed);
  reportFailed(services.log, planned);
  return answers;
}

async function acceptAll(
  manager: EntityManager,
  services: Services,
  events: readonly BookingEvent[],
  handOver: boolean,
): Promise<{ answers: AcceptedEvent[]; handed: HandedOver[]; planned: PlannedNotification[] }> {
  const answers = new Map<BookingEvent, AcceptedEvent>();
  const handed: HandedOver[] = [];
  const planned: PlannedNotification[] = [];
  const held = await holdClients(
    manager,
    events.map(({ appointment }) => appointment.client),
  );
  const ordered = waves(events);
  // All at once, because wave by wave two transactions could each have what the other wants next.
  if (ordered.length > 1)
    await lockAppointments(
      manager,
      events.map(({ appointment }) => appointment.id),
    );
  for (const wave of ordered) {
    const done = await acceptWave(manager, services, wave, held, handOver, answers);
    handed.push(...done.handed);
    planned.push(...done.planned);
  }
  return {
    answers: events.map((event) => {
      const answer = answers.get(event);
      if (!answer) throw new Error('an event got no answer');
      return answer;
    }),
    handed,
    planned,
  };
}

/**
 * Events in the order in which they came, in groups in which no appointment, person or event id occurs
 * twice: within a group none depends on another, so a group is read and written with one statement each.
 */
function waves(events: readonly BookingEvent[]): BookingEvent[][] {
  const found: BookingEvent[][] = [];
  const next = new Map<string, number>();
  for (const event of events) {
    const keys = [
      `appointment ${event.appointment.id}`,
      `client ${event.appointment.client.id}`,
      `event ${JSON.stringify([event.source, event.id])}`,
    ];
    const wave = Math.max(...keys.map((key) => next.get(key) ?? 0));
    for (const key of keys) next.set(key, wave + 1);
    (found[wave] ??= []).push(event);
  }
  return found;
}

async function acceptWave(
  manager: EntityManager,
  services: Services,
  wave: readonly BookingEvent[],
  held: ReadonlySet<string>,
  handOver: boolean,
  answers: Map<BookingEvent, AcceptedEvent>,
): Promise<{ handed: HandedOver[]; planned: PlannedNotification[] }> {
  const { now, events: seen } = await knownEvents(manager, wave);
  const seenAnswers = new Map(seen.map(({ source, id, answer }) => [JSON.stringify([source, id]), answer]));
  const fresh = wave.filter((event) => {
    const answer = seenAnswers.get(JSON.stringify([event.source, event.id])) as AcceptedEvent | undefined;
    if (answer) answers.set(event, repeated(answer));
    return !answer;
  });
  if (fresh.length === 0) return { handed: [], planned: [] };

  const knownOf = await read(manager, services, fresh);
  const policy = planPolicy(services, now);
  const plans = fresh.map((event) => {
    const known = knownOf(event);
    return { event, known, plan: plan(event, known, policy) };
  });

  await saveAppointments(
    manager,
    plans.flatMap((p) => p.plan.appointment ?? []),
  );
  const changed = await saveChanged(manager, plans, held);
  const handed = await writePlans(
    manager,
    plans.map((p) => p.plan),
    handOver,
  );
  await followClients(manager, services, changed);
  for (const p of plans) answers.set(p.event, answerOf(p.event, p.plan));
  await saveEvents(
    manager,
    plans.map((p) => ({
      // Of somebody who was erased, an event that changes nothing leaves nothing.
      event: p.known.erased === true && p.plan.client === null ? { ...p.event, payload: {} } : p.event,
      answer: answers.get(p.event),
    })),
  );
  return { handed, planned: plans.flatMap((p) => p.plan.insert) };
}

/**
 * Stores what events tell of people.
 * @returns those of whom something else was known before.
 * @throws {ConcurrentChange} when somebody else told of them just now: others plan by what they said.
 */
async function saveChanged(
  manager: EntityManager,
  plans: readonly { readonly plan: Plan; readonly known: Known }[],
  held: ReadonlySet<string>,
): Promise<ClientChange[]> {
  const told = plans.flatMap(({ plan: { client }, known }) =>
    client !== null && JSON.stringify(client) !== JSON.stringify(known.client)
      ? [{ before: known.client, after: client }]
      : [],
  );
  const thereBefore = await saveClients(
    manager,
    told.map(({ after }) => after),
  );
  if (told.some(({ after }) => thereBefore.has(after.id) && !held.has(after.id)))
    throw new ConcurrentChange('a person was told of at the same time');
  return told.flatMap(({ before, after }) => (before === null ? [] : [{ before, after }]));
}

/** Everything that planning needs to know, for all events with one question each. */
async function read(
  manager: EntityManager,
  { config }: Services,
  events: readonly BookingEvent[],
): Promise<(event: BookingEvent) => Known> {
  const appointmentIds = events.map(({ appointment }) => appointment.id);
  const appointments = await lockAppointments(manager, appointmentIds);
  // A booking that nobody told of has no plan; somebody may have asked for a message about it, which a cancel ends.
  const mayHaveSome = appointments.length > 0 || events.some(({ type }) => type === 'booking.cancelled');
  const notifications = mayHaveSome ? await notificationsOf(manager, appointmentIds) : [];
  const recipients = await readRecipients(
    manager,
    events.map(({ appointment }) => appointment.client.id),
  );
  const suppressed = await readSuppressed(
    manager,
    events.flatMap(({ appointment: { client } }) => {
      const known = recipients.get(client.id)?.client;
      return suppressionKeys(config, {
        email: client.email ?? known?.email ?? null,
        phone: client.phone ?? known?.phone ?? null,
      });
    }),
  );
  return ({ appointment: { id, client } }) => ({
    appointment: appointments.find((row) => row.id === id) ?? null,
    notifications: notifications.filter((row) => row.appointmentId === id),
    client: recipients.get(client.id)?.client ?? null,
    erased: recipients.get(client.id)?.erased ?? false,
    preferences: recipients.get(client.id)?.preferences ?? defaultPreferences(config.APPOINTMENT_REMINDER_HOURS),
    suppressed,
  });
}
