import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';

/**
 * A phone number as people write it: "(202) 555-0100" for a reader in the same numbering area, "+1 202 555 0100" for
 * one elsewhere. A number without its country code, or one that cannot be read, stays as it was written.
 * @param readerCountry ISO code of the reader's own number. `null`: not known, and taken for the same area.
 */
export function formatPhone(written: string, readerCountry: string | null): string {
  if (!written.trim().startsWith('+')) return written;
  const phone = parsePhoneNumberFromString(written, { extract: false });
  if (phone === undefined || !phone.isPossible() || phone.ext !== undefined) return written;
  const near =
    readerCountry === null ||
    (isSupportedCountry(readerCountry) && getCountryCallingCode(readerCountry) === phone.countryCallingCode);
  return near ? phone.formatNational() : phone.formatInternational();
}
