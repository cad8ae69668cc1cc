import type { BookingEvent } from '../domain/booking.js';
import type { EventKey } from '../db/bookings.js';

/**
 * Splits events into waves, in the order in which they came. No appointment and no event id is twice in a wave, so one
 * statement of each kind reads and writes it. Events about one client may share a wave, but keep their order within it
 * and from wave to wave, because their details are merged in that order.
 */
export function waves(events: readonly BookingEvent[]): BookingEvent[][] {
  const found: BookingEvent[][] = [];
  const earliest = new Map<string, number>();
  for (const event of events) {
    const client = `client ${event.appointment.client.id}`;
    const once = [`appointment ${event.appointment.id}`, `event ${keyOf(event)}`];
    const wave = Math.max(...[client, ...once].map((key) => earliest.get(key) ?? 0));
    earliest.set(client, wave);
    for (const key of once) earliest.set(key, wave + 1);
    (found[wave] ??= []).push(event);
  }
  return found;
}

/** The id of an event and its source as one text. */
export function keyOf({ source, id }: EventKey): string {
  return JSON.stringify([source, id]);
}
