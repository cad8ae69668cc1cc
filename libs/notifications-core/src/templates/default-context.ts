import type { Config } from '../config/config.js';
import type { TemplateContext } from '../domain/notification.js';

/**
 * What every message knows without being told: the business of the settings, and the year (UTC, as in planning).
 * Settings that are not set are absent keys, so that a template leaves out the whole line. The caller's own
 * context goes over it.
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
