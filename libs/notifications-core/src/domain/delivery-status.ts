/**
 * What providers' receipts say of a message after it was sent, in our words. Statistics always count each of these.
 * A provider's word that is not in this list is kept and counted under its own name.
 */
export const DELIVERY_STATUSES = [
  'delivered',
  'opened',
  'clicked',
  'deferred',
  'bounced',
  'blocked',
  'dropped',
  'undelivered',
  'failed',
  'spam_report',
  'unsubscribed',
] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** The message will never arrive. It is worth sending again once the cause is gone. */
export const NOT_DELIVERED = [
  'bounced',
  'blocked',
  'dropped',
  'undelivered',
  'failed',
] as const satisfies readonly DeliveryStatus[];

/** The message arrived: it was taken by the mailbox or phone, or somebody acted on it. */
const ARRIVED: ReadonlySet<string> = new Set([
  'delivered',
  'opened',
  'clicked',
  'unsubscribed',
  'spam_report',
] satisfies readonly DeliveryStatus[]);

/**
 * How much each status tells, from least to most. Receipts come late, twice and in any order, so the one that tells
 * most is shown: the final status is the same in whatever order they come.
 *
 * - `deferred` is only a delay.
 * - Of a message that was refused a copy may have arrived, so `delivered` tells more.
 * - A mailbox may take a message and send it back later, so `bounced` tells more than `delivered`.
 * - What somebody did with a message proves that it arrived, so it tells more than a bounce.
 * - `unsubscribed` and `spam_report` are what the shop must see above all.
 *
 * A word that we do not know tells less than each of these.
 */
export const BY_WHAT_THEY_TELL = [
  'deferred',
  'dropped',
  'failed',
  'undelivered',
  'blocked',
  'delivered',
  'bounced',
  'opened',
  'clicked',
  'unsubscribed',
  'spam_report',
] as const satisfies readonly DeliveryStatus[];

/** The status of a notification, or a step towards it. */
export interface Delivery {
  readonly status: string;
  /** The provider's code for it. */
  readonly code: string | null;
}

/** 0 for a word that we do not know. */
const rank = (status: string): number => BY_WHAT_THEY_TELL.findIndex((known) => known === status) + 1;

/** Whether one tells more than the other. Of two that tell alike, the same one always does. */
export function tellsMore(one: Delivery, other: Delivery): boolean {
  const difference = rank(one.status) - rank(other.status);
  if (difference !== 0) return difference > 0;
  if (one.status !== other.status) return one.status > other.status;
  return (one.code ?? '') > (other.code ?? '');
}

export const hasArrived = (status: string): boolean => ARRIVED.has(status);

const PROVIDER_NAMES: Readonly<Record<string, string>> = { sendgrid: 'SendGrid', twilio: 'Twilio' };

const WHY_NOT: Readonly<Record<(typeof NOT_DELIVERED)[number], string>> = {
  bounced: 'the mailbox does not exist or takes no mail; correct the address',
  blocked: 'the server of the mailbox refused this message',
  dropped: 'it was not sent on, because the address is on a list of the provider or the message breaks its rules',
  undelivered: 'the carrier did not deliver it',
  failed: 'it could not be sent on',
};

/**
 * Why a message that was sent did not arrive, in words for staff: the provider's name, our word, its code and what it
 * means. `null`: nothing says that it did not arrive.
 */
export function whyNotDelivered(provider: string | null, status: string | null, code: string | null): string | null {
  const known = NOT_DELIVERED.find((each) => each === status);
  if (known === undefined) return null;
  const who = PROVIDER_NAMES[provider ?? ''] ?? 'the provider';
  return `${who} says ${known}${code === null ? '' : ` (${code})`}: ${WHY_NOT[known]}`;
}
