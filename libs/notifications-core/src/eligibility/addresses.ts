import { domainToASCII } from 'node:url';
import { isEmail } from 'class-validator';
import { getCountries, parsePhoneNumberFromString, type CountryCode, type PhoneNumber } from 'libphonenumber-js/max';
import type { Config } from '../config/config.js';
import { CHANNELS, type Channel } from '../domain/notification.js';

/** Why an address cannot be used. The message is stored and shown, so it quotes nothing of the address. */
export interface AddressProblem {
  readonly ok: false;
  readonly problem: 'invalid_recipient' | 'country_not_allowed';
  /** Completes a sentence that begins with the name of the field. */
  readonly message: string;
}

export interface CanonicalEmail {
  readonly ok: true;
  /**
   * The form that is stored and sent to: trimmed, the domain in lower case and ASCII, the local part as written.
   * Compare in lower case: no real mailbox depends on case.
   */
  readonly value: string;
}

export interface CanonicalPhone {
  readonly ok: true;
  /** E.164. */
  readonly value: string;
  /** ISO code, such as `US`. */
  readonly country: string;
}

const invalid = (message: string): AddressProblem => ({ ok: false, problem: 'invalid_recipient', message });

/** RFC 5321 allows a path of 256 characters, its two brackets included. */
const LONGEST_EMAIL = 254;
/** The longest E.164 number has 15 digits. The rest is room for punctuation. */
const LONGEST_PHONE = 40;

/** C0, DEL and C1, line breaks among them: none has a place in an address, and some end a header. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/**
 * Reads a bare email address into the one form we store. Display names (`Sam <sam@example.com>`), quoted local parts
 * and non-ASCII local parts are refused: providers refuse them or split them in their own way. International domains
 * become their ASCII form.
 */
export function canonicalEmail(raw: string): CanonicalEmail | AddressProblem {
  const address = raw.trim();
  if (address.length > LONGEST_EMAIL) return invalid(`must be an email address of at most ${LONGEST_EMAIL} characters`);
  if (CONTROL.test(address)) return invalid('must be an email address without line breaks or control characters');
  const at = address.lastIndexOf('@');
  const local = address.slice(0, Math.max(at, 0));
  const domain = domainToASCII(address.slice(at + 1));
  const email = `${local}@${domain}`;
  if (
    local === '' ||
    domain === '' ||
    local.startsWith('"') ||
    email.length > LONGEST_EMAIL ||
    !isEmail(email, { allow_utf8_local_part: false, allow_display_name: false, allow_ip_domain: false })
  )
    return invalid('must be an email address such as name@example.com');
  return { ok: true, value: email };
}

/** Types of numbers that cost the recipient money, or where no person reads. */
const NOT_A_PERSON: ReadonlySet<string> = new Set(['PREMIUM_RATE', 'SHARED_COST', 'VOICEMAIL']);

/** Ofcom reserves these for drama and examples. They are never assigned, so the metadata calls them invalid. */
const BRITISH_EXAMPLE = /^\+447700900\d{3}$/;

/** How phone numbers are read, and where SMS may go. */
export interface PhoneCountries {
  /** ISO codes. Each covers the territories that share its numbers (`TERRITORIES`). */
  readonly allowedCountries: readonly string[];
  /** ISO code of the country whose national numbers are understood. */
  readonly homeCountry: string;
}

/** The countries of this installation. */
export function phoneCountries(config: Pick<Config, 'SMS_ALLOWED_COUNTRIES' | 'BUSINESS_COUNTRY'>): PhoneCountries {
  return { allowedCountries: config.SMS_ALLOWED_COUNTRIES, homeCountry: config.BUSINESS_COUNTRY };
}

/** For numbers that are stored or looked up: SMS may not go to all of them. */
export function anyCountry(config: Pick<Config, 'BUSINESS_COUNTRY'>): PhoneCountries {
  return { allowedCountries: getCountries(), homeCountry: config.BUSINESS_COUNTRY };
}

/**
 * Territories whose numbers lie among those of a country. Nobody can tell by looking at 07911 123456 that it is a
 * Guernsey number, so whoever allows Britain means Guernsey too.
 */
const TERRITORIES: Readonly<Record<string, readonly string[]>> = {
  AU: ['CC', 'CX'],
  FI: ['AX'],
  GB: ['GG', 'IM', 'JE'],
  NO: ['SJ'],
};

/**
 * Reads a phone number as E.164: with its country code (`+44`, `0044` or `01144`), or as people write it in the home
 * country. Example numbers such as 555-01xx are valid.
 */
