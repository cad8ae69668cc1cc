import type { Config } from '../config/config.js';
import type { TemplateContext } from '../domain/notification.js';

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
