import { canonicalAddress } from '../eligibility/addresses.js';
import type { Client } from '../domain/booking.js';
import type { Config } from '../config/config.js';
import { readRecipients } from '../db/people.js';
import type { Sql } from '../db/sql.js';
import { readSuppressed } from '../db/suppressions.js';
import { CHANNELS, type Channel } from '../domain/notification.js';
import { defaultPreferences, type PreferenceRules } from '../domain/preferences.js';
import { suppressionKey } from '../eligibility/suppression.js';

/** Somebody who is to be written to, as far as they are known. */
export interface Addressee {
  readonly userId: string;
  readonly client: Client | null;
  readonly locale: string;
  readonly preferences: PreferenceRules;
  /** Where they can be reached, or why not; `null`: no address. */
  readonly addresses: Readonly<Record<Channel, ReturnType<typeof canonicalAddress> | null>>;
}

export interface Addressees {
  /** In the order in which they were asked for. */
  readonly people: readonly Addressee[];
  /** Which of their addresses, as `channel:address`, must not be written to. */
  readonly suppressed: ReadonlySet<string>;
}

/** Reads people with one statement, and what is suppressed of theirs with another. Call it with them held. */
export async function readAddressees(sql: Sql, config: Config, userIds: readonly string[]): Promise<Addressees> {
  const stored = await readRecipients(sql, userIds);
  const people = userIds.map((userId): Addressee => {
    const { client = null, preferences = null } = stored.get(userId) ?? {};
    const address = (channel: Channel, raw: string | null | undefined): Addressee['addresses'][Channel] =>
      raw == null ? null : canonicalAddress(channel, raw, config.SMS_ALLOWED_COUNTRIES);
    return {
      userId,
      client,
      locale: preferences?.locale ?? client?.locale ?? config.DEFAULT_LOCALE,
      preferences: preferences ?? defaultPreferences(config.APPOINTMENT_REMINDER_HOURS),
      addresses: { email: address('email', client?.email), sms: address('sms', client?.phone) },
    };
  });
  const keys = people.flatMap(({ addresses }) =>
    CHANNELS.flatMap((channel) => {
      const found = addresses[channel];
      return found?.ok ? [suppressionKey(channel, found.value)] : [];
    }),
  );
  return { people, suppressed: keys.length > 0 ? await readSuppressed(sql, keys) : new Set() };
}
