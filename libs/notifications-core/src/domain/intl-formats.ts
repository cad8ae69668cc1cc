const dates = new Map<string, Intl.DateTimeFormat>();
const numbers = new Map<string, Intl.NumberFormat>();
/** Entries of each. Locales come from outside, so the caches are bounded. */
const MOST_KEPT = 1_000;

/** Making an Intl format costs far more than using it. An unknown locale is shown in English, not refused. */
export function dateFormat(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return kept(dates, locale, options, (known) => new Intl.DateTimeFormat(known, options));
}

/** @throws {RangeError} for a `currency` that is not three letters. */
export function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  return kept(numbers, locale, options, (known) => new Intl.NumberFormat(known, options));
}

function kept<T>(formats: Map<string, T>, locale: string, options: object, make: (locale: string) => T): T {
  const key = `${locale}|${JSON.stringify(options)}`;
  let found = formats.get(key);
  if (found === undefined) {
    if (formats.size >= MOST_KEPT) formats.clear();
    formats.set(key, (found = make(supportedLocale(locale))));
  }
  return found;
}

function supportedLocale(locale: string): string {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale)[0] ?? 'en-US';
  } catch {
    return 'en-US';
  }
}

/** ICU's no-break spaces as plain ones: they would turn an SMS into UCS-2. */
export function plainSpaces(text: string): string {
  return text.replaceAll(/[\u00a0\u202f]/g, ' ');
}
