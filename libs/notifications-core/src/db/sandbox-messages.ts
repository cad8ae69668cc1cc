import type { DataSource, SelectQueryBuilder } from 'typeorm';
import { SandboxMessageEntity } from './entities/sandbox-message.entity.js';

export type SandboxMessageRow = Readonly<SandboxMessageEntity>;

/** Which captured messages: the newest `limit` of one address, or of all. */
export interface SandboxFilter {
  /** An address, in any case. Default: all addresses. */
  readonly to?: string | undefined;
  /** Default: no limit. */
  readonly limit?: number | undefined;
}

/** Stores a message with the database's time. */
export async function insertSandboxMessage(
  dataSource: DataSource,
  message: Omit<SandboxMessageRow, 'capturedAt'>,
): Promise<void> {
  await dataSource.getRepository(SandboxMessageEntity).insert(message);
}

/** Newest first. */
export function readSandboxMessages(dataSource: DataSource, filter: SandboxFilter): Promise<SandboxMessageRow[]> {
  return select(dataSource, filter).getMany();
}

/** Deletes the messages that the same filter would list. Returns how many there were. */
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
