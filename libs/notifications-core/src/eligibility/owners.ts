import { findPeople } from '../db/people-search.js';
import { holdPeople } from '../db/people.js';
import type { Sql } from '../db/sql.js';

/** People who share an address. More are not held. */
const MOST_OWNERS = 200;

/**
 * Holds the people who have this address, before it goes on the suppression list: an erasure comes before or after,
 * never in between, because it hides the address there. Call it first in a transaction.
 */
export async function holdOwners(sql: Sql, address: string): Promise<void> {
  const owners = await findPeople(sql, [address], MOST_OWNERS);
  if (owners.length === 0) return;
  await holdPeople(
    sql,
    owners.map(({ id }) => id),
    'plan',
  );
}
