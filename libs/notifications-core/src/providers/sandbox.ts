import type { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { insertSandboxMessage, readSandboxMessages, type SandboxFilter } from '../db/sandbox-messages.js';
import { RetryLater } from '../domain/errors.js';
import type { Channel } from '../domain/notification.js';
import { measureSms, type SmsMeasure } from '../templates/sms-encoding.js';
import type { Message, Provider } from './provider.js';

/** Takes messages instead of a provider. */
export type Capture = (message: Message) => Promise<void>;

/** Captures messages instead of sending them. Used outside production for every channel without credentials. */
export function createSandboxProvider<C extends Channel>(
  channel: C,
  capture: Capture,
): Provider<Extract<Message, { channel: C }>> {
  return {
    name: 'sandbox',
    channel,
    async send(message) {
      try {
        await capture(message);
      } catch {
        // The database's error is dropped, because it quotes the row. Capturing a message twice after a lost reply does
        // no harm.
        throw new RetryLater('The sandbox could not store the message; check the database');
      }
      return { providerMessageId: null, status: null };
    },
    close: () => Promise.resolve(),
  };
}

/** Captures into the database, where every process can read it. */
export function captureInto(dataSource: DataSource): Capture {
  return async (message) => {
    const email = message.channel === 'email' ? message : undefined;
    await insertSandboxMessage(dataSource, {
      id: uuidv7(),
      notificationId: message.notificationId,
      channel: message.channel,
      address: message.to,
      subject: email === undefined ? null : storable(email.subject),
      html: email === undefined ? null : storable(email.html),
      text: storable(message.text),
    });
  };
}

/** Removes NUL, which Postgres cannot store in text. */
function storable(text: string): string {
  return text.replaceAll('\0', '');
}

/** A captured message as the API shows it. */
export interface SandboxMessage {
  readonly id: string;
  readonly notification_id: string;
  readonly channel: Channel;
  readonly to: string;
  /** `null` for SMS, like `html`. */
  readonly subject: string | null;
  readonly html: string | null;
  readonly text: string;
  /** What its text costs. `null` for email. */
  readonly sms: SmsMeasure | null;
  /** RFC 3339 UTC. */
  readonly captured_at: string;
}

/** Newest first. */
export async function listSandboxMessages(dataSource: DataSource, filter: SandboxFilter): Promise<SandboxMessage[]> {
  return (await readSandboxMessages(dataSource, filter)).map((message) => ({
    id: message.id,
    notification_id: message.notificationId,
    channel: message.channel,
    to: message.address,
    subject: message.subject,
    html: message.html,
    text: message.text,
    sms: message.channel === 'sms' ? measureSms(message.text) : null,
    captured_at: message.capturedAt.toISOString(),
  }));
}
