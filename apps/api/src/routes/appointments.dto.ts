import {
  type AppointmentPlace,
  type AppointmentStory,
  type Channel,
  type NotSent,
  type StoryEvent,
} from '@booking/notifications-core';
import { IfPresent, InstantInQuery, PersonId, PlainText, WholeNumber } from '../http/field-rules.js';
import { CursorOf } from '../http/paging.js';
import { HistoryItem } from './history.dto.js';

export class AppointmentId {
  /**
   * As the booking platform names the appointment.
   * @example "apt-1"
   */
  @PersonId() id!: string;
}

export class AppointmentFilter {
  /** Appointments on a page. */
  @WholeNumber(1, 200) limit: number = 50;

  /**
   * Only of this client.
   * @example "user-1"
   */
  @IfPresent() @PersonId() client_id?: string;

  /**
   * Only those that start at this instant or later: RFC 3339 with an offset.
   * @example "2035-12-01T00:00:00Z"
   */
  @IfPresent() @InstantInQuery() from?: string;

  /**
   * Only those that start before this instant.
   * @example "2035-12-02T00:00:00Z"
   */
  @IfPresent() @InstantInQuery() to?: string;

  /** From the `Link` header of the page before; opaque. */
  @IfPresent() @PlainText() @CursorOf(placeOf) cursor?: string;
}

/** An opaque cursor: the place of the last appointment of a page. */
export function cursorOf({ starts_at, id }: ListedAppointmentItem): string {
  return Buffer.from(`${starts_at.getTime()} ${id}`).toString('base64url');
}

/** `null`: the cursor is none of ours. Postgres knows no time before 4713 BC. */
export function placeOf(cursor: string): AppointmentPlace | null {
  const [, at, id] = /^(-\d{1,14}|\d{1,15}) (.+)$/s.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  return at === undefined || id === undefined ? null : { startsAt: new Date(Number(at)), id };
}

export class ListedClient {
  /** @example "user-1" */
  id!: string;
  /**
   * `null` once the person was erased.
   * @example "John Doe"
   */
  name!: string | null;
}

/** An appointment in the list. */
export class ListedAppointmentItem {
  /** @example "apt-1" */
  id!: string;
  status!: AppointmentStory['status'];
  starts_at!: Date;
  /**
   * The zone that its times are shown in.
   * @example "America/New_York"
   */
  timezone!: string;
  /**
   * `null` once its client was erased.
   * @example "Haircut"
   */
  service_name!: string | null;
  client!: ListedClient;
}

/** Whose appointment it is, as the person is known now. */
export class StoryClient {
  /** @example "user-1" */
  id!: string;
  /**
   * `null` once the person was erased, as are email and phone.
   * @example "John Doe"
   */
  name!: string | null;
  /** @example "john@example.com" */
  email!: string | null;
  /** @example "+12025550123" */
  phone!: string | null;
}

/** An event of the booking platform, or one of its repeats. */
export class StoryEventItem implements StoryEvent {
  /** @example "evt-1" */
  event_id!: string;
  /** @example "/booking-service" */
  source!: string;
  type!: StoryEvent['type'];
  /**
   * `null` where the event says none, or its client was erased.
   * @example 1
   */
  version!: number | null;
  received_at!: Date;
  /**
   * `stale`: newer news had come already, so it changed nothing. `duplicate`: the same event came again.
   * @example "applied"
   */
  outcome!: 'applied' | 'stale' | 'duplicate';
}

/** A notification of the booking, and what became of it in a sentence. */
export class StoryNotification extends HistoryItem {
  /**
   * What became of it, or what it waits for. Times are those of the booking's zone.
   * @example "Sent on 22 Nov at 05:00, and delivered."
   */
  explanation!: string;
}

/** A message of the booking that was never planned. */
export class NotSentItem implements NotSent {
  /** @example "appointment_reminder" */
  template_name!: string;
  notification_type!: Channel;
  /**
   * Of a reminder: hours before the start.
   * @example 24
   */
  hours_until!: number | null;
  /** @example "past_due" */
  reason!: NotSent['reason'];
  /**
   * The reason in a sentence. Times are those of the booking's zone.
   * @example "The 24-hour reminder by SMS was not planned: when the booking came in, on 1 Dec at 10:02, the appointment was only 3 hours away."
   */
  explanation!: string;
}

/** One booking: what we were told of it, and what its client was told. */
export class Story implements AppointmentStory {
  /** @example "apt-1" */
  id!: string;
  status!: AppointmentStory['status'];
  /**
   * The platform's own count of changes; `null`: it sends none.
   * @example 1
   */
  version!: number | null;
  starts_at!: Date;
  /**
   * The zone that its times are shown in: an IANA name, or the offset of its start.
   * @example "America/New_York"
   */
  timezone!: string;
  /**
   * `null` once its client was erased.
   * @example "Haircut"
   */
  service_name!: string | null;
  client!: StoryClient;
  /** Newest first. */
  events!: StoryEventItem[];
  /** Newest first, also those to a client who had the appointment before. */
  notifications!: StoryNotification[];
  /** What its client was not told, and why. */
  not_sent!: NotSentItem[];
}
