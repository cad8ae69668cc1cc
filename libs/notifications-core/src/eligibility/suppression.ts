import type { Listed } from '../db/suppressions.js';
import type { Channel } from '../domain/notification.js';
import { metrics } from '../observability/metrics.js';
import { usableAddresses, type Addresses } from './addresses.js';

/** Answers whether a key is on the suppression list. */
export type Suppressed = Pick<ReadonlySet<string>, 'has'>;

/** The key of an address on the suppression list. Case does not matter. */
export function suppressionKey(channel: Channel, address: string): string {
  return `${channel}:${address.toLowerCase()}`;
}

/** The keys of a person's addresses. Unusable addresses have none. */
export function suppressionKeys(addresses: Addresses): string[] {
  return usableAddresses(addresses).map(({ channel, address }) => suppressionKey(channel, address));
}

/** Counts what was added to the suppression list, by cause. Call it after the commit. */
export function countSuppressed(added: readonly Listed[]): void {
  for (const { channel, cause } of added) metrics.suppressions.inc({ channel, cause });
}
