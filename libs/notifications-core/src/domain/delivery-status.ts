/**
 * What receipts of the providers say of a message after it was sent, in our words. The statistics always count
 * these; a provider's word that nobody has heard before is kept and counted under its own name.
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

/** It did not arrive and will not any more: worth sending again once the cause is gone. */
export const NOT_DELIVERED = [
  'bounced',
  'blocked',
  'dropped',
  'undelivered',
  'failed',
] as const satisfies readonly DeliveryStatus[];
