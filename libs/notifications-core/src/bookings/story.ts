import { skipsOf } from '../db/skips.js';
import { databaseClock } from '../db/sql.js';
import {
  eventsOf,
  findAppointment,
  notificationsAbout,
  rememberedOf,
  type ReceivedEvent,
  type RememberedRow,
  type StoryRow,
  type ToldAppointment,
} from '../db/story.js';
import { causesOf } from '../db/suppressions.js';
import type { AppointmentStatus, BookingEventType } from '../domain/booking.js';
import type { Channel, SkipReason } from '../domain/notification.js';
import type { KeptSkip } from '../domain/skip.js';
import { usableAddresses } from '../eligibility/addresses.js';
import { readKnownRecipients, type KnownRecipient } from '../eligibility/known-recipients.js';
import { explainRow, type ChannelNow, type RowTelling } from '../history/explain-row.js';
import { explainSkip } from '../history/explain-skip.js';
import { toHistoryEntry, type HistoryEntry } from '../history/history.js';
import type { Services } from '../services/services.js';

/** An event of a booking. One that came again is there once for each time. */
export interface StoryEvent {
  readonly event_id: string;
  readonly source: string;
  readonly type: BookingEventType;
  readonly version: number | null;
  readonly received_at: Date;
  /** `stale`: newer news had come already. `duplicate`: it had been accepted before. */
  readonly outcome: 'applied' | 'stale' | 'duplicate';
}

/** A message of a booking that was never planned. */
export interface NotSent {
  readonly template_name: string;
  readonly notification_type: Channel;
  readonly hours_until: number | null;
  readonly reason: SkipReason;
  /** A sentence for staff. */
  readonly explanation: string;
}

/** All of one booking, in the fields of the API. Lists are newest first. */
export interface AppointmentStory {
  readonly id: string;
  readonly status: AppointmentStatus;
  readonly version: number | null;
  readonly starts_at: Date;
  readonly timezone: string;
  /** `null` once the client was erased. */
  readonly service_name: string | null;
  /** As they are known now. */
  readonly client: {
    readonly id: string;
    readonly name: string | null;
    readonly email: string | null;
    readonly phone: string | null;
  };
  readonly events: readonly StoryEvent[];
  readonly notifications: readonly (HistoryEntry & { readonly explanation: string })[];
  readonly not_sent: readonly NotSent[];
}

/** Most entries in each list of a story. */
const MOST_TOLD = 200;

/**
 * The story of one booking: its events, its notifications, and the messages that were never planned, with reasons in
 * words. Each list has the newest 200 at most, and of one event the latest 20 repeats.
 * @returns `null`: no event has told of this appointment, or it was cleaned up.
 */
export async function readStory(services: Services, id: string): Promise<AppointmentStory | null> {
  const { dataSource, config } = services;
  const appointment = await findAppointment(dataSource, id);
  if (appointment === null) return null;
  const { clientId } = appointment;
  // What was skipped is read before the rows: a row that comes meanwhile is newer, and says more.
  const skips = await skipsOf(dataSource, id, clientId, MOST_TOLD);
  const rows = await notificationsAbout(dataSource.manager, id, MOST_TOLD);
  const remembered = skips.length === 0 ? [] : await rememberedOf(dataSource, id);
  const events = await eventsOf(dataSource, id, MOST_TOLD);
  const person = (await readKnownRecipients(dataSource, config, [{ id: clientId }])).of(clientId);
  const telling = await tellingOf(services, appointment, person);
  const planned = [...rows.map(plannedOf), ...remembered];
  return {
    id,
    status: appointment.status,
    version: appointment.version,
    starts_at: appointment.startsAt,
    timezone: appointment.zone,
    service_name: appointment.serviceName,
    client: clientOf(appointment, person),
    events: events.flatMap(timesOf).sort(byTime).slice(0, MOST_TOLD),
    notifications: rows.map((row) => ({ ...toHistoryEntry(row), explanation: explainRow(row, telling) })),
    not_sent: skips
      .filter((skip) => !wasPlanned(skip, planned, appointment))
      .map((skip) => ({
        template_name: skip.templateName,
        notification_type: skip.channel,
        hours_until: skip.hoursUntil,
        reason: skip.reason,
        explanation: explainSkip(skip, telling),
      })),
  };
}

async function tellingOf(
  { dataSource, gate, providers }: Services,
  appointment: ToldAppointment,
  { addresses, preferences, client }: KnownRecipient,
): Promise<RowTelling> {
  const channelNow = (channel: Channel): ChannelNow => ({
    isConfigured: providers[channel].mode !== 'not_configured',
    pausedFor: gate.pausedFor(channel),
  });
  return {
    client: client?.name ?? appointment.client?.name ?? 'the client',
    zone: appointment.zone,
    startsAt: appointment.startsAt,
    now: await databaseClock(dataSource),
    suppressed: await causesOf(dataSource, usableAddresses(addresses)),
    channels: { email: channelNow('email'), sms: channelNow('sms') },
    hasQuietHours: preferences.quiet_hours_enabled,
  };
}

/** The stored person is newer than the snapshot. Nothing of one who was erased is left in either. */
function clientOf({ clientId, client }: ToldAppointment, person: KnownRecipient): AppointmentStory['client'] {
  const known = person.client ?? (person.erased ? null : client);
  return { id: clientId, name: known?.name ?? null, email: known?.email ?? null, phone: known?.phone ?? null };
}

/** Each time that an event came again, then the event itself: newest first. */
function timesOf({ id, source, type, version, receivedAt, isStale, repeatedAt }: ReceivedEvent): StoryEvent[] {
  const event = { event_id: id, source, type, version: typeof version === 'number' ? version : null };
  return [
    ...repeatedAt.map((at) => ({ ...event, received_at: at, outcome: 'duplicate' as const })).reverse(),
    { ...event, received_at: receivedAt, outcome: isStale ? ('stale' as const) : ('applied' as const) },
  ];
}

/** Newest first. */
function byTime(a: StoryEvent, b: StoryEvent): number {
  return b.received_at.getTime() - a.received_at.getTime();
}

function plannedOf({ createdAt: at, ...row }: StoryRow): RememberedRow {
  return { ...row, at };
}

/**
 * Whether there is a row after all: planned later, or the one that the skip was a repetition of. A reminder of an
 * earlier start has no place in the story as it is now.
 */
function wasPlanned(skip: KeptSkip, planned: readonly RememberedRow[], { startsAt }: ToldAppointment): boolean {
  if (skip.hoursUntil !== null && skip.startsAt.getTime() !== startsAt.getTime()) return true;
  const alike = planned.filter(
    (row) =>
      row.userId === skip.userId &&
      row.channel === skip.channel &&
      row.templateName === skip.templateName &&
      row.hoursUntil === skip.hoursUntil,
  );
  if (skip.reason === 'stale' && alike.length > 0) return true;
  return alike.some(
    ({ at, state, dedupeKey }) => at >= skip.at || (state !== 'cancelled' && dedupeKey === skip.dedupeKey),
  );
}