export function canonicalPhone(
  raw: string,
  { allowedCountries, homeCountry }: PhoneCountries,
): CanonicalPhone | AddressProblem {
  const wrong = invalid(
    `must be a phone number with its country code, such as +12025550123, or a national number of ${homeCountry} (BUSINESS_COUNTRY)`,
  );
  if (raw.length > LONGEST_PHONE || CONTROL.test(raw)) return wrong;
  const { phone, textable } = readPhone(raw.trim(), homeCountry) ?? {};
  if (phone === undefined) return wrong;

  // Countries first: whether a number exists does not matter if its country is not allowed.
  const countries = countriesOf(phone);
  if (countries.length > 0 && !countries.some((country) => covers(allowedCountries, country)))
    return {
      ok: false,
      problem: 'country_not_allowed',
      message: 'is in a country that SMS may not go to (see SMS_ALLOWED_COUNTRIES)',
    };
  const [country] = countries;
  if (country === undefined || !textable) return wrong;
  return { ok: true, value: phone.number, country };
}

/**
 * Reads the number as one of the home country. Only if that is none, `00` and `011` are taken for the `+` of people
 * elsewhere: in Sheffield, a number may begin with 0114.
 */
function readPhone(text: string, homeCountry: string): { phone: PhoneNumber; textable: boolean } | undefined {
  let first: PhoneNumber | undefined;
  for (const spelling of spellings(text)) {
    const phone = parsePhoneNumberFromString(spelling, { defaultCountry: homeCountry as CountryCode, extract: false });
    if (phone === undefined || phone.ext !== undefined || !phone.isPossible()) continue;
    if (isTextable(phone)) return { phone, textable: true };
    first ??= phone;
  }
  return first && { phone: first, textable: false };
}

function spellings(text: string): string[] {
  const dialled = ['00', '011'].filter((prefix) => text.startsWith(prefix));
  return [text, ...dialled.map((prefix) => `+${text.slice(prefix.length)}`)];
}

/** ISO code of the country of a number in E.164. `null`: it is in none that we know. */
export function countryOfPhone(number: string): string | null {
  const phone = parsePhoneNumberFromString(number);
  return (phone && countriesOf(phone)[0]) ?? null;
}

/** Whether a country is one of those, or a territory that shares the numbers of one. */
export function covers(allowed: readonly string[], country: string): boolean {
  return allowed.some((each) => each === country || TERRITORIES[each]?.includes(country) === true);
}

function countriesOf(phone: PhoneNumber): CountryCode[] {
  if (phone.country !== undefined) return [phone.country];
  return BRITISH_EXAMPLE.test(phone.number) ? ['GB'] : phone.getPossibleCountries();
}

function isTextable(phone: PhoneNumber): boolean {
  if (BRITISH_EXAMPLE.test(phone.number)) return true;
  // `isPossible` checks only the length and would accept +10000000000.
  return phone.isValid() && !NOT_A_PERSON.has(phone.getType() ?? '');
}

/** A person's contact details as they came, not yet checked. */
export interface Contact {
  readonly email: string | null;
  readonly phone: string | null;
}

/** Which contact detail each channel uses. */
export const CONTACT_FIELD = { email: 'email', sms: 'phone' } as const satisfies Record<Channel, keyof Contact>;

export type AddressReading = CanonicalEmail | CanonicalPhone | AddressProblem;

/** A person's address on each channel, or why it cannot be used. `null`: none is known. */
export type Addresses = Readonly<Record<Channel, AddressReading | null>>;

/** Reads an address of either channel. */
export function canonicalAddress(channel: Channel, raw: string, countries: PhoneCountries): AddressReading {
  return channel === 'email' ? canonicalEmail(raw) : canonicalPhone(raw, countries);
}

/** Reads a person's addresses. All code that needs them calls this. */
export function readAddresses(contact: Contact, countries: PhoneCountries): Addresses {
  const read = (channel: Channel): AddressReading | null => {
    const raw = contact[CONTACT_FIELD[channel]];
    return raw === null ? null : canonicalAddress(channel, raw, countries);
  };
  return { email: read('email'), sms: read('sms') };
}

/** The addresses that can be used, in canonical form. */
export function usableAddresses(addresses: Addresses): { readonly channel: Channel; readonly address: string }[] {
  return CHANNELS.flatMap((channel) => {
    const reading = addresses[channel];
    return reading?.ok === true ? [{ channel, address: reading.value }] : [];
  });
}
