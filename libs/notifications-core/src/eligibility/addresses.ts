import { domainToASCII } from 'node:url';
import { isEmail } from 'class-validator';
import { getCountries, parsePhoneNumberFromString, type CountryCode, type PhoneNumber } from 'libphonenumber-js/max';
import { CHANNELS, type Channel } from '../domain/notification.js';

/** Why an address is not used. The words quote nothing of the address: they are stored and shown. */
export interface AddressProblem {
  readonly ok: false;
  readonly problem: 'invalid_recipient' | 'country_not_allowed';
  /** What is wrong, as the end of a sentence that names the field. */
  readonly message: string;
}

export interface CanonicalEmail {
  readonly ok: true;
  /**
   * What is stored and sent to: trimmed, the domain in lower case and ASCII, the local part as written.
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

/** RFC 5321: what fits a path of 256 with its brackets. */
const LONGEST_EMAIL = 254;
/** The longest E.164 number has 15 digits; the rest leaves room for punctuation. */
const LONGEST_PHONE = 40;

/** C0, DEL and C1, line breaks among them: none has a place in an address, and some end a header. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;

/**
 * A bare email address in the one form we store. Display names (`Sam <sam@example.com>`), quoted and
 * non-ASCII local parts are refused: providers do not take them, or take them apart in their own way.
 * International domains become their ASCII form.
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

/** Numbers that cost the recipient, or that no person reads. */
const NOT_A_PERSON: ReadonlySet<string> = new Set(['PREMIUM_RATE', 'SHARED_COST', 'VOICEMAIL']);

/** Ofcom's numbers for drama and examples: unassigned for ever, so the metadata calls them invalid. */
const BRITISH_EXAMPLE = /^\+447700900\d{3}$/;

/**
 * A phone number as E.164. Without a country code it is read as a US number (ten digits, or eleven with
 * the 1). Numbers of the 555-01xx kind, which are kept for examples, are valid.
 * @param allowedCountries ISO codes that SMS may go to.
 */
export function canonicalPhone(raw: string, allowedCountries: readonly string[]): CanonicalPhone | AddressProblem {
  const wrong = invalid('must be a phone number with its country code, such as +12025550123');
  if (raw.length > LONGEST_PHONE || CONTROL.test(raw)) return wrong;
  const phone = parsePhoneNumberFromString(raw.trim(), { defaultCountry: 'US', extract: false });
  if (phone === undefined || phone.ext !== undefined || !phone.isPossible()) return wrong;

  // Countries first: of a number that may not be sent to anyway, nobody needs to know whether it exists.
  const countries = countriesOf(phone);
  if (countries.length > 0 && !countries.some((country) => allowedCountries.includes(country)))
    return {
      ok: false,
      problem: 'country_not_allowed',
      message: 'is in a country that SMS may not go to (see SMS_ALLOWED_COUNTRIES)',
    };
  const [country] = countries;
  if (country === undefined || !isTextable(phone)) return wrong;
  return { ok: true, value: phone.number, country };
}

function countriesOf(phone: PhoneNumber): CountryCode[] {
  if (phone.country !== undefined) return [phone.country];
  return BRITISH_EXAMPLE.test(phone.number) ? ['GB'] : phone.getPossibleCountries();
}

function isTextable(phone: PhoneNumber): boolean {
  if (BRITISH_EXAMPLE.test(phone.number)) return true;
  // "Possible" looks at the length only and would take +10000000000.
  return phone.isValid() && !NOT_A_PERSON.has(phone.getType() ?? '');
}

/** Every country that has numbers: for storing one that SMS may not go to, and for finding it again. */
export const ALL_COUNTRIES: readonly string[] = getCountries();

/** What is known of where somebody can be reached, as it was told. */
export interface Contact {
  readonly email: string | null;
  readonly phone: string | null;
}

/** Which detail of a person a channel goes to. */
export const CONTACT_FIELD = { email: 'email', sms: 'phone' } as const satisfies Record<Channel, keyof Contact>;

export type AddressReading = CanonicalEmail | CanonicalPhone | AddressProblem;

/** Where somebody can be reached on each channel, or why not; `null`: no address is known. */
export type Addresses = Readonly<Record<Channel, AddressReading | null>>;

/** One way in for both channels. */
export function canonicalAddress(channel: Channel, raw: string, allowedCountries: readonly string[]): AddressReading {
  return channel === 'email' ? canonicalEmail(raw) : canonicalPhone(raw, allowedCountries);
}

/** The one reading of a person's addresses. */
export function readAddresses(contact: Contact, allowedCountries: readonly string[]): Addresses {
  const read = (channel: Channel): AddressReading | null => {
    const raw = contact[CONTACT_FIELD[channel]];
    return raw === null ? null : canonicalAddress(channel, raw, allowedCountries);
  };
  return { email: read('email'), sms: read('sms') };
}

/** Those that can be written to, in canonical form. */
export function usableAddresses(addresses: Addresses): { readonly channel: Channel; readonly address: string }[] {
  return CHANNELS.flatMap((channel) => {
    const reading = addresses[channel];
    return reading?.ok === true ? [{ channel, address: reading.value }] : [];
  });
}
