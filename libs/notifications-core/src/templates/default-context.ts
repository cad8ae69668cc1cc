import type { Config } from '../config/config.js';
import type { TemplateCategory, TemplateContext } from '../domain/notification.js';
import { logoUrlOf } from '../links/links.js';
import { TEMPLATE_VARIABLES } from './variables.js';

/**
 * The variables that every message has: the business of the settings, and the year (UTC, as in planning). A setting
 * that is not set is an absent key, so that a template can leave out its whole line. The caller's own context wins over
 * these.
 */
export function defaultContext(config: Config, now: Date): TemplateContext {
  const { BUSINESS_NAME, BUSINESS_ADDRESS, BUSINESS_PHONE, CANCELLATION_POLICY } = config;
  return {
    business_name: BUSINESS_NAME,
    ...(BUSINESS_ADDRESS === undefined ? {} : { business_address: BUSINESS_ADDRESS }),
    ...(BUSINESS_PHONE === undefined ? {} : { business_phone: BUSINESS_PHONE }),
    ...(CANCELLATION_POLICY === undefined ? {} : { cancellation_policy: CANCELLATION_POLICY }),
    current_year: now.getUTCFullYear(),
  };
}

/** The links of one message to pages of the API. They are not stored with it, so that they follow PUBLIC_BASE_URL. */
export interface ReaderLinks {
  /** Where the reader ends what this is part of. `null`: it is no marketing, and cannot be ended so. */
  readonly unsubscribeUrl: string | null;
  /** Where the reader says what they want to receive. `null`: nobody could open it, or the text does not ask for it. */
  readonly preferencesUrl: string | null;
  /** The shop's logo. `null`: there is none. */
  readonly logoUrl: string | null;
}

/**
 * What a message says beside its own context. It is known only when the message is sent, and wins over the caller's:
 * nobody's own value stands in for a link that there is not.
 */
export function sendingContext({ unsubscribeUrl, preferencesUrl, logoUrl }: ReaderLinks): TemplateContext {
  return {
    preferences_url: preferencesUrl ?? '',
    business_logo_url: logoUrl ?? '',
    ...(unsubscribeUrl === null ? {} : { unsubscribe_url: unsubscribeUrl }),
  };
}

/** Stands in for what is known only when the message is sent, where a template is checked or shown before. */
export function sendingExample(category: TemplateCategory, config: Config): TemplateContext {
  const { unsubscribe_url, preferences_url } = TEMPLATE_VARIABLES;
  return sendingContext({
    unsubscribeUrl: category === 'marketing' ? unsubscribe_url.example : null,
    preferencesUrl: preferences_url.example,
    logoUrl: logoUrlOf(config),
  });
}
