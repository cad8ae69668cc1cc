import Handlebars from 'handlebars';
import { Permanent } from './errors.js';
import type { Channel, TemplateCategory, TemplateContext } from './notification.js';
import { normalizeSmsText } from './sms-encoding.js';
import { MAX_LIST_LENGTH, plainContext, PRINTED_OBJECT, UnusableContext, withoutControls } from './template-context.js';
import { checkHtml } from './template-html.js';
import { TemplateRefused } from './template-refused.js';
import type { TemplateRefusal } from './template-refused.js';
import { readTemplate } from './template-safety.js';
import { textPartOf } from './template-text.js';
import { toProgram, variablesOf } from './template-tree.js';
import type { HandlebarsEnvironment, Piece } from './template-tree.js';

export { TemplateRefused } from './template-refused.js';
export type { TemplateRefusal } from './template-refused.js';

/** A template as written: what rendering needs of a `template` row. */
export interface TemplateSource {
  readonly name: string;
  readonly channel: Channel;
  readonly locale: string;
  readonly version: number;
  readonly category: TemplateCategory;
  readonly subject: string | null;
  readonly body: string;
}

/** `html` is null for SMS; `subject` is null for SMS. */
export interface Rendered {
  readonly subject: string | null;
  readonly html: string | null;
  readonly text: string;
}

export interface CompiledTemplate {
  readonly source: TemplateSource;
  /** Names of the top-level variables that the template (subject, body and the partials used) reads. */
  readonly variables: readonly string[];
  /** @throws {Permanent} `template_error`, when the context cannot be used or the output would be too large. */
  render(context: TemplateContext): Rendered;
}

/** Partials by name, as written; they may include each other, but not themselves. */
export type Partials = Readonly<Record<string, string>>;

/** Characters. Mail clients show about a fifth of it; a longer one is a mistake in the template or the context. */
const MAX_HTML_LENGTH = 500_000;
/** Characters; Twilio's own limit. */
const MAX_SMS_LENGTH = 1_600;
/** Characters; longer header lines are not mail (RFC 5322). */
const MAX_SUBJECT_LENGTH = 998;
/** Rounds of all loops of one rendering together. */
const MAX_ROUNDS = 2_000;

/**
 * Checks a template and makes it ready to render; this takes milliseconds, rendering a tenth of one.
 * The text part of an email is derived here, from the HTML.
 * @throws {TemplateRefused} listing everything that is broken or unsafe, with the lines.
 */
export function compileTemplate(source: TemplateSource, partials: Partials = {}): CompiledTemplate {
  const label = labelOf(source);
  const refusals: TemplateRefusal[] = [];
  const email = source.channel === 'email';
  const subject = email
    ? readTemplate({ part: 'subject', text: source.subject ?? '', escape: false }, partials, refusals)
    : null;
  const body = readTemplate({ part: 'body', text: source.body, escape: email }, partials, refusals);
  if (email) checkHtml(body, refusals);
  const text = email && refusals.length === 0 ? textPartOf(body, refusals) : body;
  if (refusals.length > 0)
    throw new TemplateRefused(
      label,
      refusals.toSorted((one, other) => one.line - other.line),
    );

  const run = {
    subject: subject === null ? null : execution(plainText, subject),
    html: email ? execution(html, body) : null,
    text: execution(plainText, text),
  };
  return {
    source,
    variables: [...new Set([...variablesOf(subject ?? []), ...variablesOf(body)])],
    render(context) {
      try {
        const plain = plainContext(context);
        rounds = 0;
        if (run.subject === null || run.html === null)
          return {
            subject: null,
            html: null,
            text: limited('text', normalizeSmsText(run.text(plain)).trim(), MAX_SMS_LENGTH),
          };
        const subject = limited('subject', tidyLine(run.subject(plain)), MAX_SUBJECT_LENGTH);
        const text = tidyText(run.text(plain));
        return {
          subject,
          html: limited('HTML', run.html(plain), MAX_HTML_LENGTH),
          // A page of nothing but pictures has no text, and a mail must not have an empty part.
          text: limited('text', text === '' ? subject : text, MAX_HTML_LENGTH),
        };
      } catch (error) {
        throw new Permanent(`Template ${label} could not be rendered: ${causeOf(error)}`, 'template_error');
      }
    },
  };
}

