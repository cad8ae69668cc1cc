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
