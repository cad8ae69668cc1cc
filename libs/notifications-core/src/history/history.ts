import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { DeliveryAttemptEntity, type AttemptOutcome } from '../db/entities/delivery-attempt.entity.js';
import { NotificationEntity } from '../db/entities/notification.entity.js';
import { cancelOnRequest } from '../db/notifications/planned.js';
import {
  STATES,
  statusOf,
  type Channel,
  type Reason,
  type State,
  type Status,
  type TemplateContext,
} from '../domain/notification.js';

/** One notification as the API tells it. Never a body: what was said is rendered from template and context. */
export interface HistoryEntry {
  readonly id: string;
  readonly user_id: string;
  readonly appointment_id: string | null;
  readonly notification_type: Channel;
  readonly template_name: string;
  readonly recipient: string | null;
  readonly subject: string | null;
  readonly status: Status;
  readonly state: State;
  readonly reason: Reason | null;
  readonly scheduled_for: Date;
  readonly sent_at: Date | null;
  readonly attempts: number;
  readonly error_message: string | null;
  readonly provider: string | null;
  readonly provider_message_id: string | null;
  readonly delivery_status: string | null;
  readonly delivered_at: Date | null;
  readonly created_at: Date;
}

export interface AttemptLogEntry {
  readonly started_at: Date;
  readonly outcome: AttemptOutcome;
  readonly provider: string | null;
  /** HTTP status of the provider's answer. */
  readonly provider_status: number | null;
  readonly provider_code: string | null;
  readonly duration_ms: number | null;
  readonly error_message: string | null;
}

export interface HistoryDetail extends HistoryEntry {
  readonly context: TemplateContext;
  /** Oldest first. */
  readonly attempts_log: readonly AttemptLogEntry[];
  /** Receipts of the provider, oldest first. */
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

/** Whose notifications somebody may see: one user's, or everybody's (staff). */
export type HistoryScope = { readonly userId: string } | 'everybody';

export interface HistoryQuery {
  readonly scope: HistoryScope;
  readonly appointmentId?: string | undefined;
  readonly channel?: Channel | undefined;
  readonly templateName?: string | undefined;
  readonly status?: Status | undefined;
  /** Id of the last entry of the page before. */
  readonly before?: string | undefined;
  /** Entries, at least 1. */
  readonly limit: number;
}

export interface HistoryPage {
  /** Newest first: ids are UUIDv7, so their order is that of creation. */
  readonly entries: readonly HistoryEntry[];
  readonly more: boolean;
}

/** Every column that an entry needs; the context stays in the database, it can be large. */
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

/**
 * One page; every filter works before the limit. It costs the same however many rows there are: one user's and one
 * appointment's rows are few, and everybody's are found kind by kind.
 */
export async function readHistory(manager: EntityManager, query: HistoryQuery): Promise<HistoryPage> {
  const select = notificationsOf(manager, query.scope)
    .select(ENTRY_COLUMNS.map((column) => `n.${column}`))
    .orderBy('n.id', 'DESC')
    .limit(query.limit + 1);
  const filtered = query.channel !== undefined || query.templateName !== undefined || query.status !== undefined;
  if (query.scope === 'everybody' && query.appointmentId === undefined && filtered) {
    // One statement, so that what changes its status meanwhile makes no hole.
    select.where(`n.id = ANY (ARRAY(${NEWEST_OF_KINDS}))`, {
      status: query.status ?? null,
      channel: query.channel ?? null,
      templateName: query.templateName ?? null,
      before: query.before ?? LAST_ID,
      most: query.limit + 1,
    });
  } else {
    if (query.appointmentId !== undefined)
      select.andWhere('n.appointmentId = :appointmentId', { appointmentId: query.appointmentId });
    if (query.channel !== undefined) select.andWhere('n.channel = :channel', { channel: query.channel });
    if (query.templateName !== undefined)
      select.andWhere('n.templateName = :templateName', { templateName: query.templateName });
    if (query.status !== undefined) select.andWhere('n.state IN (:...states)', { states: statesOf(query.status) });
    if (query.before !== undefined) select.andWhere('n.id < :before', { before: query.before });
  }
  const found = await select.getMany();
  return { entries: found.slice(0, query.limit).map(toHistoryEntry), more: found.length > query.limit };
}

function statesOf(status: Status | undefined): readonly State[] {
  return STATES.filter((state) => status === undefined || statusOf(state) === status);
}

/** Status, channel and template in one: the index of kinds is on this expression and on nothing else. */
const KIND = `((CASE WHEN k.state IN ('sending', 'in_doubt') THEN 'pending' ELSE k.state END
  || ' ' || k.notification_type || ' ' || k.template_name) COLLATE "C")`;

/**
 * Everybody's newest ids by template, channel or status. No index is in order of ids for every filter, and to walk
 * through all ids until enough of them match takes minutes where few or none do. But kinds are few, and in their
 * index each has its ids in order: so we jump from one kind to the next, take the newest of each that matches, and
 * of these the newest.
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

/** No UUIDv7 comes after it. */
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

/** `null` when there is none, or it is not within the scope. */
export async function readHistoryDetail(
  manager: EntityManager,
  id: string,
  scope: HistoryScope,
): Promise<HistoryDetail | null> {
  const row = await notificationsOf(manager, scope).andWhere('n.id = :id', { id }).getOne();
  if (!row) return null;
  const attempts = await manager.find(DeliveryAttemptEntity, {
    where: { notificationId: id },
    order: { fence: 'ASC' },
  });
  return {
    ...toHistoryEntry(row),
    context: row.context,
    attempts_log: attempts.map((attempt) => ({
      started_at: attempt.startedAt,
      outcome: attempt.outcome,
      provider: attempt.provider,
      provider_status: attempt.providerStatus,
      provider_code: attempt.providerCode,
      duration_ms: attempt.durationMs,
      error_message: attempt.errorMessage,
    })),
    events: [],
  };
}

/**
 * pending or in doubt → cancelled (`user_request`). One guarded statement: a notification that a worker has
 * claimed in the meantime is not pending any more and goes out.
 * @returns whether there was one within the scope.
 */
export async function cancelPending(manager: EntityManager, id: string, scope: HistoryScope): Promise<boolean> {
  const cancelled = await cancelOnRequest(manager, id, scope === 'everybody' ? null : scope.userId);
  return cancelled.length === 1;
}

function notificationsOf(manager: EntityManager, scope: HistoryScope): SelectQueryBuilder<NotificationEntity> {
  const select = manager.createQueryBuilder(NotificationEntity, 'n');
  return scope === 'everybody' ? select : select.where('n.userId = :userId', { userId: scope.userId });
}

export function toHistoryEntry(row: Pick<NotificationEntity, (typeof ENTRY_COLUMNS)[number]>): HistoryEntry {
  return {
    id: row.id,
    user_id: row.userId,
    appointment_id: row.appointmentId,
    notification_type: row.channel,
    template_name: row.templateName,
    recipient: row.address,
    subject: row.subject,
    status: statusOf(row.state),
    state: row.state,
    reason: row.reason,
    scheduled_for: row.scheduledFor,
    sent_at: row.sentAt,
    attempts: row.attempts,
    error_message: row.errorMessage,
    provider: row.provider,
    provider_message_id: row.providerMessageId,
    delivery_status: row.deliveryStatus,
    delivered_at: row.deliveredAt,
    created_at: row.createdAt,
  };
}
