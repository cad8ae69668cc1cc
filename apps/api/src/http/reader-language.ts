/** The languages of our pages for readers. */
export const READER_LANGUAGES = ['en', 'es', 'fr', 'de', 'pt', 'ar'] as const;
export type ReaderLanguage = (typeof READER_LANGUAGES)[number];

/** Of a header. A browser sends a handful; a longer list is no browser's. */
const MOST_RANGES = 20;

/**
 * The language of a page: that of the person if it is known, else what their browser asks for, else the default.
 * @param known a language tag such as `pt-BR`.
 * @param header `Accept-Language` (RFC 9110).
 */
export function readerLanguage(known: string | null, header: string | undefined, fallback: string): ReaderLanguage {
  for (const tag of [known, ...accepted(header), fallback]) {
    const language = tag?.split(/[-_]/)[0]?.toLowerCase();
    const found = READER_LANGUAGES.find((each) => each === language);
    if (found !== undefined) return found;
  }
  return 'en';
}

/** The languages of the header, the most wanted first. */
function accepted(header = ''): string[] {
  return header
    .split(',', MOST_RANGES)
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
      const quality = parameters.find((parameter) => parameter.startsWith('q='));
      return { tag, wanted: quality === undefined ? 1 : Number(quality.slice(2)) };
    })
    .filter(({ wanted }) => wanted > 0)
    .toSorted((one, other) => other.wanted - one.wanted)
    .map(({ tag }) => tag);
}
