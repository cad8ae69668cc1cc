import { readSuppressions, removeSuppression, type ListedSuppression } from '../db/suppression-list.js';
import { ConcurrentChange, inTransaction } from '../db/sql.js';
import { suppress, type Place } from '../db/suppressions.js';
import { InvalidInput } from '../domain/errors.js';
import { anyCountry, canonicalAddress } from '../eligibility/addresses.js';
import { holdOwners } from '../eligibility/owners.js';
import { countSuppressed } from '../eligibility/suppression.js';
import type { Services } from '../services/services.js';

/** Two forms of it, each with any cause. */
const MOST_OF_ONE_ADDRESS = 10;

/**
 * Puts an address on the suppression list because staff say so (`manual`). One that is listed already stays as it is.
 * @throws {InvalidInput} naming `address`.
 */
export async function suppressByHand(
  { config, dataSource }: Services,
  { channel, address }: Place,
): Promise<{ readonly entry: ListedSuppression; readonly isNew: boolean }> {
  const reading = canonicalAddress(channel, address, anyCountry(config));
  if (!reading.ok) throw new InvalidInput([{ field: 'address', message: reading.message }]);
  const place = { channel, address: reading.value };
  const { entry, added } = await inTransaction(dataSource, async (manager) => {
    await holdOwners(manager, place.address);
    const added = await suppress(manager, [{ ...place, cause: 'manual', notificationId: null }]);
    const entries = await readSuppressions(manager, { ...place, after: undefined, limit: MOST_OF_ONE_ADDRESS });
    // An opt-out is its owner's, and stands beside.
    const entry = entries.find(({ cause }) => cause !== 'opted_out');
    if (entry === undefined) throw new ConcurrentChange('the entry was removed at that moment');
    return { entry, added };
  });
  countSuppressed(added);
  return { entry, isNew: added.length > 0 };
}

/**
 * Takes an address off the suppression list, whatever its cause but an opt-out by STOP: only START lifts that.
 * @param place its address in any usual spelling, or as the list shows it.
 */
export async function unsuppress(
  { config, dataSource }: Services,
  { channel, address }: Place,
): Promise<'removed' | 'opted_out' | 'not_listed'> {
  // It cannot be stored, so it is not on the list.
  if (address.includes('\0') || !address.isWellFormed()) return 'not_listed';
  const reading = canonicalAddress(channel, address, anyCountry(config));
  const causes = await removeSuppression(dataSource, { channel, address: reading.ok ? reading.value : address });
  if (causes.includes('opted_out')) return 'opted_out';
  return causes.length > 0 ? 'removed' : 'not_listed';
}
