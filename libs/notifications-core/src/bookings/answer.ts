import type { BookingEvent } from '../domain/booking.js';
import type { Channel, Reason, Status } from '../domain/notification.js';
import type { Plan } from '../domain/plan.js';

/** A planned notification. Field names are those of the API. */
export interface PlannedItem {
  readonly id: string;
  readonly notification_type: Channel;
  readonly template_name: string;
  readonly status: Status;
  readonly scheduled_for: string;
  /** Why it failed at once, and what to do. Absent from those that did not fail. */
  readonly reason?: Reason;
  readonly error_message?: string;
}

/** Planned notifications and skipped ones. */
export interface PlannedItems {
  readonly notifications: readonly PlannedItem[];
  readonly skipped: readonly {
    readonly template_name: string;
    readonly notification_type: Channel;
    readonly hours_until: number | null;
    readonly reason: string;
  }[];
}

/** The answer to one event. */
export interface AcceptedEvent extends PlannedItems {
  readonly event_id: string;
  readonly duplicate: boolean;
}

/** The first answer, with its fields in order: jsonb does not keep their order. */
export function repeated({ event_id, notifications, skipped }: AcceptedEvent): AcceptedEvent {
  return {
    event_id,
    duplicate: true,
    notifications: notifications.map(
      ({ id, notification_type, template_name, status, scheduled_for, reason, error_message }) => ({
        id,
        notification_type,
        template_name,
        status,
        scheduled_for,
        ...(reason === undefined || error_message === undefined ? {} : { reason, error_message }),
      }),
    ),
    skipped: skipped.map(({ template_name, notification_type, hours_until, reason }) => ({
      template_name,
      notification_type,
      hours_until,
      reason,
    })),
  };
}

/** The answer to a new event. */
export function answerOf(event: BookingEvent, { insert, skipped }: Plan): AcceptedEvent {
  return { event_id: event.id, duplicate: false, ...plannedOf({ insert, skipped }) };
}

/** A plan in the fields of the API, for direct sends too. */
export function plannedOf({ insert, skipped }: Pick<Plan, 'insert' | 'skipped'>): PlannedItems {
  return {
    notifications: insert.map(({ id, channel, templateName, failure, scheduledFor }) => ({
      id,
      notification_type: channel,
      template_name: templateName,
      status: failure === null ? 'pending' : 'failed',
      scheduled_for: scheduledFor.toISOString(),
      ...(failure === null ? {} : { reason: failure.reason, error_message: failure.message }),
    })),
    skipped: skipped.map(({ templateName, channel, hoursUntil, reason }) => ({
      template_name: templateName,
      notification_type: channel,
      hours_until: hoursUntil,
      reason,
    })),
  };
}

/** With more notifications than this, the log names no ids. They are in the answer and in the inbox. */
const MOST_LOGGED = 100;

/** Log fields for accepted events: counts and ids, nothing of their content. */
export function acceptedFields(answers: readonly AcceptedEvent[]): Readonly<Record<string, unknown>> {
  const fresh = answers.filter(({ duplicate }) => !duplicate);
  const planned = fresh.flatMap(({ notifications }) => notifications.map(({ id }) => id));
  return {
    events: answers.length,
    duplicates: answers.length - fresh.length,
    planned: planned.length,
    skipped: fresh.reduce((sum, { skipped }) => sum + skipped.length, 0),
    ...(planned.length > 0 && planned.length <= MOST_LOGGED ? { notification_ids: planned } : {}),
  };
}
