import type { DataSource, EntityManager } from 'typeorm';
import { QueryFailedError } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { answerOf, repeated, type AcceptedEvent } from './accepted-event.js';
import type { BookingEvent } from './booking-event.js';
import { coalesce } from './coalesce.js';
import type { Config } from './config.js';
import {
  ConcurrentChange,
  holdPeople,
  knownEvents,
  lockAppointments,
  readRecipients,
  readSuppressed,
  saveAppointments,
  saveClients,
  saveEvents,
} from './db/bookings.repository.js';
import { isConflict } from './db/sql.js';
import {
  cancelPlanned,
  insertPlanned,
  lockPlanned,
  notificationsOf,
  refreshPlanned,
} from './db/notifications.repository.js';
import { plan } from './plan.js';
import type { Known, Plan, PlanPolicy } from './plan.types.js';
import { defaultPreferences } from './preference-rules.js';
import type { HandedOver } from './queues.js';
import { suppressionKeys } from './suppression.js';
import type { TemplateCache } from './template-cache.js';
import type { Wake } from './wake.js';

export interface BookingEventIntake {
  /**
   * Accepts events, all or none: inbox rows, appointments and planned notifications are committed when it
   * returns. Repeats get their first answer. Needs no Redis.
   */
  accept(events: readonly BookingEvent[]): Promise<AcceptedEvent[]>;
}

export interface IntakeDependencies {
  readonly config: Config;
  readonly dataSource: DataSource;
  readonly templates: Pick<TemplateCache, 'find'>;
}

/** Calls that come within this time share one transaction; a lone caller hardly notices. */
const GROUP_WINDOW_MS = 3;
const MOST_CALLS_PER_GROUP = 64;
const PATIENCE_MS = 5_000;
/** An array of more is a transaction of its own: it is worth its commit, and others should not wait for it. */
const MOST_EVENTS_TO_GROUP = 20;
/** Two processes that create the same appointment at once: one of them starts over. */
const MOST_TRIES = 8;

/**
 * The way in for booking events. Posts that come one by one are grouped: a commit costs the same for one
 * event as for fifty, and it is the commit that bounds how many a second can be taken.
 */
export function createBookingEventIntake(services: IntakeDependencies, wake: Wake): BookingEventIntake {
  const group = coalesce<readonly BookingEvent[], AcceptedEvent[]>(
    async (calls) => {
      const started = performance.now();
      try {
        return split(await commit(services, wake, calls.flat()), calls);
      } catch (error) {
        // A Postgres that was waited for this long is not waited for again by each.
        if (calls.length === 1 || performance.now() - started > PATIENCE_MS) return calls.map(() => error as Error);
        // One call's trouble is not the others': each for itself.
        return Promise.all(
          calls.map((events) => commit(services, wake, events).catch((failure: unknown) => failure as Error)),
        );
      }
    },
    { windowMs: GROUP_WINDOW_MS, most: MOST_CALLS_PER_GROUP },
  );
  return {
    accept: (events) => (events.length > MOST_EVENTS_TO_GROUP ? commit(services, wake, events) : group(events)),
  };
}

function split(answers: readonly AcceptedEvent[], calls: readonly (readonly BookingEvent[])[]): AcceptedEvent[][] {
  let from = 0;
  return calls.map((events) => answers.slice(from, (from += events.length)));
}

/** One transaction, tried again when another process got in the way; then the wake-up, which may fail. */
async function commit(
  services: IntakeDependencies,
  wake: Wake,
  events: readonly BookingEvent[],
): Promise<AcceptedEvent[]> {
  for (let tries = 1; ; tries++) {
    try {
      const { answers, handed } = await services.dataSource.transaction((manager) =>
        acceptAll(manager, services, events, wake.hasRoom()),
      );
      wake.wake(handed);
      return answers;
    } catch (error) {
      if (tries >= MOST_TRIES || !isConcurrency(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * tries));
    }
  }
}

