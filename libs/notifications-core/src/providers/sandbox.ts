import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { SandboxMessageEntity } from '../db/entities/sandbox-message.entity.js';
import { RetryLater } from '../domain/errors.js';
import type { Channel } from '../domain/notification.js';
import type { Message, Provider } from './provider.js';

/** Where messages go instead of a provider. */
export type Capture = (message: Message) => Promise<void>;

/** Shows messages instead of sending them, for every channel that has no credentials outside production. */
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
        // The database's error quotes the row. A second capture after a lost reply does no harm.
        throw new RetryLater('The sandbox could not store the message; check the database');
      }
      return { providerMessageId: null, status: null };
    },
    close: () => Promise.resolve(),
  };
}

/** Captures into the database, where every process of the installation can show it. */
export function captureInto(dataSource: DataSource): Capture {
  return async (message) => {
    const email = message.channel === 'email' ? message : undefined;
    await dataSource.getRepository(SandboxMessageEntity).insert({
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

/** Postgres has no way to write a NUL in text. */
function storable(text: string): string {
  return text.replaceAll('\0', '');
}

/** As the API shows it. */
export interface SandboxMessage {
  readonly id: string;
  readonly notification_id: string;
  readonly channel: Channel;
  readonly to: string;
  /** `null` for SMS, like `html`. */
  readonly subject: string | null;
  readonly html: string | null;
  readonly text: string;
  /** RFC 3339 UTC. */
  readonly captured_at: string;
}

/** Which captured messages: the newest `limit` of one address, or of all. */
export interface SandboxFilter {
  /** Compared without regard to case; not given: everybody's. */
  readonly to?: string | undefined;
  /** Not given: no limit. */
  readonly limit?: number | undefined;
}

/** Newest first. */
export async function listSandboxMessages(dataSource: DataSource, filter: SandboxFilter): Promise<SandboxMessage[]> {
  return (await select(dataSource, filter).getMany()).map((message) => ({
    id: message.id,
    notification_id: message.notificationId,
    channel: message.channel,
    to: message.address,
    subject: message.subject,
    html: message.html,
    text: message.text,
    captured_at: message.capturedAt.toISOString(),
  }));
}

/** Forgets what the same filter would list. Returns how many there were. */
export async function deleteSandboxMessages(dataSource: DataSource, filter: SandboxFilter = {}): Promise<number> {
  const chosen = select(dataSource, filter).select('message.id');
  const { affected } = await dataSource
    .getRepository(SandboxMessageEntity)
    .createQueryBuilder()
    .delete()
    .where(`id IN (${chosen.getQuery()})`, chosen.getParameters())
    .execute();
  return affected ?? 0;
}

function select(dataSource: DataSource, { to, limit }: SandboxFilter): SelectQueryBuilder<SandboxMessageEntity> {
  const query = dataSource
    .getRepository(SandboxMessageEntity)
    .createQueryBuilder('message')
    .orderBy('message.capturedAt', 'DESC')
    .addOrderBy('message.id', 'DESC')
    .limit(limit);
  return to === undefined ? query : query.where('lower(message.address) = lower(:to)', { to });
}
