import { createHash } from 'node:crypto';

export type ReceiptProvider = 'sendgrid' | 'twilio';

/** What a receipt has for a consequence beyond the notification: for the address, or for what its person wants. */
export type Consequence =
  /** The address goes on the suppression list, with this cause. */
  | 'bounced'
  | 'spam_report'
  | 'unsubscribed'
  | 'opted_out'
  /** The person wants no marketing mail, or wants it again. */
  | 'no_marketing'
  | 'marketing_again';

/** What a provider says of a message after it took it. */
export interface Receipt {
  readonly provider: ReceiptProvider;
  /** The same for each copy of a receipt: providers repeat calls, and anybody can who saw one. */
  readonly dedupeKey: string;
  /** A UUID. `null`: the provider names none. */
  readonly notificationId: string | null;
  /** As the provider named the message at the send. `null`: it names none. */
  readonly providerMessageId: string | null;
  /** The provider's word. */
  readonly event: string;
  /** One of `DELIVERY_STATUSES`, or a word that we do not know. `null`: it says nothing of the delivery. */
  readonly status: string | null;
  readonly code: string | null;
  /** `null`: the provider does not say. The time when it came counts. */
  readonly occurredAt: Date | null;
  /** The provider has the message. */
  readonly isProof: boolean;
  readonly consequence: Consequence | null;
  /** Where the message went. It is acted on and not stored. `null`: the provider does not say. */
  readonly address: string | null;
  /** The raw event, without what is personal in it. */
  readonly payload: Readonly<Record<string, unknown>>;
}

export function dedupeKeyOf(...parts: readonly (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

/** Most characters of a word, so that it can be counted by name. */
const LONGEST_WORD = 40;

/** A provider's word that we do not know, as it is stored and counted. */
export function unknownWord(word: string): string {
  return word
    .toLowerCase()
    .replaceAll(/[^a-z0-9_]/g, '_')
    .slice(0, LONGEST_WORD);
}
