/** Fields that name a person or say where they are. Both providers' names are covered, and those of other senders. */
const PERSONAL = /mail|phone|agent|name|subject|body|address|geo|city|zip|country|^ip$|^(to|from)([A-Z_]|$)|account/i;
/** Texts of mail servers quote addresses. */
const ADDRESSES = /[^\s<>()"',;:]+@[^\s<>()"',;:]+|\+?\d[\d\s()-]{7,}\d/g;

const MOST_FIELDS = 40;
const LONGEST_TEXT = 500;

/**
 * The fields of a provider's event, as far as they are stored: the raw event without what is personal in it. Addresses
 * within texts are replaced, links are cut after the host, and what is nested is left out. At most 40 fields of 500
 * characters.
 */
export function impersonal(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.entries(fields).flatMap(([name, value]): [string, unknown][] => {
    if (PERSONAL.test(name) || name.length > LONGEST_TEXT) return [];
    if (typeof value === 'string') return [[name, textOf(value)]];
    return typeof value === 'number' || typeof value === 'boolean' ? [[name, value]] : [];
  });
  return Object.fromEntries(kept.slice(0, MOST_FIELDS));
}

/** Ids are kept as they are: only texts of several words and links can hold anything personal. */
function textOf(text: string): string {
  if (/^https?:/i.test(text)) return URL.canParse(text) ? new URL(text).origin : '';
  const cut = text.slice(0, LONGEST_TEXT);
  return cut.includes('@') || /\s/.test(cut) ? cut.replaceAll(ADDRESSES, '…') : cut;
}
