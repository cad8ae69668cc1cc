import { v7 as uuidv7 } from 'uuid';
import type { Channel, Lane, PlannedNotification, SkipReason, TemplateContext } from '../domain/notification.js';
import { mayBeTold } from '../eligibility/may-be-told.js';
import type { Services } from '../services/services.js';
import { defaultContext } from '../templates/default-context.js';
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

export type DirectVerdict = { readonly skip: SkipReason } | { readonly row: PlannedNotification };

/**
 * Makes the row for a message to one person on one channel, or the reason why there is none. Quiet hours are applied
 * later, at the claim.
 */
export function directNotification(
  { config, templates }: Services,
  addressee: Addressee,
  channel: Channel,
  message: DirectMessage,
  now: Date,
): DirectVerdict {
  const { userId, client, locale } = addressee;
  const { templateName, context, ...when } = message;
  const category = templates.find(templateName, channel, locale)?.source.category;
  const verdict = mayBeTold(addressee, { channel, templateName, category });
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
      context: { ...defaultContext(config, now), client_name: client?.name ?? 'there', ...context },
      hoursUntil: null,
      dedupeKey: `direct|${id}`,
    },
  };
}
