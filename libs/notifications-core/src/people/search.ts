import { findPeople, newestPeople } from '../db/people-search.js';
import type { Config } from '../config/config.js';
import type { Sql } from '../db/sql.js';
import { anyCountry, canonicalAddress } from '../eligibility/addresses.js';
import { toRecipient, type Recipient } from './recipients.js';

export interface PeopleSearch {
  /** A part of the id, name, email or phone. Case, accents and the way a phone is written do not count. Default: all. */
  readonly text?: string | undefined;
  /** Most people, at least 1. */
  readonly limit: number;
}

/** Finds people, those who became known last first. Who was erased is not found. */
export async function searchRecipients(sql: Sql, { text, limit }: PeopleSearch): Promise<Recipient[]> {
  const wanted = text?.trim() ?? '';
  const found = wanted === '' ? await newestPeople(sql, limit) : await findPeople(sql, partsOf(wanted), limit);
  return found.map(toRecipient);
}

/** The address that somebody means: in canonical form if it can be read, else as it was written. */
export function addressMeant(text: string, config: Pick<Config, 'BUSINESS_COUNTRY'>): string {
  // In a query string without encoding, the plus of a number arrives as a space.
  const written = text.replace(/^ (?=\d)/, '+').trim();
  const reading = canonicalAddress(written.includes('@') ? 'email' : 'sms', written, anyCountry(config));
  return reading.ok ? reading.value : written;
}

/** The text itself and, if it is part of a phone number, its digits as they are stored: `(202) 555` as `202555`. */
function partsOf(text: string): string[] {
  const digits = text.replaceAll(/\D/g, '').replace(/^0+/, '');
  const isPhone = /^[+\d\s().\-/]+$/.test(text) && digits.length > 1;
  return isPhone && digits !== text ? [text, digits] : [text];
}
