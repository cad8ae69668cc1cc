import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { STATES, statusOf, type Channel, type Reason, type State, type Status } from '../domain/notification.js';
import { DeliveryAttemptEntity } from './entities/delivery-attempt.entity.js';
import { NotificationEntity } from './entities/notification.entity.js';
import { KINDS, KINDS_WITH_REASON, newestInRareState, newestOfKinds } from './history-kinds.js';

/** The columns of an entry. The context can be large and is not read. */
export const ENTRY_COLUMNS = [
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
  'deliveryCode',
  'deliveredAt',
  'createdAt',
] as const satisfies readonly (keyof NotificationEntity)[];

/** The columns of an entry in the history. */
export type EntryRow = Readonly<Pick<NotificationEntity, (typeof ENTRY_COLUMNS)[number]>>;
export type DetailRow = EntryRow & Readonly<Pick<NotificationEntity, 'context' | 'duplicates'>>;
export type AttemptRow = Readonly<DeliveryAttemptEntity>;

export interface EntryFilter {
  /** `null`: everybody's rows. */
  readonly userId: string | null;
  readonly appointmentId?: string | undefined;
  readonly channel?: Channel | undefined;
  readonly templateName?: string | undefined;
  readonly status?: Status | undefined;
  readonly state?: State | undefined;
  readonly reason?: Reason | undefined;
  /** Compared without case. */
  readonly address?: string | undefined;
  /** Only rows that were created then or later. */
  readonly from?: Date | undefined;
  /** Only rows that were created before. */
  readonly to?: Date | undefined;
  /** Only ids before this one. */
  readonly before?: string | undefined;
  /** Rows, at least 1. */
  readonly limit: number;
}

/**
 * The newest rows that match. It costs the same however many rows there are: one user, appointment or address has few
 * rows, and everybody's rows are found kind by kind.
 */
export async function newestEntries(manager: EntityManager, filter: EntryFilter): Promise<EntryRow[]> {
  const { userId, appointmentId, address, status, state, limit } = filter;
  if (status !== undefined && state !== undefined && statusOf(state) !== status) return [];
  const select = notificationsOf(manager, userId)
    .select(ENTRY_COLUMNS.map((column) => `n.${column}`))
    .orderBy('n.id', 'DESC')
    .limit(limit);
  const ids = userId === null && appointmentId === undefined && address === undefined ? idsOfEverybody(filter) : null;
  // One statement, so that a row whose status changes meanwhile is not lost.
  if (ids !== null) select.where(`n.id = ANY (ARRAY(${ids}))`, parametersOf(filter));
  else narrow(select, filter);
  return select.getMany();
}

/** Adds each filter to a query of few rows. */
function narrow(select: SelectQueryBuilder<NotificationEntity>, filter: EntryFilter): void {
  const { appointmentId, channel, templateName, status, state, reason, address, from, to, before } = filter;
  const add = (value: unknown, condition: string, parameters: object): void => {
    if (value !== undefined) select.andWhere(condition, parameters);
  };
  add(appointmentId, 'n.appointmentId = :appointmentId', { appointmentId });
  add(address, 'lower(n.address) = lower(:address)', { address });
  add(channel, 'n.channel = :channel', { channel });
  add(templateName, 'n.templateName = :templateName', { templateName });
  add(status, 'n.state IN (:...states)', { states: status === undefined ? [] : statesOf(status) });
  add(state, 'n.state = :state', { state });
  add(reason, 'n.reason = :reason', { reason });
  add(from, 'n.createdAt >= :from AND n.id >= :after', { from, after: firstIdOf(from) });
  add(to, 'n.createdAt < :to AND n.id < :until', { to, until: lastIdOf(to) });
  add(before, 'n.id < :before', { before });
}

/** A query for the ids of everybody's newest rows. `null`: ids alone, in their order, answer it. */
function idsOfEverybody({ channel, templateName, status, state, reason, from, to }: EntryFilter): string | null {
  if (![channel, templateName, status, state, reason].some((part) => part !== undefined)) return null;
  const time = [
    ...(from === undefined ? [] : ['k.created_at >= :from']),
    ...(to === undefined ? [] : ['k.created_at < :to']),
  ];
  if (state === 'sending' || state === 'in_doubt') {
    const also = [
      ...time,
      'k.notification_type = coalesce(:channel, k.notification_type)',
      'k.template_name = coalesce(:templateName, k.template_name)',
      'k.reason IS NOT DISTINCT FROM coalesce(:reason, k.reason)',
    ];
    return newestInRareState(state, also.join(' AND '));
  }
  // The kinds know the status. What is being sent, or in doubt, is left out of those that wait: never many.
  const also = [...time, ...(state === undefined ? [] : ['k.state = :state'])].join(' AND ') || 'true';
  return newestOfKinds(reason === undefined ? KINDS : KINDS_WITH_REASON, also);
}

function parametersOf(filter: EntryFilter): Readonly<Record<string, unknown>> {
  const { channel, templateName, status, state, reason, from, to, before, limit } = filter;
  const until = lastIdOf(to);
  return {
    status: status ?? (state === undefined ? null : statusOf(state)),
    channel: channel ?? null,
    templateName: templateName ?? null,
    reason: reason ?? null,
    ...(state === undefined ? {} : { state }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    after: firstIdOf(from),
    before: before !== undefined && before < until ? before : until,
    most: limit,
  };
}

function statesOf(status: Status): readonly State[] {
  return STATES.filter((state) => statusOf(state) === status);
}

/**
 * An id is made by the clock of a process, and `created_at` by that of Postgres. This is how far they may be apart. It
 * only bounds how many rows are looked at.
 */
const CLOCKS_APART_MS = 3_600_000;

/** An id before every id that was made at this instant or later. */
function firstIdOf(from: Date | undefined): string {
  return from === undefined ? FIRST_ID : idAt(from.getTime() - CLOCKS_APART_MS);
}

/** An id after every id that was made before this instant. */
function lastIdOf(to: Date | undefined): string {
  return to === undefined ? LAST_ID : idAt(to.getTime() + CLOCKS_APART_MS);
}

/** The first 48 bits of a UUIDv7 are its milliseconds since 1970. */
function idAt(ms: number): string {
  const hex = Math.max(0, Math.min(ms, 2 ** 48 - 1))
    .toString(16)
    .padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

const FIRST_ID = '00000000-0000-0000-0000-000000000000';
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
