import type { Config } from '../config/config.js';
import type { TemplateCategory, TemplateContext } from '../domain/notification.js';
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

/** What marketing says beside its own context. It is known only when the message is sent, and wins over the caller's. */
export function marketingContext(unsubscribeUrl: string): TemplateContext {
  return { unsubscribe_url: unsubscribeUrl };
}

/** Stands in for what is known only when the message is sent, where a template is checked or shown before. */
export function sendingExample(category: TemplateCategory): TemplateContext {
  return category === 'marketing' ? marketingContext(String(TEMPLATE_VARIABLES.unsubscribe_url.example)) : {};
}
