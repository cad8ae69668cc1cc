import { canonicalAddress } from './addresses.js';
import type { Config } from '../config/config.js';
import { CHANNELS, type Channel } from '../domain/notification.js';

/** How addresses stand on the suppression list, whatever their case. */
export function suppressionKey(channel: Channel, address: string): string {
  return `${channel}:${address.toLowerCase()}`;
}

/** The keys under which a person's addresses would stand there; addresses that cannot be used have none. */
export function suppressionKeys(
  { SMS_ALLOWED_COUNTRIES }: Pick<Config, 'SMS_ALLOWED_COUNTRIES'>,
  contact: { readonly email: string | null; readonly phone: string | null },
): string[] {
  return CHANNELS.flatMap((channel) => {
    const raw = channel === 'email' ? contact.email : contact.phone;
    if (raw === null) return [];
    const address = canonicalAddress(channel, raw, SMS_ALLOWED_COUNTRIES);
    return address.ok ? [suppressionKey(channel, address.value)] : [];
  });
}
