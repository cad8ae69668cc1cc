/** The words of the domain: channels, states, reasons and lanes. Every other room imports them. */

export const CHANNELS = ['email', 'sms'] as const;
/** The way a notification travels; the API calls it `notification_type`. */
export type Channel = (typeof CHANNELS)[number];

/**
 * The life of a notification. `sending`: a claim holds a lease. `in_doubt`: the provider may or may not have taken the
 * message, and evidence is awaited. The API shows both as `pending`.
 */
export const STATES = ['pending', 'sending', 'in_doubt', 'sent', 'failed', 'cancelled'] as const;
export type State = (typeof STATES)[number];

export const STATUSES = ['pending', 'sent', 'failed', 'cancelled'] as const;
export type Status = (typeof STATUSES)[number];

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

/** The reasons of failed notifications. */
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

/**
 * By what it became known that a provider took a message, although no outcome of it was recorded. `receipt`: the
 * provider reported of it. `list`: it is in the provider's list of messages. `answer`: its answer came after the claim
 * was lost.
 */
export type Evidence = 'receipt' | 'list' | 'answer';

/** Why nothing was planned. A skip leaves no row. */
export type SkipReason =
  | 'booking_cancelled'
  | 'past_due'
  | 'stale'
  | 'duplicate'
  | 'no_address'
  | 'preference_off'
  | 'suppressed'
  | 'country_not_allowed'
  /** A move to the time that the client knows. */
  | 'unchanged'
  /** A reminder right after its booking's confirmation. */
  | 'too_soon';

/** In order of precedence, whatever the backlog: urgent before reminders, reminders before bulk. */
export const LANES = ['urgent', 'reminder', 'bulk'] as const;
export type Lane = (typeof LANES)[number];

/** Marketing needs the recipient's consent, transactional messages do not. */
export type TemplateCategory = 'transactional' | 'marketing';

/** Plain JSON that fills a template. */
export type TemplateContext = Readonly<Record<string, unknown>>;

/** A row that planning wants to insert. */
export interface PlannedNotification {
  /** UUIDv7, so that the order of ids is the order of creation. */
  readonly id: string;
  readonly userId: string;
  readonly appointmentId: string | null;
  /** Our own count of the appointment's changes: not every platform sends versions. */
  readonly appointmentRevision: number | null;
  readonly channel: Channel;
  readonly templateName: string;
  readonly lane: Lane;
  /** In canonical form (E.164 for SMS). `null` only for rows that failed at once. */
  readonly address: string | null;
  readonly locale: string;
  readonly context: TemplateContext;
  /** Hours before the start that this reminder is for; `null` for everything else. */
  readonly hoursUntil: number | null;
  readonly scheduledFor: Date;
  /** From this instant on it is cancelled (`expired`) instead of sent. `null`: never. */
  readonly expiresAt: Date | null;
  /** Unique among the rows that are not cancelled. */
  readonly dedupeKey: string;
  /** Set when planning already knows that the message cannot be sent. The row is stored as `failed`. */
  readonly failure: { readonly reason: Reason; readonly message: string } | null;
}
