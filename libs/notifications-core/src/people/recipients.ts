import type { Services } from '../services/services.js';
import type { EntityManager } from 'typeorm';
import { CHANNELS } from '../domain/notification.js';
import { anyCountry, canonicalAddress, CONTACT_FIELD, type PhoneCountries } from '../eligibility/addresses.js';
import type { Config } from '../config/config.js';
import type { Client } from '../domain/booking.js';
import { followClients } from '../planning/follow-clients.js';
import { findRecipientRow, holdPeople, readRecipients, storeClient, type RecipientRow } from '../db/people.js';
import { inTransaction } from '../db/sql.js';
import { InvalidInput, type FieldError } from '../domain/errors.js';

/** A recipient as the API shows them. */
export interface Recipient {
  readonly id: string;
  readonly name: string | null;
  /** As stored. Canonical if it came through this API. */
  readonly email: string | null;
  readonly phone: string | null;
  readonly locale: string | null;
  readonly timezone: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

/** The fields that may be changed. An absent field stays as it is. `null` clears it. */
export type RecipientChanges = Partial<Omit<Client, 'id'>>;

/** `null`: nobody is known by this id, perhaps because they were erased. */
export async function findRecipient(manager: EntityManager, id: string): Promise<Recipient | null> {
  const found = await findRecipientRow(manager, id);
  return found === null || found.erasedAt !== null ? null : toRecipient(found);
}

/**
 * Stores contact details, and makes waiting notifications follow them. A phone number in a country that SMS may not go
 * to is stored too, because the setting may change: planning skips it.
 * @throws {InvalidInput} for an invalid address, before anything is changed.
 */
export async function putRecipient(
  services: Services,
  id: string,
  changes: RecipientChanges,
): Promise<{ readonly recipient: Recipient; readonly created: boolean }> {
  const canonical = canonicalChanges(changes, anyCountry(services.config));
  return inTransaction(services.dataSource, async (manager) => {
    await holdPeople(manager, [id], 'change');
    const before = (await readRecipients(manager, [id])).get(id)?.client ?? null;
    const after: Client = { ...(before ?? nobody(id)), ...canonical };
    await storeClient(manager, after);
    if (before !== null) await followClients(manager, services, [{ before, after }]);
    const recipient = await findRecipient(manager, id);
    if (recipient === null) throw new Error('the database gave no answer');
    return { recipient, created: before === null };
  });
}

/** What is wrong with the addresses of changes that may be wrong in other ways too. */
export function contactErrors(changes: RecipientChanges, config: Pick<Config, 'BUSINESS_COUNTRY'>): FieldError[] {
  return readContact(changes, anyCountry(config)).errors;
}

function canonicalChanges(changes: RecipientChanges, countries: PhoneCountries): RecipientChanges {
  const { canonical, errors } = readContact(changes, countries);
  if (errors.length > 0) throw new InvalidInput(errors);
  return { ...changes, ...canonical };
}

function readContact(
  changes: RecipientChanges,
  countries: PhoneCountries,
): { readonly canonical: RecipientChanges; readonly errors: FieldError[] } {
  const errors: FieldError[] = [];
  const canonical: Partial<Record<'email' | 'phone', string>> = {};
  for (const channel of CHANNELS) {
    const field = CONTACT_FIELD[channel];
    const raw = changes[field];
    if (typeof raw !== 'string') continue;
    const reading = canonicalAddress(channel, raw, countries);
    if (reading.ok) canonical[field] = reading.value;
    else errors.push({ field, message: reading.message });
  }
  return { canonical, errors };
}

function nobody(id: string): Client {
  return { id, name: null, email: null, phone: null, locale: null, timezone: null };
}

/** A stored person as the API shows them. */
export function toRecipient(row: Omit<RecipientRow, 'erasedAt'>): Recipient {
  const { id, name, email, phone, locale, timezone, createdAt, updatedAt } = row;
  return { id, name, email, phone, locale, timezone, created_at: createdAt, updated_at: updatedAt };
}