/** Of the variables that the template reads, those that the context does not give or gives empty. */
export function missingVariables(compiled: CompiledTemplate, context: TemplateContext): string[] {
  return compiled.variables.filter((name) => {
    const value = Object.hasOwn(context, name) ? context[name] : undefined;
    return value === undefined || value === null || value === '';
  });
}

function labelOf({ name, channel, locale, version }: TemplateSource): string {
  return `${name} (${channel}, ${locale}, version ${version})`;
}

/** A rendering that would be too large, or came out empty. The message holds no values. */
class UnusableOutput extends Error {}

function causeOf(error: unknown): string {
  if (error instanceof UnusableContext || error instanceof UnusableOutput) return error.message;
  return 'it fails with this context';
}

function limited(what: string, output: string, max: number): string {
  if (output.length > max) throw new UnusableOutput(`its ${what} has more than ${max} characters`);
  if (output === '') throw new UnusableOutput(`its ${what} comes out empty`);
  return output;
}

function tidyLine(line: string): string {
  return withoutControls(line).replace(/\s+/g, ' ').trim();
}

/** Blocks that showed nothing leave spaces and blank lines behind in a text part. */
function tidyText(text: string): string {
  return withoutControls(text)
    .replace(/[ \t\u00A0]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

// Rendering is synchronous, so that one count serves whichever template is being rendered.
let rounds = 0;

interface BlockOptions {
  readonly fn: (context: unknown, options?: { data: unknown }) => string;
  readonly inverse: (context: unknown) => string;
  readonly data: unknown;
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
    rounds += 1;
    if (rounds > MAX_ROUNDS) throw new UnusableOutput(`its loops go round more than ${MAX_ROUNDS} times`);
    Object.assign(data, { key, index, first: index === 0, last: index === entries.length - 1 });
    output += options.fn(item, { data });
    if (output.length > MAX_HTML_LENGTH) throw new UnusableOutput(`it has more than ${MAX_HTML_LENGTH} characters`);
  }
  return output;
}

const SAFE_PROTOCOLS = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/** The URL in its normal form; `#` for anything but http, https, mailto and tel. */
export function safeUrl(value: unknown): string {
  if (typeof value !== 'string' || !URL.canParse(value)) return '#';
  const url = new URL(value);
  return SAFE_PROTOCOLS.has(url.protocol) ? url.href : '#';
}

function equal(one: unknown, other: unknown): boolean {
  const comparable = (value: unknown): unknown => (typeof value === 'number' ? String(value) : value);
  return comparable(one) === comparable(other);
}

// Own environments, so that nobody else's helpers, partials or decorators are in reach.
const html = Handlebars.create();
const plainText = Handlebars.create();

html.registerHelper('safe_url', (value: unknown) => {
  const escaped = safeUrl(value).replace(/[&"'<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  // Handlebars would escape `=` too, which some clients copy into the address.
  return new Handlebars.SafeString(escaped);
});
plainText.registerHelper('safe_url', safeUrl);
for (const environment of [html, plainText]) {
  environment.registerHelper('each', each);
  environment.registerHelper('eq', equal);
  for (const unwanted of ['log', 'lookup']) environment.unregisterHelper(unwanted);
}

function execution(environment: HandlebarsEnvironment, pieces: readonly Piece[]): (context: object) => string {
  const template = environment.compile<object>(toProgram(pieces), {
    noEscape: environment === plainText,
    knownHelpersOnly: true,
    knownHelpers: { if: true, unless: true, each: true, with: true, eq: true, safe_url: true },
  });
  const execute = (context: object): string => {
    const output = template(context, NOTHING_INHERITED);
    if (output.includes(PRINTED_OBJECT)) throw new UnusableOutput('it prints an object where text is expected');
    return output;
  };
  // Handlebars compiles at the first call: let it be now.
  execute({});
  return execute;
}

/** Handlebars' own default, said aloud: else it writes a warning to the console for every such name. */
const NOTHING_INHERITED = { allowProtoPropertiesByDefault: false, allowProtoMethodsByDefault: false };
