import type { EntityManager } from 'typeorm';
import type { Config } from '../config/config.js';
import { defaultContext, sendingExample } from './default-context.js';
import { readDraft, renderedOrRefused } from './draft.js';
import { logoUrlOf } from '../links/links.js';
import { missingVariables } from './missing-variables.js';
import type { Channel, TemplateContext } from '../domain/notification.js';
import type { Partials } from './render.js';
import { measureSms, outsideGsm, type SmsMeasure } from './sms-encoding.js';
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
  const { channel, context } = request;
  const draft = await readDraft(manager, { ...request, subjectInstead: request.name }, config, partials);
  if (draft === null) return null;
  const { template, stored, subject } = draft;
  // What is not stored yet may become marketing.
  const later = sendingExample(stored?.category ?? 'marketing', config);
  const values =
    context === undefined
      ? { ...EXAMPLE_CONTEXT, business_logo_url: logoUrlOf(config) ?? '' }
      : { ...later, ...defaultContext(config, now), ...context };
  const rendered = renderedOrRefused(template, values);
  const shown = template.source.locale;
  return {
    subject: subject === null ? null : rendered.subject,
    body: rendered.html ?? rendered.text,
    text: channel === 'email' ? rendered.text : null,
    missing_variables: missingVariables(template, values),
    sms: channel === 'sms' ? measureSms(rendered.text) : null,
    outside_gsm: channel === 'sms' ? outsideGsm(rendered.text) : [],
    locale: shown,
    fell_back: shown !== (request.locale ?? config.DEFAULT_LOCALE),
  };
}
