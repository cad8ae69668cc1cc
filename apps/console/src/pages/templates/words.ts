import type { Channel } from './template-api.js';

/** "Appointment reminder" for `appointment_reminder`. */
export function templateTitle(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export const CHANNEL_WORDS: Readonly<Record<Channel, string>> = { email: 'Email', sms: 'SMS' };

const LANGUAGES = new Intl.DisplayNames('en', { type: 'language', fallback: 'code' });

/** "Portuguese (Brazil)" for `pt-BR`. */
export function languageName(locale: string): string {
  try {
    return LANGUAGES.of(locale) ?? locale;
  } catch {
    return locale;
  }
}

/** "1 segment", "2 segments". */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** The address of a template in the console. */
export function templatePath({ name, channel, locale }: { name: string; channel: Channel; locale: string }): string {
  return `/templates/${encodeURIComponent(name)}/${channel}?locale=${encodeURIComponent(locale)}`;
}
