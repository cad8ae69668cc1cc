import type { components } from '../../api/schema.js';
import type { HistoryFilter } from '../../parts/notifications.js';

/** Why messages fail. */
export const FAILED_REASONS = [
  'suppressed',
  'provider_auth',
  'invalid_recipient',
  'template_missing',
  'template_error',
  'retries_exhausted',
  'rejected',
  'in_doubt',
] as const satisfies readonly NonNullable<components['schemas']['Redrive']['reason']>[];

/** Why messages wait, fail or are cancelled. */
export const REASONS = [
  'booking_cancelled',
  'superseded',
  'user_request',
  'expired',
  'preference_off',
  'country_not_allowed',
  'erased',
  'provider_not_configured',
  ...FAILED_REASONS,
] as const satisfies readonly NonNullable<HistoryFilter['reason']>[];
