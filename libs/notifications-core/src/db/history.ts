import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { STATES, statusOf, type Channel, type State, type Status } from '../domain/notification.js';
import { DeliveryAttemptEntity } from './entities/delivery-attempt.entity.js';
import { NotificationEntity } from './entities/notification.entity.js';

/** The columns of an entry. The context can be large and is not read. */
const ENTRY_COLUMNS = [
  'id',
  'userId',
  'appointmentId',
  'channel',
  'templateName',
  'address',
  'subject',
  'state',
  'reason',
  'scheduledFor',
  'sentAt',
  'attempts',
  'errorMessage',
  'provider',
  'providerMessageId',
  'deliveryStatus',
  'deliveredAt',
  'createdAt',
] as const satisfies readonly (keyof NotificationEntity)[];

/** The columns of an entry in the history. */
export type EntryRow = Readonly<Pick<NotificationEntity, (typeof ENTRY_COLUMNS)[number]>>;
export type DetailRow = EntryRow & Readonly<Pick<NotificationEntity, 'context'>>;
export type AttemptRow = Readonly<DeliveryAttemptEntity>;

export interface EntryFilter {
  /** `null`: everybody's rows. */
  readonly userId: string | null;
  readonly appointmentId?: string | undefined;
  readonly channel?: Channel | undefined;
  readonly templateName?: string | undefined;
  readonly status?: Status | undefined;
  /** Only ids before this one. */
  readonly before?: string | undefined;
  /** Rows, at least 1. */
  readonly limit: number;
}

/**
 * The newest rows that match. It costs the same however many rows there are: one user or appointment has few rows, and
 * everybody's rows are found kind by kind.
 */
export async function newestEntries(manager: EntityManager, filter: EntryFilter): Promise<EntryRow[]> {
  const { userId, appointmentId, channel, templateName, status, before, limit } = filter;
  const select = notificationsOf(manager, userId)
    .select(ENTRY_COLUMNS.map((column) => `n.${column}`))
    .orderBy('n.id', 'DESC')
    .limit(limit);
  const byKind = channel !== undefined || templateName !== undefined || status !== undefined;
  if (userId === null && appointmentId === undefined && byKind) {
    // One statement, so that a row whose status changes meanwhile is not lost.
    select.where(`n.id = ANY (ARRAY(${NEWEST_OF_KINDS}))`, {
      status: status ?? null,
      channel: channel ?? null,
      templateName: templateName ?? null,
      before: before ?? LAST_ID,
      most: limit,
    });
  } else {
    if (appointmentId !== undefined) select.andWhere('n.appointmentId = :appointmentId', { appointmentId });
    if (channel !== undefined) select.andWhere('n.channel = :channel', { channel });
    if (templateName !== undefined) select.andWhere('n.templateName = :templateName', { templateName });
    if (status !== undefined) select.andWhere('n.state IN (:...states)', { states: statesOf(status) });
    if (before !== undefined) select.andWhere('n.id < :before', { before });
  }
  return select.getMany();
}

function statesOf(status: Status): readonly State[] {
  return STATES.filter((state) => statusOf(state) === status);
}

/** The kind of a row: its status, channel and template. The index of kinds is on exactly this expression. */
const KIND = `((CASE WHEN k.state IN ('sending', 'in_doubt') THEN 'pending' ELSE k.state END
  || ' ' || k.notification_type || ' ' || k.template_name) COLLATE "C")`;

/**
 * Everybody's newest ids by template, channel or status. No index has ids in order for every filter, and walking
 * through all ids takes minutes if few of them match. But there are few kinds, and their index has the ids of each kind
 * in order. So the query jumps from kind to kind, takes the newest ids of each kind that matches, and of these the
 * newest.
 */
const NEWEST_OF_KINDS = `
  WITH RECURSIVE kind(name) AS (
    (SELECT ${KIND} FROM notification k ORDER BY 1 LIMIT 1)
    UNION ALL
    SELECT (SELECT ${KIND} FROM notification k WHERE ${KIND} > kind.name ORDER BY 1 LIMIT 1)
    FROM kind WHERE kind.name IS NOT NULL),
  wanted AS (
    SELECT name, split_part(name, ' ', 1) AS status, split_part(name, ' ', 2) AS channel FROM kind)
  SELECT newest.id
  FROM wanted CROSS JOIN LATERAL (
    SELECT k.id FROM notification k WHERE ${KIND} = wanted.name AND k.id < :before ORDER BY k.id DESC LIMIT :most) AS newest
  WHERE wanted.status = coalesce(:status, wanted.status) AND wanted.channel = coalesce(:channel, wanted.channel)
    AND wanted.name = coalesce(wanted.status || ' ' || wanted.channel || ' ' || :templateName, wanted.name)
  ORDER BY newest.id DESC LIMIT :most`;

/** An id after every UUIDv7. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** `null`: there is none, or it is not this user's. With `userId` null it may be anybody's. */
export function findEntry(manager: EntityManager, id: string, userId: string | null): Promise<DetailRow | null> {
  return notificationsOf(manager, userId).andWhere('n.id = :id', { id }).getOne();
}

/**
 * Reads a row that the transaction has locked.
 * @throws when there is none.
 */
export function readEntry(manager: EntityManager, id: string): Promise<EntryRow> {
  return manager.findOneByOrFail(NotificationEntity, { id });
}

/** The attempts of a notification, oldest first. */
export function attemptsOf(manager: EntityManager, id: string): Promise<AttemptRow[]> {
  return manager.find(DeliveryAttemptEntity, {
    where: { notificationId: id },
    order: { fence: 'ASC' },
  });
}

function notificationsOf(manager: EntityManager, userId: string | null): SelectQueryBuilder<NotificationEntity> {
  const select = manager.createQueryBuilder(NotificationEntity, 'n');
  return userId === null ? select : select.where('n.userId = :userId', { userId });
}
