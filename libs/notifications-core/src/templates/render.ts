import { Permanent } from '../domain/errors.js';
import type { Channel, TemplateCategory, TemplateContext } from '../domain/notification.js';
import { fittingSms } from './sms-room.js';
import { writtenContext } from './written-context.js';
import { UnusableContext, withoutControls } from './language/context.js';
import {
  beginRendering,
  execution,
  html,
  MAX_OUTPUT_LENGTH,
  plainText,
  UnusableOutput,
} from './language/block-helpers.js';
import { checkHtml } from './language/html.js';
import { TemplateRefused, type TemplateRefusal } from './language/refused.js';
import { readTemplate } from './language/safety.js';
import { textPartOf } from './language/text.js';
import { variablesOf, type Piece } from './language/tree.js';

export { safeUrl } from './language/block-helpers.js';
export { TemplateRefused } from './language/refused.js';
export type { TemplateRefusal } from './language/refused.js';

/** A template as written: the columns of a `template` row that rendering needs. */
export interface TemplateSource {
  readonly name: string;
  readonly channel: Channel;
  readonly locale: string;
  readonly version: number;
  readonly category: TemplateCategory;
  readonly subject: string | null;
  readonly body: string;
}

/** `html` and `subject` are `null` for SMS. */
export interface Rendered {
  readonly subject: string | null;
  readonly html: string | null;
  readonly text: string;
}

export interface CompiledTemplate {
  readonly source: TemplateSource;
  /** Names of the top-level variables that subject, body and used partials read. */
  readonly variables: readonly string[];
  /** Subject and body, checked, with their partials inserted. */
  readonly pieces: readonly Piece[];
  /** @throws {NotRendered} when the context cannot be used or the output would be too large. */
  render(context: TemplateContext): Rendered;
}

/** The template cannot be rendered with this context. The message holds no values. */
export class NotRendered extends Permanent {
  constructor(
    template: string,
    /** The part that must change. */
    readonly part: 'context' | 'subject' | 'body',
    readonly why: string,
  ) {
    super(`Template ${template} could not be rendered: ${why}`, 'template_error');
  }
}

/** Partials by name, as written. They may include each other, but not themselves. */
export type Partials = Readonly<Record<string, string>>;

/** Characters. Twilio's own limit. */
const MAX_SMS_LENGTH = 1_600;
/** Characters. RFC 5322 allows no longer header line. */
const MAX_SUBJECT_LENGTH = 998;

/**
 * Checks and compiles a template. That takes milliseconds, a rendering a tenth of one. The text part of an email is
 * derived from the HTML.
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
    subject: subject === null ? null : execution(plainText, subject, 'subject'),
    html: email ? execution(html, body, 'body') : null,
    text: execution(plainText, text, 'body'),
  };
  const pieces = [...(subject ?? []), ...body];
  return {
    source,
    variables: variablesOf(pieces),
    pieces,
    render(context) {
      try {
        const plain = writtenContext(context, source.locale);
        beginRendering();
        if (run.subject === null || run.html === null)
          return {
            subject: null,
            html: null,
            text: limited('text', fittingSms(run.text, plain), MAX_SMS_LENGTH),
          };
        const subject = limited('subject', tidyLine(run.subject(plain)), MAX_SUBJECT_LENGTH);
        const text = tidyText(run.text(plain));
        return {
          subject,
          html: limited('HTML', run.html(plain), MAX_OUTPUT_LENGTH),
          // A page that has only pictures has no text, and a mail must not have an empty part.
          text: limited('text', text === '' ? subject : text, MAX_OUTPUT_LENGTH),
        };
      } catch (error) {
        throw notRendered(label, error);
      }
    },
  };
}

function labelOf({ name, channel, locale, version }: TemplateSource): string {
  return `${name} (${channel}, ${locale}, version ${version})`;
}

function notRendered(label: string, error: unknown): NotRendered {
  if (error instanceof UnusableContext) return new NotRendered(label, 'context', error.message);
  if (error instanceof UnusableOutput) return new NotRendered(label, error.part, error.message);
  return new NotRendered(label, 'context', 'it fails with this context');
}

function limited(what: 'subject' | 'HTML' | 'text', output: string, max: number): string {
  const part = what === 'subject' ? 'subject' : 'body';
  if (output.length > max) throw new UnusableOutput(`its ${what} has more than ${max} characters`, part);
  if (output === '') throw new UnusableOutput(`its ${what} comes out empty`, part);
  return output;
}

function tidyLine(line: string): string {
  return withoutControls(line).replace(/\s+/g, ' ').trim();
}

/** Removes the spaces and blank lines that empty blocks leave in a text part. */
function tidyText(text: string): string {
  return withoutControls(text)
    .replace(/[ \t\u00A0]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
