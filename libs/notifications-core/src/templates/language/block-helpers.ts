import Handlebars from 'handlebars';
import { MAX_LIST_LENGTH, PRINTED_OBJECT } from './context.js';
import type { TemplateRefusal } from './refused.js';
import { toProgram, type HandlebarsEnvironment, type Piece } from './tree.js';

/** Characters. Mail clients show about a fifth of it; a longer one is a mistake in the template or the context. */
export const MAX_OUTPUT_LENGTH = 500_000;
/** Rounds of all loops of one rendering together. */
const MAX_ROUNDS = 2_000;
/** Pieces that all rounds go through together: without it a long loop over nothing would take seconds. */
const MAX_STEPS = 200_000;

/** A rendering that would be too large, or came out empty. The message holds no values. */
export class UnusableOutput extends Error {
  constructor(
    message: string,
    readonly part: TemplateRefusal['part'],
  ) {
    super(message);
  }
}

// Rendering is synchronous, so that one account serves whichever template is being rendered.
const spent = { rounds: 0, steps: 0, characters: 0 };

/** Loops are counted over subject, HTML and text together. */
export function beginRendering(): void {
  spent.rounds = 0;
  spent.steps = 0;
}

interface BlockOptions {
  readonly fn: (context: unknown, options?: { data: unknown }) => string;
  readonly inverse: (context: unknown) => string;
  readonly data: unknown;
  readonly hash: { readonly pieces?: number };
}

/** The helper `each`, which knows when to stop. */
function each(this: unknown, list: unknown, options: BlockOptions): string {
  const entries: [string | number, unknown][] = Array.isArray(list)
    ? list.slice(0, MAX_LIST_LENGTH).map((item: unknown, index) => [index, item])
    : typeof list === 'object' && list !== null
      ? Object.entries(list).slice(0, MAX_LIST_LENGTH)
      : [];
  if (entries.length === 0) return options.inverse(this);
  const data = Handlebars.createFrame(options.data) as Record<string, unknown>;
  let output = '';
  for (const [index, [key, item]] of entries.entries()) {
    spent.rounds += 1;
    spent.steps += options.hash.pieces ?? 1;
    if (spent.rounds > MAX_ROUNDS) throw new UnusableOutput(`its loops go round more than ${MAX_ROUNDS} times`, 'body');
    if (spent.steps > MAX_STEPS)
      throw new UnusableOutput(`its loops do more than ${MAX_STEPS} things: shorten what they repeat`, 'body');
    Object.assign(data, { key, index, first: index === 0, last: index === entries.length - 1 });
    output += options.fn(item, { data });
    if (output.length > MAX_OUTPUT_LENGTH) throw tooLong();
  }
  return output;
}

/** Everything that is printed passes here, so that a long value printed often stops in time. */
function print(value: unknown): unknown {
  if (value === undefined || value === null) return value;
  // Of the context's copy: lists write their items, and objects the mark that makes the output unusable.
  const text = typeof value === 'string' ? value : (value as number).toString();
  spent.characters += text.length;
  if (spent.characters > MAX_OUTPUT_LENGTH) throw tooLong();
  return text;
}

function tooLong(): UnusableOutput {
  return new UnusableOutput(`it has more than ${MAX_OUTPUT_LENGTH} characters`, 'body');
}

const SAFE_PROTOCOLS = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** The URL in its normal form; `#` for anything but http, https, mailto and tel. */
export function safeUrl(value: unknown): string {
  if (typeof value !== 'string' || !URL.canParse(value)) return '#';
  const url = new URL(value);
  return SAFE_PROTOCOLS.has(url.protocol) ? url.href : '#';
}

/** The helper `eq`: 1 and "1" are the same. */
export function sameValue(one: unknown, other: unknown): boolean {
  const comparable = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);
  return comparable(one) === comparable(other);
}

/** Whether `{{#if}}` takes the value for something; `each` and `with` differ in nothing that matters to us. */
export function isShown(value: unknown): boolean {
  return Boolean(value) && !(Array.isArray(value) && value.length === 0);
}

// Own environments, so that nobody else's helpers, partials or decorators are in reach.
export const html = Handlebars.create();
export const plainText = Handlebars.create();

html.registerHelper('safe_url', (value: unknown) => {
  const escaped = safeUrl(print(value)).replace(/[&"'<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  // Handlebars would escape `=` too, which some clients copy into the address.
  return new Handlebars.SafeString(escaped);
});
plainText.registerHelper('safe_url', (value: unknown) => safeUrl(print(value)));
for (const environment of [html, plainText]) {
  environment.registerHelper('each', each);
  environment.registerHelper('eq', sameValue);
  environment.registerHelper('print', print);
  for (const unwanted of ['log', 'lookup']) environment.unregisterHelper(unwanted);
}

/** Makes the pieces ready to render; errors name `part`. */
export function execution(
  environment: HandlebarsEnvironment,
  pieces: readonly Piece[],
  part: TemplateRefusal['part'],
): (context: object) => string {
  const template = environment.compile<object>(toProgram(pieces), {
    noEscape: environment === plainText,
    knownHelpersOnly: true,
    knownHelpers: { if: true, unless: true, each: true, with: true, eq: true, safe_url: true, print: true },
  });
  const execute = (context: object): string => {
    spent.characters = 0;
    const output = template(context, NOTHING_INHERITED);
    if (output.includes(PRINTED_OBJECT))
      throw new UnusableOutput('it prints an object where text is expected: name one of its fields', part);
    return output;
  };
  // Handlebars compiles at the first call: let it be now.
  execute({});
  return execute;
}

/** Handlebars' own default, said aloud: else it writes a warning to the console for every such name. */
const NOTHING_INHERITED = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };
