// What the API calls by a name, in the words of a shop. One place, so that every page says the same.

export type Channel = 'email' | 'sms';

export const CHANNEL_TEXT: Readonly<Record<Channel, string>> = { email: 'Email', sms: 'SMS' };
/** The channels, to choose from. */
export const CHANNEL_CHOICES = [
  { value: 'email', label: CHANNEL_TEXT.email },
  { value: 'sms', label: CHANNEL_TEXT.sms },
] as const;
/** Within a sentence. */
export const CHANNEL_WORD: Readonly<Record<Channel, string>> = { email: 'email', sms: 'SMS' };

/** The channel that an address names, if it is one. */
export function channelOf(wanted: string | undefined): Channel | undefined {
  return wanted === 'email' || wanted === 'sms' ? wanted : undefined;
}

const TEMPLATE_TEXT: Readonly<Record<string, string>> = {
  appointment_request: 'Request received',
  appointment_confirmation: 'Confirmation',
  appointment_reminder: 'Reminder',
  appointment_rescheduled: 'Moved',
  appointment_cancellation: 'Cancelled',
  marketing_announcement: 'Announcement',
};

/** What a message is about: "Reminder". A template of the shop's own is called by its name. */
export function templateText(name: string): string {
  return TEMPLATE_TEXT[name] ?? sentence(name.replaceAll('_', ' '));
}

const REASON_TEXT: Readonly<Record<string, string>> = {
  booking_cancelled: 'the appointment was cancelled',
  superseded: 'something newer was told instead',
  user_request: 'it was cancelled by hand',
  expired: 'its time has passed',
  preference_off: 'the client does not want it',
  suppressed: 'the address has opted out, or mail to it comes back',
  country_not_allowed: 'SMS may not go to that country',
  erased: 'the client was erased',
  provider_not_configured: 'the channel is not set up yet',
  provider_auth: 'the provider refused our key',
  invalid_recipient: 'the address is not valid',
  template_missing: 'there is no such template',
  template_error: 'the template could not be filled',
  retries_exhausted: 'it failed at every try',
  rejected: 'the provider refused it',
  in_doubt: 'nobody could find out whether it arrived',
  past_due: 'its time had passed already',
  stale: 'something newer was known already',
  duplicate: 'it was told before',
  no_address: 'there is no address',
  unchanged: 'nothing changed for the client',
  too_soon: 'it would have followed right after the confirmation',
  missing_variables: 'the template needs something that was not given',
};

/** Why a message waits, failed or was not sent; goes on after "because". */
export function reasonText(reason: string): string {
  return REASON_TEXT[reason] ?? reason.replaceAll('_', ' ');
}

/** Begins with a capital. */
export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Ends with a period, unless it ends already. */
export function withPeriod(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

const LANGUAGES = new Intl.DisplayNames('en', { type: 'language' });

/** "es": "Spanish". */
export function languageText(tag: string): string {
  try {
    return LANGUAGES.of(tag) ?? tag;
  } catch {
    // What no browser reads as a language is shown as it is.
    return tag;
  }
}
