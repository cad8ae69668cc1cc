import type { Config } from '../config/config.js';
import { readRecipients } from '../db/people.js';
import type { Sql } from '../db/sql.js';
import { readSuppressed } from '../db/suppressions.js';
import type { Client } from '../domain/booking.js';
import { defaultPreferences, type PreferenceRules } from '../domain/preferences.js';
import { phoneCountries, readAddresses, type Addresses, type Contact } from './addresses.js';
import { suppressionKeys, type Suppressed } from './suppression.js';

/** The stored details and preferences of a recipient. */
export interface KnownRecipient {
  /** `null`: nothing is stored of them, perhaps because they were erased. */
  readonly client: Client | null;
  /** They were erased, and nothing has named them since. */
  readonly erased: boolean;
  readonly preferences: PreferenceRules;
  /** Read from the details that were asked for, the last ones if several were, else from the stored ones. */
  readonly addresses: Addresses;
}

export interface KnownRecipients {
  of(id: string): KnownRecipient;
  /** Which of their addresses, and of those that were asked for, are suppressed. */
  readonly suppressed: Suppressed;
}

/** A person, and the addresses that an event gives for them. Those win over the stored ones. */
export type Asked = { readonly id: string } & Partial<Contact>;

/** Reads recipients with one statement and their suppressions with another. Call it while the people are locked. */
export async function readKnownRecipients(
  sql: Sql,
  config: Pick<Config, 'SMS_ALLOWED_COUNTRIES' | 'BUSINESS_COUNTRY' | 'APPOINTMENT_REMINDER_HOURS'>,
  asked: readonly Asked[],
): Promise<KnownRecipients> {
  const stored = await readRecipients(sql, [...new Set(asked.map(({ id }) => id))]);
  const addresses = new Map<string, Addresses>();
  const keys = new Set<string>();
  for (const { id, email, phone } of asked) {
    const client = stored.get(id)?.client;
    const contact = { email: email ?? client?.email ?? null, phone: phone ?? client?.phone ?? null };
    const read = readAddresses(contact, phoneCountries(config));
    addresses.set(id, read);
    // Several events may give several addresses of one person.
    for (const key of suppressionKeys(read)) keys.add(key);
  }
  const defaults = defaultPreferences(config.APPOINTMENT_REMINDER_HOURS);
  return {
    of: (id) => {
      const { client = null, erased = false, preferences = null } = stored.get(id) ?? {};
      return { client, erased, preferences: preferences ?? defaults, addresses: addresses.get(id) ?? NO_ADDRESSES };
    },
    suppressed: keys.size > 0 ? await readSuppressed(sql, [...keys]) : new Set(),
  };
}

const NO_ADDRESSES: Addresses = { email: null, sms: null };
