import type { Channel } from '../domain/notification.js';

interface Outgoing {
  /** The provider's receipts return it, so that they find their row. */
  readonly notificationId: string;
  /** Email address, or E.164 phone number. */
  readonly to: string;
}

export interface EmailMessage extends Outgoing {
  readonly channel: 'email';
  /** Where answers go. `null`: to the sender. */
  readonly replyTo: string | null;
  readonly subject: string;
  readonly html: string;
  readonly text: string;
  /** Marketing: where its reader ends it, by page (GET) or by the one click of RFC 8058 (POST). `null`: no marketing. */
  readonly unsubscribeUrl: string | null;
}

export interface SmsMessage extends Outgoing {
  readonly channel: 'sms';
  readonly text: string;
  /** Seconds after which the message must not be delivered any more. `null`: the provider's default. */
  readonly validitySeconds: number | null;
}

export type Message = EmailMessage | SmsMessage;

export interface Accepted {
  /** The provider's id of the message, `null` if it gave none. */
  readonly providerMessageId: string | null;
  /** HTTP status of the answer. `null` without HTTP. */
  readonly status: number | null;
}

/** Which messages of a provider are asked for. */
export interface LookUp {
  /** The address they went to. */
  readonly to: string;
  /** When the provider took them, by its clock: from this instant to the other, both included. */
  readonly from: Date;
  readonly until: Date;
}

/** A message that a provider took. */
export interface Listed {
  readonly providerMessageId: string;
  readonly text: string;
  readonly at: Date;
}

/**
 * Sends messages of one channel. An adapter holds everything about its provider: the call, its error table, and later
 * its receipts.
 */
export interface Provider<M extends Message = Message> {
  /** The name in the history: `sendgrid`, `twilio`, `sandbox`. */
  readonly name: string;
  readonly channel: Channel;
  /**
   * Hands one message to the provider.
   * @throws {RetryLater | SlowDown | Permanent | InDoubt | ChannelDown} and nothing else.
   */
  send(message: M): Promise<Accepted>;
  /**
   * Reads the provider's own list of the messages that it took. Absent: it has no list that can be asked.
   * @throws {DeliveryFailure} when the list could not be read. Nothing is in doubt by that.
   */
  lookUp?(query: LookUp): Promise<Listed[]>;
  /** Closes its connections. */
  close(): Promise<void>;
}