/** Ours, and Postgres' own; and a row that was about to be replaced when a worker began to send it. */
function isConcurrency(error: unknown): boolean {
  if (error instanceof ConcurrentChange || isConflict(error)) return true;
  return (
    error instanceof QueryFailedError &&
    (error.driverError as { constraint?: string }).constraint === 'notification_dedupe'
  );
}

async function acceptAll(
  manager: EntityManager,
  services: IntakeDependencies,
  events: readonly BookingEvent[],
  handOver: boolean,
): Promise<{ answers: AcceptedEvent[]; handed: HandedOver[] }> {
  const answers = new Map<BookingEvent, AcceptedEvent>();
  const handed: HandedOver[] = [];
  await holdPeople(
    manager,
    events.map(({ appointment }) => appointment.client.id),
    'plan',
  );
  const ordered = waves(events);
  // All at once, because wave by wave two transactions could each have what the other wants next.
  if (ordered.length > 1)
    await lockAppointments(
      manager,
      events.map(({ appointment }) => appointment.id),
    );
  for (const wave of ordered) handed.push(...(await acceptWave(manager, services, wave, handOver, answers)));
  return {
    answers: events.map((event) => {
      const answer = answers.get(event);
      if (!answer) throw new Error('an event got no answer');
      return answer;
    }),
    handed,
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
  services: IntakeDependencies,
  wave: readonly BookingEvent[],
  handOver: boolean,
  answers: Map<BookingEvent, AcceptedEvent>,
): Promise<HandedOver[]> {
  const { now, events: seen } = await knownEvents(manager, wave);
  const seenAnswers = new Map(seen.map(({ source, id, answer }) => [JSON.stringify([source, id]), answer]));
  const fresh = wave.filter((event) => {
    const answer = seenAnswers.get(JSON.stringify([event.source, event.id])) as AcceptedEvent | undefined;
    if (answer) answers.set(event, repeated(answer));
    return !answer;
  });
  if (fresh.length === 0) return [];

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
  await saveClients(
    manager,
    plans.filter((p) => JSON.stringify(p.plan.client) !== JSON.stringify(p.known.client)).map((p) => p.plan.client),
  );
  const handed = await writePlans(
    manager,
    plans.map((p) => p.plan),
    handOver,
  );
  for (const p of plans) answers.set(p.event, answerOf(p.event, p.plan));
  await saveEvents(
    manager,
    plans.map(({ event }) => ({ event, answer: answers.get(event) })),
  );
  return handed;
}

/** Cancels before it inserts: a reminder that moves back to where it was must not meet its old self. */
export async function writePlans(
  manager: EntityManager,
  plans: readonly Pick<Plan, 'insert' | 'refresh' | 'cancel'>[],
  handOver: boolean,
): Promise<HandedOver[]> {
  const cancel = plans.flatMap((p) => p.cancel);
  const refresh = plans.flatMap((p) => p.refresh);
  if (cancel.length > 0 && refresh.length > 0)
    await lockPlanned(
      manager,
      [...cancel, ...refresh].map(({ id }) => id),
    );
  if (cancel.length > 0) await cancelPlanned(manager, cancel);
  if (refresh.length > 0) await refreshPlanned(manager, refresh);
  const insert = plans.flatMap((p) => p.insert);
  return insert.length > 0 ? insertPlanned(manager, insert, { handOver }) : [];
}

/** Everything that planning needs to know, for all events with one question each. */
async function read(
  manager: EntityManager,
  { config }: IntakeDependencies,
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
    preferences: recipients.get(client.id)?.preferences ?? defaultPreferences(config.APPOINTMENT_REMINDER_HOURS),
    suppressed,
  });
}

export function planPolicy({ config, templates }: IntakeDependencies, now: Date): PlanPolicy {
  return {
    now,
    allowedCountries: config.SMS_ALLOWED_COUNTRIES,
    defaultLocale: config.DEFAULT_LOCALE,
    newId: uuidv7,
    template: (name, channel, locale) => templates.find(name, channel, locale)?.source,
  };
}
