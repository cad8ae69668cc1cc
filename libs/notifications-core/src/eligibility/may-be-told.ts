import type { Channel, PlannedNotification, TemplateCategory } from '../domain/notification.js';
import { wants, type PreferenceRules } from '../domain/preferences.js';
import { CONTACT_FIELD, type AddressReading, type Addresses } from './addresses.js';
import { suppressionKey, type Suppressed } from './suppression.js';

/** A recipient, as far as the verdict needs them. */
export interface Told {
  readonly preferences: PreferenceRules;
  readonly addresses: Addresses;
  readonly suppressed: Suppressed;
}

/** A message that they might get, and its channel. */
export interface Topic {
  readonly channel: Channel;
  readonly templateName: string;
  /** The category of the template that they would get. `undefined`: no template is active. */
  readonly category: TemplateCategory | undefined;
}

type Failure = NonNullable<PlannedNotification['failure']>;

export type Verdict =
  | { readonly skip: 'preference_off' | 'no_address' | 'country_not_allowed' | 'suppressed' }
  | { readonly address: string; readonly failure: null }
  /** It should be sent but cannot be, and staff must see that. `address` is `null` if the stored one is no address. */
  | { readonly address: string | null; readonly failure: Failure };

/**
 * The one verdict: may this person be told this on this channel? Planning, replanning, direct sends and the check at
 * the claim all ask it. Reasons are checked in the order in which a reader of the answer would ask.
 */
export function mayBeTold({ preferences, addresses, suppressed }: Told, topic: Topic): Verdict {
  const { channel, templateName, category } = topic;
  if (!wantsToHear(preferences, topic)) return { skip: 'preference_off' };
  const reading = addresses[channel];
  if (reading === null) return { skip: 'no_address' };
  if (!reading.ok)
    return reading.problem === 'country_not_allowed'
      ? { skip: 'country_not_allowed' }
      : { address: null, failure: { reason: 'invalid_recipient', message: notAnAddress(channel, reading.message) } };
  if (suppressed.has(suppressionKey(channel, reading.value))) return { skip: 'suppressed' };
  return {
    address: reading.value,
    failure:
      category === undefined ? { reason: 'template_missing', message: missingTemplate(channel, templateName) } : null,
  };
}

/** Whether their preferences allow it. Without a template, the message counts as transactional. */
export function wantsToHear(preferences: PreferenceRules, { channel, templateName, category }: Topic): boolean {
  return wants(preferences, channel, templateName, category ?? 'transactional');
}

/** The usable address on a channel. `null`: there is none, or it is suppressed. */
export function openAddress(
  { addresses, suppressed }: Pick<Told, 'addresses' | 'suppressed'>,
  channel: Channel,
): string | null {
  const reading: AddressReading | null = addresses[channel];
  return reading?.ok === true && !suppressed.has(suppressionKey(channel, reading.value)) ? reading.value : null;
}

function notAnAddress(channel: Channel, problem: string): string {
  return `The client's ${CONTACT_FIELD[channel]} ${problem}`;
}

function missingTemplate(channel: Channel, templateName: string): string {
  return `No active ${channel} template "${templateName}": populate or activate it, then resend`;
}
