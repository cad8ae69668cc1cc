export interface SmsMeasure {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Parts that are sent and paid for. 0 for an empty text. */
  readonly segments: number;
  /**
   * Length in the units of the limits, as handsets show it. In GSM-7 the characters of the extension table (`[ ] { } \
   * ~ ^ | €`) count 2. In UCS-2 the units are UTF-16 code units, so most emoji count 2 or more.
   */
  readonly characters: number;
}

/** Most units of a single message, and of each part of a longer one. The rest of a part joins it to the others. */
const LIMITS = { 'GSM-7': { whole: 160, part: 153 }, 'UCS-2': { whole: 70, part: 67 } } as const;

/** The default alphabet of 3GPP 23.038, in its order, without the escape. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Its extension table. Each character is sent as an escape and a second code. */
const EXTENSION = new Set('\f^{}\\[~]|€');

/** Whether the text can go out in GSM-7, where a segment holds more than twice as much. */
export function isGsm(text: string): boolean {
  for (const symbol of text) if (!BASIC.has(symbol) && !EXTENSION.has(symbol)) return false;
  return true;
}

/** The characters for which GSM-7 has no code, in order of appearance, each once. */
export function outsideGsm(text: string): string[] {
  return [...new Set(text)].filter((symbol) => !isGsm(symbol));
}

/** Measures a text as SMS. One character outside GSM-7 turns the whole message into UCS-2. */
export function measureSms(text: string): SmsMeasure {
  const symbols = Array.from(text);
  const gsm = isGsm(text);
  const encoding = gsm ? 'GSM-7' : 'UCS-2';
  const units = symbols.map((symbol) => (gsm ? (EXTENSION.has(symbol) ? 2 : 1) : symbol.length));
  const characters = units.reduce((sum, unit) => sum + unit, 0);
  return { encoding, characters, segments: countSegments(units, characters, LIMITS[encoding]) };
}

/** An escape and its code are not split, and neither is a surrogate pair: the whole of it moves to the next part. */
function countSegments(units: readonly number[], characters: number, limit: { whole: number; part: number }): number {
  if (characters === 0) return 0;
  if (characters <= limit.whole) return 1;
  let segments = 1;
  let used = 0;
  for (const unit of units) {
    if (used + unit > limit.part) {
      segments++;
      used = 0;
    }
    used += unit;
  }
  return segments;
}

/** Turns typographic punctuation back into plain punctuation: one curly quote would double the price. */
const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`]/g, "'"],
  [/[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb]/g, '"'],
  [/[\u2039]/g, '<'],
  [/[\u203a]/g, '>'],
  [/[\u2010-\u2015\u2212\u2043\u2022]/g, '-'],
  [/\u2026/g, '...'],
  [/\u2044/g, '/'],
  [/\u00d7/g, 'x'],
  [/\u00b7/g, '-'],
  // All kinds of line ends.
  [/\r\n?|[\u0085\u2028\u2029]/g, '\n'],
  [/[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' '],
  // Control characters, invisible characters, direction marks. Joiners (200C, 200D) stay: emoji and some scripts need
  // them.
  [
    // eslint-disable-next-line no-control-regex
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g,
    '',
  ],
  [/\p{Surrogate}/gu, ''],
];

/** Nothing in it is replaced: letters, figures and punctuation of ASCII but the backtick, and line feeds. */
const PLAIN = /^[\n -_a-~]*$/;

/**
 * Prepares a text for SMS: typographic punctuation and spaces become those of GSM-7, controls and direction marks are
 * removed, letters are composed. Letters are never replaced here: see `sms-room.ts`.
 */
export function normalizeSmsText(text: string): string {
  if (PLAIN.test(text)) return text;
  return REPLACEMENTS.reduce(
    (result, [pattern, replacement]) => result.replace(pattern, replacement),
    text.normalize('NFC'),
  );
}
