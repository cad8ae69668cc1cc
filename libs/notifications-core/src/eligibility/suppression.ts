import type { Channel } from '../domain/notification.js';
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
