export interface SmsMeasure {
  readonly encoding: 'GSM-7' | 'UCS-2';
  /** Parts that are sent and paid for; 0 for an empty text. */
  readonly segments: number;
  /**
   * Length in the units that the limits count, as handsets show it: in GSM-7 the characters of the extension
   * table (`[ ] { } \ ~ ^ | €`) count 2; in UCS-2 these are UTF-16 code units, so most emoji count 2 or more.
   */
  readonly characters: number;
}

/** Units of a text that fits one message, and of each part when it does not (the rest joins the parts). */
const LIMITS = { 'GSM-7': { whole: 160, part: 153 }, 'UCS-2': { whole: 70, part: 67 } } as const;

/** 3GPP 23.038, default alphabet, in its order but for the escape. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
/** Its extension table: each is sent as an escape and a second code. */
const EXTENSION = new Set('\f^{}\\[~]|€');

/** How a text is sent as SMS. One character outside GSM-7 turns the whole message into UCS-2. */
export function measureSms(text: string): SmsMeasure {
  const symbols = Array.from(text);
  const gsm = symbols.every((symbol) => BASIC.has(symbol) || EXTENSION.has(symbol));
  const encoding = gsm ? 'GSM-7' : 'UCS-2';
  const units = symbols.map((symbol) => (gsm ? (EXTENSION.has(symbol) ? 2 : 1) : symbol.length));
  const characters = units.reduce((sum, unit) => sum + unit, 0);
  return { encoding, characters, segments: countSegments(units, characters, LIMITS[encoding]) };
}

/** An escape stays with its code and a surrogate with its pair: what does not fit moves to the next part whole. */
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

/** What word processors make of plain punctuation, and its way back: one curly quote would double the price. */
const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/[\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`]/g, "'"],
  [/[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb]/g, '"'],
  [/[\u2039]/g, '<'],
  [/[\u203a]/g, '>'],
  [/[\u2010-\u2015\u2212\u2043\u2022]/g, '-'],
  [/\u2026/g, '...'],
  [/\u2044/g, '/'],
  // Line and paragraph separators, and every other way to end a line.
  [/\r\n?|[\u0085\u2028\u2029]/g, '\n'],
  [/[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, ' '],
  // Controls; characters that are not seen or turn the direction of what follows; halves of a pair.
  // Joiners (200C, 200D) stay: emoji and some scripts need them.
  [
    // eslint-disable-next-line no-control-regex
    /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g,
    '',
  ],
  [/\p{Surrogate}/gu, ''],
];

/**
 * Text as it should go out by SMS: typographic punctuation and spaces replaced by what GSM-7 has, controls and
 * direction marks removed, letters composed. Letters are never replaced: a name is not ours to change.
 */
export function normalizeSmsText(text: string): string {
  return REPLACEMENTS.reduce(
    (result, [pattern, replacement]) => result.replace(pattern, replacement),
    text.normalize('NFC'),
  );
}
