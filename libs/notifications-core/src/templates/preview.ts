import type { EntityManager } from 'typeorm';
import type { Config } from '../config/config.js';
import { findTemplate } from '../db/templates.js';
import { defaultContext, sendingExample } from './default-context.js';
import { InvalidInput } from '../domain/errors.js';
import { missingVariables } from './missing-variables.js';
import type { Channel, TemplateContext } from '../domain/notification.js';
import {
  compileTemplate,
  NotRendered,
  TemplateRefused,
  type CompiledTemplate,
  type Partials,
  type Rendered,
  type TemplateSource,
} from './render.js';
import { measureSms, outsideGsm, type SmsMeasure } from './sms-encoding.js';
import { refusedFields } from './stored.js';
import { localesToTry } from '../domain/template-key.js';
import { EXAMPLE_CONTEXT } from './variables.js';

export interface PreviewRequest {
  readonly name: string;
  readonly channel: Channel;
  /** The reader's locale. The template is found as for a send, but inactive ones count too. Default: DEFAULT_LOCALE. */
  readonly locale?: string | undefined;
  /** Replaces the stored subject. A template that is not stored needs at least a body. */
  readonly subject?: string | null | undefined;
  readonly body?: string | undefined;
  /** Wins over the default context. Default: the examples of the reference of variables. */
  readonly context?: TemplateContext | undefined;
}

export interface TemplatePreview {
  /** `null` for SMS, and for a new email without a subject yet. */
  readonly subject: string | null;
  /** HTML of an email, text of an SMS. */
  readonly body: string;
  /** The plain text part of an email. `null` for SMS, whose body it is. */
  readonly text: string | null;
  /** Printed variables without a value: see `missingVariables`. */
  readonly missing_variables: string[];
  /** `null` for email. */
  readonly sms: SmsMeasure | null;
  /** The characters that turn an SMS into UCS-2, each once. Empty for email. */
  readonly outside_gsm: string[];
  /** The language of the template that is shown. */
  readonly locale: string;
  /** Whether there is none in exactly the language that was asked for. */
  readonly fell_back: boolean;
}

/**
 * Renders a template, stored or not, as it would go out. It stores and sends nothing.
 * @returns `null` when no template of this name is stored and no body is given.
 * @throws {InvalidInput} naming `subject`, `body` or `context`, when the template is refused or cannot be rendered.
 */
export async function previewTemplate(
  manager: EntityManager,
  request: PreviewRequest,
  config: Config,
  partials: Partials,
  now: Date,
): Promise<TemplatePreview | null> {
  const { name, channel, subject: unsaved, context } = request;
  if (channel === 'sms' && typeof unsaved === 'string')
    throw new InvalidInput([{ field: 'subject', message: 'must be left out: an SMS has none' }]);
  const locale = request.locale ?? config.DEFAULT_LOCALE;
  const stored = await findTemplate(manager, name, channel, localesToTry(locale, config.DEFAULT_LOCALE));
  const body = request.body ?? stored?.body;
  if (body === undefined) return null;
  // What is being written is meant for the language that is named.
  const shown = request.body === undefined && stored !== null ? stored.locale : locale;
  const subject = channel === 'sms' ? null : (unsaved ?? stored?.subject ?? null);
  const template = compiled(
    {
      name,
      channel,
      locale: shown,
      version: stored?.version ?? 1,
      category: stored?.category ?? 'transactional',
      // Compiling an email needs a subject. The name stands in for it, so that the body of a new email can be
      // previewed.
      subject: channel === 'email' ? (subject ?? name) : null,
      body,
    },
    partials,
  );
  // What is not stored yet may become marketing.
  const later = sendingExample(stored?.category ?? 'marketing');
  const values = context === undefined ? EXAMPLE_CONTEXT : { ...later, ...defaultContext(config, now), ...context };
  const rendered = renderedOrRefused(template, values);
  return {
    subject: subject === null ? null : rendered.subject,
    body: rendered.html ?? rendered.text,
    text: channel === 'email' ? rendered.text : null,
    missing_variables: missingVariables(template, values),
    sms: channel === 'sms' ? measureSms(rendered.text) : null,
    outside_gsm: channel === 'sms' ? outsideGsm(rendered.text) : [],
    locale: shown,
    fell_back: shown !== locale,
  };
}

function compiled(source: TemplateSource, partials: Partials): CompiledTemplate {
  try {
    return compileTemplate(source, partials);
  } catch (error) {
    throw error instanceof TemplateRefused ? new InvalidInput(refusedFields(error)) : error;
  }
}

function renderedOrRefused(template: CompiledTemplate, context: TemplateContext): Rendered {
  try {
    return template.render(context);
  } catch (error) {
    if (!(error instanceof NotRendered)) throw error;
    throw new InvalidInput([{ field: error.part, message: `cannot be rendered: ${error.why}` }]);
  }
}
