import type { Services } from '../services/services.js';
import type { EntityManager } from 'typeorm';
import { ALL_COUNTRIES, readAddresses, usableAddresses } from '../eligibility/addresses.js';
import type { Client } from '../domain/booking.js';
import { lockUpcomingAppointments } from '../db/bookings.js';
import { readdressPlanned, type Readdressed } from '../db/notifications/planned.js';
import { hideSuppressed } from '../db/suppressions.js';
import { replanUsers } from './replan.js';

/** What is known of somebody: as it was, and as it is from now on. */
export interface ClientChange {
  readonly before: Client;
  readonly after: Client;
}

/**
 * Makes what waits for these people follow what is known of them by now: reminders of all their appointments are
 * planned anew, in their language and their zone, and whatever else waits goes to the new address. What an address
 * that is gone, or cannot be used, would have got is cancelled.
 * Call it with the people held to change, after their details are stored.
 */
export async function followClients(
  manager: EntityManager,
  services: Services,
  changes: readonly ClientChange[],
): Promise<void> {
  const moves = changes.flatMap((change) => movesOf(change, services.config.SMS_ALLOWED_COUNTRIES));
  const people = changes.map(({ after }) => after.id);
  if (moves.length > 0) {
    // Appointments before their notifications, as everybody locks them.
    await lockUpcomingAppointments(manager, people);
    await readdressPlanned(manager, moves);
    // Nobody will know later whose it was, and an erasure could not find it.
    await hideSuppressed(
      manager,
      moves.map(({ channel, from }) => ({ channel, address: from })),
    );
  }
  if (people.length > 0) await replanUsers(services, manager, people);
}

/** Where each of their addresses went; nothing where there was none, or it is the same however it is written. */
function movesOf({ before, after }: ClientChange, allowedCountries: readonly string[]): Readdressed[] {
  const now = readAddresses(after, allowedCountries);
  return usableAddresses(readAddresses(before, ALL_COUNTRIES)).flatMap(({ channel, address: from }) => {
    const to = now[channel];
    if (to?.ok === true && to.value.toLowerCase() === from.toLowerCase()) return [];
    // Nothing is known to be better than the address that worked: what was asked for keeps it.
    if (to?.ok === false && to.problem === 'invalid_recipient') return [];
    return [
      {
        userId: after.id,
        channel,
        from,
        to: to?.ok === true ? to.value : null,
        reason: to?.ok === false ? to.problem : 'invalid_recipient',
      },
    ];
  });
}
