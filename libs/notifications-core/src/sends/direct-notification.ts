import { v7 as uuidv7 } from 'uuid';
import type { Channel, Lane, PlannedNotification, SkipReason, TemplateContext } from '../domain/notification.js';
import { mayBeTold } from '../eligibility/may-be-told.js';
import type { Services } from '../services/services.js';
import { given } from '../domain/given.js';
import { defaultContext, sendingExample } from '../templates/default-context.js';
import { UnusableContext } from '../templates/language/context.js';
import { missingVariables } from '../templates/missing-variables.js';
import type { CompiledTemplate } from '../templates/render.js';
import type { Addressee } from './addressee.js';

/** A message that a caller asked for. No booking event planned it. */
export interface DirectMessage {
  readonly templateName: string;
  /** Wins over the default context. */
  readonly context: TemplateContext;
  readonly appointmentId: string | null;
  readonly lane: Lane;
  readonly scheduledFor: Date;
  readonly expiresAt: Date | null;
}

export type DirectVerdict =
  | { readonly skip: SkipReason }
  /** The variables that the template would print and nobody gives, in order of appearance. */
  | { readonly missing: readonly string[] }
  | { readonly row: PlannedNotification };

/**
 * Makes the row for a message to one person on one channel, or the reason why there is none. A fault of the request, a
 * missing variable, comes before one of the person. Quiet hours are applied later, at the claim.
 */
export function directNotification(
  { config, templates }: Services,
  addressee: Addressee,
  channel: Channel,
  message: DirectMessage,
  now: Date,
): DirectVerdict {
  const { userId, client, locale } = addressee;
  const { templateName, context: own, ...when } = message;
  const template = templates.find(templateName, channel, locale);
  const context = { ...defaultContext(config, now), client_name: given(client?.name) ?? 'there', ...own };
  const missing = template === undefined ? [] : missingIn(template, context, config);
  if (missing.length > 0) return { missing };
  const verdict = mayBeTold(addressee, { channel, templateName, category: template?.source.category });
  if ('skip' in verdict) return verdict;
  const id = uuidv7();
  return {
    row: {
      ...when,
      ...verdict,
      id,
      userId,
      // `null`: booking events do not change this row. Only a cancelled booking cancels it.
      appointmentRevision: null,
      channel,
      templateName,
      locale,
      context,
      hoursUntil: null,
      dedupeKey: `direct|${id}`,
    },
  };
}

/** Nothing is missing from a context that is too large, once put together: rendering says what is wrong with it. */
function missingIn(template: CompiledTemplate, context: TemplateContext, config: Services['config']): string[] {
  try {
    return missingVariables(template, { ...context, ...sendingExample(template.source.category, config) });
  } catch (error) {
    if (error instanceof UnusableContext) return [];
    throw error;
  }
}
