import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/** A shop's number stands in all of its messages, and writing it costs as much as the rest of them. */
const known = new Map<string, string>();
/** Numbers come from outside, so the cache is bounded. */
const MOST_KEPT = 1_000;

/**
 * A phone number as people write it: "(202) 555-0100" for a reader in the same numbering area, "+1 202 555 0100" for
 * one elsewhere. A number without its country code, or one that cannot be read, stays as it was written.
 * @param readerCountry ISO code of the reader's own number. `null`: not known, and taken for the same area.
 */
export function formatPhone(written: string, readerCountry: string | null): string {
  const key = `${readerCountry ?? ''} ${written}`;
  let found = known.get(key);
  if (found === undefined) {
    if (known.size >= MOST_KEPT) known.clear();
    known.set(key, (found = format(written, readerCountry)));
  }
  return found;
}

function format(written: string, readerCountry: string | null): string {
  if (!written.trim().startsWith('+')) return written;
  const phone = parsePhoneNumberFromString(written, { extract: false });
  if (phone === undefined || !phone.isPossible() || phone.ext !== undefined) return written;
  const near =
    readerCountry === null ||
    (isSupportedCountry(readerCountry) && getCountryCallingCode(readerCountry) === phone.countryCallingCode);
  return near ? phone.formatNational() : phone.formatInternational();
}
