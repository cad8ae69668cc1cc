import { chunksInTurn } from '../db/chunks.js';
import type { BookingEvent, Client } from '../domain/booking.js';
import type { Known, Plan, PlanPolicy } from '../domain/plan.js';
import type { ClientChange } from '../planning/follow-clients.js';
import { plan } from '../planning/plan.js';

/** An event with what was known before it, and its plan. */
export interface PlannedEvent {
  readonly event: BookingEvent;
  readonly known: Known;
  readonly plan: Plan;
}

/** Each takes half a millisecond, and the process has other work in between. */
const PLANNED_TOGETHER = 50;

/**
 * Plans the events of a wave, in their order. What an event tells of its client is known to the next one about the same
 * client.
 * @param knownOf what is stored.
 */
export async function planEvents(
  events: readonly BookingEvent[],
  knownOf: (event: BookingEvent) => Known,
  policy: PlanPolicy,
): Promise<PlannedEvent[]> {
  const planned: PlannedEvent[] = [];
  const told = new Map<string, Client>();
  for await (const some of chunksInTurn(events, PLANNED_TOGETHER))
    for (const event of some) {
      const client = told.get(event.appointment.client.id);
      const known = client === undefined ? knownOf(event) : { ...knownOf(event), client, erased: false };
      const its = plan(event, known, policy);
      if (its.appointment !== null && its.client !== null) told.set(its.client.id, its.client);
      planned.push({ event, known, plan: its });
    }
  return planned;
}

export interface ToldClients {
  /** New details, to be stored. */
  readonly save: readonly Client[];
  /** Details that messages may have been planned by, and those that hold from now on. */
  readonly changes: readonly ClientChange[];
}

/** What the events of a wave have changed in the details of their clients. */
export function toldClients(planned: readonly PlannedEvent[]): ToldClients {
  const states = new Map<string, { stored: Client | null; told: Client[] }>();
  for (const { known, plan: its } of planned) {
    if (its.client === null) continue;
    const state = states.get(its.client.id) ?? { stored: known.client, told: [] };
    states.set(its.client.id, state);
    if (!areSame(its.client, state.told.at(-1) ?? state.stored)) state.told.push(its.client);
  }
  const save: Client[] = [];
  const changes: ClientChange[] = [];
  for (const { stored, told } of states.values()) {
    const after = told.at(-1);
    if (after === undefined) continue;
    if (!areSame(after, stored)) save.push(after);
    for (const before of [stored, ...told])
      if (before !== null && !areSame(before, after)) changes.push({ before, after });
  }
  return { save, changes };
}

function areSame(one: Client, other: Client | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
