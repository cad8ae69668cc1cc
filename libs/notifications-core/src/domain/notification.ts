/** The words of the domain: channels, states and the moves between them. Everything else imports these. */

export const CHANNELS = ['email', 'sms'] as const;
/** The way a notification travels; the API calls it `notification_type`. */
export type Channel = (typeof CHANNELS)[number];

/**
 * Life of a notification. `sending` holds a lease; `in_doubt` means that a send may or may not have
 * reached the provider and evidence is awaited. Both are reported as `pending` to the outside.
 */
export const STATES = ['pending', 'sending', 'in_doubt', 'sent', 'failed', 'cancelled'] as const;
export type State = (typeof STATES)[number];

export type Status = 'pending' | 'sent' | 'failed' | 'cancelled';

/** The public status of a state. */
export function statusOf(state: State): Status {
  return state === 'sending' || state === 'in_doubt' ? 'pending' : state;
}

/** Why a notification waits, failed or was cancelled. */
export const REASONS = [
  'booking_cancelled',
  'superseded',
  'user_request',
  'expired',
  'preference_off',
  'suppressed',
  'country_not_allowed',
  'erased',
  'provider_not_configured',
  'provider_auth',
  'invalid_recipient',
  'template_missing',
  'template_error',
  'retries_exhausted',
  'rejected',
  'in_doubt',
] as const;
export type Reason = (typeof REASONS)[number];

/** Those of a notification that failed. */
export const FAILED_REASONS = [
  'suppressed',
  'provider_auth',
  'invalid_recipient',
  'template_missing',
  'template_error',
  'retries_exhausted',
  'rejected',
  'in_doubt',
] as const satisfies readonly Reason[];
export type FailedReason = (typeof FAILED_REASONS)[number];

/** How a claim ended. */
export type AttemptOutcome = 'sent' | 'retry' | 'failed' | 'in_doubt' | 'released' | 'cancelled';

/** Why something was not planned at all; these leave no row. */
export type SkipReason =
  | 'booking_cancelled'
  | 'past_due'
  | 'stale'
  | 'duplicate'
  | 'no_address'
  | 'preference_off'
  | 'suppressed'
  | 'country_not_allowed';

/** Urgent goes before reminders, reminders before bulk, whatever the backlog. */
export const LANES = ['urgent', 'reminder', 'bulk'] as const;
export type Lane = (typeof LANES)[number];

/** What a template is about: marketing needs the recipient's consent, transactional does not. */
export type TemplateCategory = 'transactional' | 'marketing';

/** Plain JSON that fills a template. */
export type TemplateContext = Readonly<Record<string, unknown>>;

/** A row to insert: decided by planning, not yet known to anybody else. */
export interface PlannedNotification {
  /** UUIDv7, so that the order of ids is the order of creation. */
  readonly id: string;
  readonly userId: string;
  readonly appointmentId: string | null;
  /** Our own count of the appointment's changes, which stands in for versions that a platform does not send. */
  readonly appointmentRevision: number | null;
  readonly channel: Channel;
  readonly templateName: string;
  readonly lane: Lane;
  /** Address in canonical form (E.164 for SMS). `null` only for rows that failed at once. */
  readonly address: string | null;
  readonly locale: string;
  readonly context: TemplateContext;
  /** Hours before the start that this reminder is for; `null` for everything else. */
  readonly hoursUntil: number | null;
  readonly scheduledFor: Date;
  /** After this instant it is cancelled (`expired`) instead of sent; `null`: never. */
  readonly expiresAt: Date | null;
  /** Two rows that are not cancelled never share it. */
  readonly dedupeKey: string;
  /** Set when planning already knows that it cannot be sent: the row is kept as `failed`. */
  readonly failure: { readonly reason: Reason; readonly message: string } | null;
}
