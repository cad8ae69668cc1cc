import Handlebars from 'handlebars';
import { MAX_LIST_LENGTH, PRINTED_OBJECT } from './context.js';
import type { TemplateRefusal } from './refused.js';
import { toProgram, type HandlebarsEnvironment, type Piece } from './tree.js';

/**
 * Characters. Mail clients show about a fifth of that, so a longer output is a mistake in the template or the context.
 */
export const MAX_OUTPUT_LENGTH = 500_000;
/** Rounds of all loops in one rendering. */
const MAX_ROUNDS = 2_000;
/**
 * Pieces that all rounds of one rendering go through. Without this limit, a long loop that prints nothing would take
 * seconds.
 */
const MAX_STEPS = 200_000;

/** The output would be too large, or is empty. The message holds no values. */
export class UnusableOutput extends Error {
  constructor(
    message: string,
    readonly part: TemplateRefusal['part'],
  ) {
    super(message);
  }
}

// Rendering is synchronous, so one set of counters serves all templates.
const spent = { rounds: 0, steps: 0, characters: 0 };

/** Resets the counters of loops. Subject, HTML and text of a rendering share them. */
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

/** The helper `each`, with limits. */
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

/** Every printed value passes through here, so that printing long values too often is stopped in time. */
function print(value: unknown): unknown {
  if (value === undefined || value === null) return value;
  // The value is from the copied context: a list prints its items, an object the mark that makes the output unusable.
  const text = typeof value === 'string' ? value : (value as number).toString();
  spent.characters += text.length;
  if (spent.characters > MAX_OUTPUT_LENGTH) throw tooLong();
  return text;
}

function tooLong(): UnusableOutput {
  return new UnusableOutput(`it has more than ${MAX_OUTPUT_LENGTH} characters`, 'body');
}

/** What stands in for a link that may not be printed. */
export const UNSAFE_URL = '#';
const SAFE_PROTOCOLS = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** The normalised URL. `UNSAFE_URL` for anything but http, https, mailto and tel. */
export function safeUrl(value: unknown): string {
  if (typeof value !== 'string' || !URL.canParse(value)) return UNSAFE_URL;
  const url = new URL(value);
  return SAFE_PROTOCOLS.has(url.protocol) ? url.href : UNSAFE_URL;
}

/** The helper `eq`. 1 and "1" are equal. */
export function sameValue(one: unknown, other: unknown): boolean {
  const comparable = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);
  return comparable(one) === comparable(other);
}

/** Whether `{{#if}}` shows its block for a value. For our purposes `each` and `with` decide the same. */
export function isShown(value: unknown): boolean {
  return Boolean(value) && !(Array.isArray(value) && value.length === 0);
}

// Separate environments, so that templates cannot reach helpers, partials or decorators of other code.
export const html = Handlebars.create();
export const plainText = Handlebars.create();

html.registerHelper('safe_url', (value: unknown) => {
  const escaped = safeUrl(print(value)).replace(/[&"'<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  // Handlebars would escape `=` too, and some mail clients copy the escape into the address.
  return new Handlebars.SafeString(escaped);
});
plainText.registerHelper('safe_url', (value: unknown) => safeUrl(print(value)));
for (const environment of [html, plainText]) {
  environment.registerHelper('each', each);
  environment.registerHelper('eq', sameValue);
  environment.registerHelper('print', print);
  for (const unwanted of ['log', 'lookup']) environment.unregisterHelper(unwanted);
}

/** Compiles pieces into a function that renders them. Errors name `part`. */
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
  // Handlebars compiles at the first call, so it is called once now.
  execute({});
  return execute;
}

/** Handlebars' own defaults. Without them it writes a warning to the console for every inherited name. */
const NOTHING_INHERITED = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };
