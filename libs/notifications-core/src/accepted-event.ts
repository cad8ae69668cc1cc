import type { BookingEvent } from './booking-event.js';
import type { Channel, Status } from './notification.js';
import type { Plan } from './plan.types.js';

/** What came of wishes; field names are those of the API. */
export interface PlannedItems {
  readonly notifications: readonly {
    readonly id: string;
    readonly notification_type: Channel;
    readonly template_name: string;
    readonly status: Status;
    readonly scheduled_for: string;
  }[];
  readonly skipped: readonly {
    readonly template_name: string;
    readonly notification_type: Channel;
    readonly hours_until: number | null;
    readonly reason: string;
  }[];
}

/** What is answered to one event. */
export interface AcceptedEvent extends PlannedItems {
  readonly event_id: string;
  readonly duplicate: boolean;
}

/** What was answered before; Postgres keeps JSON in an order of its own. */
export function repeated({ event_id, notifications, skipped }: AcceptedEvent): AcceptedEvent {
  return {
    event_id,
    duplicate: true,
    notifications: notifications.map(({ id, notification_type, template_name, status, scheduled_for }) => ({
      id,
      notification_type,
      template_name,
      status,
      scheduled_for,
    })),
    skipped: skipped.map(({ template_name, notification_type, hours_until, reason }) => ({
      template_name,
      notification_type,
      hours_until,
      reason,
    })),
  };
}

/** What was planned, and what was not and why. */
export function answerOf(event: BookingEvent, { insert, skipped }: Plan): AcceptedEvent {
  return { event_id: event.id, duplicate: false, ...plannedOf({ insert, skipped }) };
}

/** The same, of what no event asked for. */
export function plannedOf({ insert, skipped }: Pick<Plan, 'insert' | 'skipped'>): PlannedItems {
  return {
    notifications: insert.map(({ id, channel, templateName, failure, scheduledFor }) => ({
      id,
      notification_type: channel,
      template_name: templateName,
      status: failure === null ? 'pending' : 'failed',
      scheduled_for: scheduledFor.toISOString(),
    })),
    skipped: skipped.map(({ templateName, channel, hoursUntil, reason }) => ({
      template_name: templateName,
      notification_type: channel,
      hours_until: hoursUntil,
      reason,
    })),
  };
}
