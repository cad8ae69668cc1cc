import type { EntityManager } from 'typeorm';
import { receiptsOf, type ReceiptRow } from '../db/receipts.js';
import { attemptsOf, findEntry, newestEntries, type EntryRow } from '../db/history.js';
import { whyNotDelivered } from '../domain/delivery-status.js';
import { cancelOnRequest } from '../db/notifications/planned.js';
import {
  statusOf,
  type AttemptOutcome,
  type Channel,
  type Evidence,
  type Reason,
  type State,
  type Status,
  type TemplateContext,
} from '../domain/notification.js';

/** One notification as the API shows it. The body is not stored: it can be rendered from template and context. */
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
  /** By what it became known that the provider took this message, although no answer was recorded. */
  readonly evidence: Evidence | null;
  readonly evidence_at: Date | null;
}

/** What a provider said after it took the message. */
export interface ReceiptEntry {
  readonly provider: string;
  /** The provider's word. */
  readonly event: string;
  /** What it means for the delivery. `null`: nothing. */
  readonly status: string | null;
  readonly code: string | null;
  readonly occurred_at: Date;
  readonly received_at: Date;
}

export interface HistoryDetail extends HistoryEntry {
  readonly context: TemplateContext;
  /** How many more messages than one the provider is proven to have taken. */
  readonly duplicates: number;
  /** Oldest first. */
  readonly attempts_log: readonly AttemptLogEntry[];
  /** Receipts of the provider, oldest first. */
  readonly events: readonly ReceiptEntry[];
}

/** Whose notifications a caller may see: one user's, or everybody's (staff). */
export type HistoryScope = { readonly userId: string } | 'everybody';

export interface HistoryQuery {
  readonly scope: HistoryScope;
  readonly appointmentId?: string | undefined;
  readonly channel?: Channel | undefined;
  readonly templateName?: string | undefined;
  readonly status?: Status | undefined;
  readonly state?: State | undefined;
  readonly reason?: Reason | undefined;
  /** The address that messages went to, in canonical form. Compared without case. */
  readonly address?: string | undefined;
  /** Only what was created then or later. */
  readonly from?: Date | undefined;
  /** Only what was created before. */
  readonly to?: Date | undefined;
  /** Id of the last entry of the previous page. */
  readonly before?: string | undefined;
  /** Most entries of a page, at least 1. */
  readonly limit: number;
}

export interface HistoryPage {
  /** Newest first: ids are UUIDv7, so their order is that of creation. */
  readonly entries: readonly HistoryEntry[];
  readonly more: boolean;
}

/** Reads one page. Filters apply before the limit. It costs the same however many rows there are. */
export async function readHistory(
  manager: EntityManager,
  { scope, limit, ...filter }: HistoryQuery,
): Promise<HistoryPage> {
  // Reads one entry more than asked for, to tell whether another page follows.
  const found = await newestEntries(manager, { ...filter, userId: userOf(scope), limit: limit + 1 });
  return { entries: found.slice(0, limit).map(toHistoryEntry), more: found.length > limit };
}

/** `null`: everybody. */
function userOf(scope: HistoryScope): string | null {
  return scope === 'everybody' ? null : scope.userId;
}

/** `null`: there is no such notification within the scope. */
export async function readHistoryDetail(
  manager: EntityManager,
  id: string,
  scope: HistoryScope,
): Promise<HistoryDetail | null> {
  const row = await findEntry(manager, id, userOf(scope));
  if (!row) return null;
  const attempts = await attemptsOf(manager, id);
  return {
    ...toHistoryEntry(row),
    context: row.context,
    duplicates: row.duplicates,
    attempts_log: attempts.map((attempt) => ({
      started_at: attempt.startedAt,
      outcome: attempt.outcome,
      provider: attempt.provider,
      provider_status: attempt.providerStatus,
      provider_code: attempt.providerCode,
      duration_ms: attempt.durationMs,
      error_message: attempt.errorMessage,
      evidence: attempt.evidence,
      evidence_at: attempt.evidenceAt,
    })),
    events: (await receiptsOf(manager, id)).map(toReceiptEntry),
  };
}

/**
 * pending or in doubt → cancelled (`user_request`). One guarded statement: a notification that a worker has claimed
 * meanwhile is not pending any more and goes out.
 * @returns whether a notification within the scope was cancelled.
 */
export async function cancelPending(manager: EntityManager, id: string, scope: HistoryScope): Promise<boolean> {
  const cancelled = await cancelOnRequest(manager, id, userOf(scope));
  return cancelled.length === 1;
}

function toReceiptEntry({ provider, event, status, code, occurredAt, receivedAt }: ReceiptRow): ReceiptEntry {
  return { provider, event, status, code, occurred_at: occurredAt, received_at: receivedAt };
}

export function toHistoryEntry(row: EntryRow): HistoryEntry {
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
    error_message:
      row.errorMessage ??
      (row.state === 'sent' ? whyNotDelivered(row.provider, row.deliveryStatus, row.deliveryCode) : null),
    provider: row.provider,
    provider_message_id: row.providerMessageId,
    delivery_status: row.deliveryStatus,
    delivered_at: row.deliveredAt,
    created_at: row.createdAt,
  };
}
