/** The rule for names of templates, which appear in URLs, file names and metrics. */
export const TEMPLATE_NAME_RULE = 'lower-case words joined by underscores, such as "appointment_confirmation"';

/** Characters. */
const LONGEST = 100;

export function isTemplateName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST && /^[a-z][a-z0-9_]*$/.test(value);
}

/** The rule for a language, as the end of an error text. */
export const LANGUAGE_TAG_RULE = 'a language tag (BCP 47) such as en or es-MX';

/** Characters. */
export const LONGEST_LANGUAGE_TAG = 35;

/** Registered languages have two or three letters: `english` is none, though the grammar of tags would allow it. */
const LANGUAGE = /^[a-z]{2,3}(-|$)/;

/** One spelling for each language: `pt-br` and `pt_BR` become `pt-BR`. `null`: not a language tag (BCP 47). */
export function canonicalLocale(value: string): string | null {
  try {
    const [tag = ''] = value.length <= LONGEST_LANGUAGE_TAG ? Intl.getCanonicalLocales(value.replaceAll('_', '-')) : [];
    return LANGUAGE.test(tag) ? tag : null;
  } catch {
    return null;
  }
}

/**
 * The languages in which to look for a template, in order: `pt-BR`, `pt`, the default locale, its language, English.
 */
export function localesToTry(locale: string, defaultLocale: string): string[] {
  const language = (tag: string): string => tag.split(/[-_]/)[0] ?? tag;
  return [locale, language(locale), defaultLocale, language(defaultLocale), 'en'];
}
