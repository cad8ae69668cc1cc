import type { Channel } from '../domain/notification.js';
import { usableAddresses, type Addresses } from './addresses.js';

/** Answers whether a key must not be written to. */
export type Suppressed = Pick<ReadonlySet<string>, 'has'>;

/** How addresses stand on the suppression list, whatever their case. */
export function suppressionKey(channel: Channel, address: string): string {
  return `${channel}:${address.toLowerCase()}`;
}

/** The keys under which a person's addresses would stand there; addresses that cannot be used have none. */
export function suppressionKeys(addresses: Addresses): string[] {
  return usableAddresses(addresses).map(({ channel, address }) => suppressionKey(channel, address));
}
