import type { EntityManager } from 'typeorm';
import type { Config } from '../config/config.js';
import { findTemplate, type StoredTemplate } from '../db/templates.js';
import { InvalidInput } from '../domain/errors.js';
import type { Channel, TemplateContext } from '../domain/notification.js';
import { localesToTry } from '../domain/template-key.js';
import {
  compileTemplate,
  NotRendered,
  TemplateRefused,
  type CompiledTemplate,
  type Partials,
  type Rendered,
  type TemplateSource,
} from './render.js';
import { refusedFields } from './stored.js';

/** A text that is being written: what is stored, with a subject or a body that is not. */
export interface DraftRequest {
  /** Of the template that it may become. It need not be stored. */
  readonly name: string;
  readonly channel: Channel;
  /** The reader's locale. The template is found as for a send, but inactive ones count too. Default: DEFAULT_LOCALE. */
  readonly locale?: string | undefined;
  /** Replaces the stored subject. */
  readonly subject?: string | null | undefined;
  /** Replaces the stored body. A template that is not stored needs one. */
  readonly body?: string | undefined;
  /** Compiling an email needs a subject: this stands in for one that is not written yet. */
  readonly subjectInstead: string;
}

export interface Draft {
  readonly template: CompiledTemplate;
  readonly stored: StoredTemplate | null;
  /** `null` for SMS, and for a new email without a subject yet. */
  readonly subject: string | null;
}

/**
 * Compiles a text that is being written. It stores nothing.
 * @returns `null` when no template of this name is stored and no body is given.
 * @throws {InvalidInput} naming `subject` or `body`, with the lines, when it is refused.
 */
export async function readDraft(
  manager: EntityManager,
  { name, channel, locale: wanted, subject: unsaved, body: text, subjectInstead }: DraftRequest,
  { DEFAULT_LOCALE }: Pick<Config, 'DEFAULT_LOCALE'>,
  partials: Partials,
): Promise<Draft | null> {
  if (channel === 'sms' && typeof unsaved === 'string')
    throw new InvalidInput([{ field: 'subject', message: 'must be left out: an SMS has none' }]);
  const locale = wanted ?? DEFAULT_LOCALE;
  const stored = await findTemplate(manager, name, channel, localesToTry(locale, DEFAULT_LOCALE));
  const body = text ?? stored?.body;
  if (body === undefined) return null;
  const subject = channel === 'sms' ? null : (unsaved ?? stored?.subject ?? null);
  const source: TemplateSource = {
    name,
    channel,
    // What is being written is meant for the language that is named.
    locale: text === undefined && stored !== null ? stored.locale : locale,
    version: stored?.version ?? 1,
    category: stored?.category ?? 'transactional',
    subject: channel === 'email' ? (subject ?? subjectInstead) : null,
    body,
  };
  return { template: compiled(source, partials), stored, subject };
}

function compiled(source: TemplateSource, partials: Partials): CompiledTemplate {
  try {
    return compileTemplate(source, partials);
  } catch (error) {
    throw error instanceof TemplateRefused ? new InvalidInput(refusedFields(error)) : error;
  }
}

/** @throws {InvalidInput} naming the part that cannot be rendered. */
export function renderedOrRefused(template: CompiledTemplate, context: TemplateContext): Rendered {
  try {
    return template.render(context);
  } catch (error) {
    if (!(error instanceof NotRendered)) throw error;
    throw new InvalidInput([{ field: error.part, message: `cannot be rendered: ${error.why}` }]);
  }
}
