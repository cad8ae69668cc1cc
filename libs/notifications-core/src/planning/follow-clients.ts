import type { Services } from '../services/services.js';
import type { EntityManager } from 'typeorm';
import type { Config } from '../config/config.js';
import { anyCountry, phoneCountries, readAddresses, usableAddresses } from '../eligibility/addresses.js';
import type { Client } from '../domain/booking.js';
import { lockUpcomingAppointments } from '../db/bookings.js';
import { readdressPlanned, type Readdressed } from '../db/notifications/planned.js';
import { hideSuppressed } from '../db/suppressions.js';
import { replanUsers } from './replan.js';

/** The details of a client, before and after a change. */
export interface ClientChange {
  readonly before: Client;
  readonly after: Client;
}

/**
 * Makes waiting notifications follow changed details. Reminders of all the clients' appointments are planned anew, in
 * their language and zone. Other waiting messages go to the new address. Messages to an address that is gone, or that
 * cannot be used, are cancelled.
 * Call it while the people are locked for change, after their details are stored.
 * @param changes may name a person several times: with each of the details that messages may have been planned by.
 */
export async function followClients(
  manager: EntityManager,
  services: Services,
  changes: readonly ClientChange[],
): Promise<void> {
  const moves = changes.flatMap((change) => movesOf(change, services.config));
  const people = [...new Set(changes.map(({ after }) => after.id))];
  if (moves.length > 0) {
    // Appointments are locked before their notifications, as everywhere.
    await lockUpcomingAppointments(manager, people);
    await readdressPlanned(manager, moves);
    // Once the address is gone, nobody knows whose it was, and an erasure could not find it.
    await hideSuppressed(
      manager,
      moves.map(({ channel, from }) => ({ channel, address: from })),
    );
  }
  if (people.length > 0) await replanUsers(services, manager, people);
}

/** The address changes of one client. A change of spelling is none, and neither is a first address. */
function movesOf({ before, after }: ClientChange, config: Config): Readdressed[] {
  const now = readAddresses(after, phoneCountries(config));
  return usableAddresses(readAddresses(before, anyCountry(config))).flatMap(({ channel, address: from }) => {
    const to = now[channel];
    if (to?.ok === true && to.value.toLowerCase() === from.toLowerCase()) return [];
    // The new address is invalid: waiting messages keep the old one, which worked.
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
