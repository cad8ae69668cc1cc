import type { Services } from '../services/services.js';
import { v7 as uuidv7 } from 'uuid';
import type { Addressee, Addressees } from './addressee.js';
import { defaultContext } from '../templates/default-context.js';
import type { Channel, Lane, PlannedNotification, SkipReason, TemplateContext } from '../domain/notification.js';
import { wants } from '../domain/preferences.js';
import { suppressionKey } from '../eligibility/suppression.js';

/** What somebody is told because a caller asked for it, and not because of a booking event. */
export interface DirectMessage {
  readonly templateName: string;
  /** Goes over what every message knows without being told. */
  readonly context: TemplateContext;
  readonly appointmentId: string | null;
  readonly lane: Lane;
  readonly scheduledFor: Date;
  readonly expiresAt: Date | null;
}

export type DirectVerdict = { readonly skip: SkipReason } | { readonly row: PlannedNotification };

/**
 * Turns a message to one person on one channel into a row, or into the reason why there is none. Reasons come in
 * the order of planning. Quiet hours are not asked: they hold it when it is claimed.
 */
export function directNotification(
  { config, templates }: Services,
  { suppressed }: Addressees,
  addressee: Addressee,
  channel: Channel,
  message: DirectMessage,
  now: Date,
): DirectVerdict {
  const { userId, client, locale, preferences } = addressee;
  const { templateName, context, ...when } = message;
  const category = templates.find(templateName, channel, locale)?.source.category;
  if (!wants(preferences, channel, templateName, category ?? 'transactional')) return { skip: 'preference_off' };

  const address = addressee.addresses[channel];
  if (address === null) return { skip: 'no_address' };
  if (!address.ok && address.problem === 'country_not_allowed') return { skip: 'country_not_allowed' };
  if (address.ok && suppressed.has(suppressionKey(channel, address.value))) return { skip: 'suppressed' };

  const id = uuidv7();
  const row: PlannedNotification = {
    ...when,
    id,
    userId,
    // None: no booking event brings it up to date or takes it back, but for a cancelled booking.
    appointmentRevision: null,
    channel,
    templateName,
    address: address.ok ? address.value : null,
    locale,
    context: { ...defaultContext(config, now), client_name: client?.name ?? 'there', ...context },
    hoursUntil: null,
    dedupeKey: `direct|${id}`,
    failure: null,
  };
  if (!address.ok) {
    const message = `The recipient's ${channel === 'email' ? 'email' : 'phone'} ${address.message}`;
    return { row: { ...row, failure: { reason: 'invalid_recipient', message } } };
  }
  if (category === undefined) {
    const message = `No active ${channel} template "${templateName}" in their language: populate or activate it, then resend`;
    return { row: { ...row, failure: { reason: 'template_missing', message } } };
  }
  return { row };
}
