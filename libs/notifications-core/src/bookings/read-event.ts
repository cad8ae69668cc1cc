import { BookingEventDto, type AppointmentDto, type CancellationDto } from './booking-event.dto.js';
import type { Appointment, BookingEvent, Cancellation } from '../domain/booking.js';
import type { Config } from '../config/config.js';
import { InvalidInput, type FieldError } from '../domain/errors.js';
import { checkFields, isObject } from '../domain/field-check.js';
import { trimmed } from '../domain/given.js';
import { unstorableText } from '../domain/unstorable-text.js';
import {
  INSTANT_RULE,
  isTimeZone,
  parseInstant,
  parseWallTime,
  TIME_ZONE_RULE,
  type WallTime,
} from '../domain/wall-time.js';

/** Most events in one array. */
export const MOST_EVENTS_PER_BATCH = 1_000;

export type EventDefaults = Pick<
  Config,
  'BUSINESS_NAME' | 'BUSINESS_ADDRESS' | 'BUSINESS_PHONE' | 'BUSINESS_TIMEZONE' | 'CANCELLATION_POLICY'
>;

/**
 * Checks one CloudEvent.
 * @throws {InvalidInput} naming every wrong field by its path in the JSON, up to 200.
 */
export function parseBookingEvent(json: unknown, defaults: EventDefaults): BookingEvent {
  const errors: FieldError[] = [];
  const event = readEvent(json, defaults, '', errors);
  if (!event) throw new InvalidInput(errors);
  return event;
}

/**
 * Checks an array of CloudEvents, all or nothing.
 * @throws {InvalidInput} naming every wrong field of every event, such as `[3].data.appointment.starts_at`.
 */
export function parseBookingEvents(json: unknown, defaults: EventDefaults): BookingEvent[] {
  if (!Array.isArray(json) || json.length === 0 || json.length > MOST_EVENTS_PER_BATCH)
    throw new InvalidInput([{ field: 'body', message: `must be an array of 1 to ${MOST_EVENTS_PER_BATCH} events` }]);
  const errors: FieldError[] = [];
  const events = json.map((item, index) => readEvent(item, defaults, `[${index}].`, errors));
  if (errors.length > 0) throw new InvalidInput(errors);
  return events.filter((event) => event !== null);
}

type Wrong = (field: string, message: string) => void;

function readEvent(json: unknown, defaults: EventDefaults, prefix: string, errors: FieldError[]): BookingEvent | null {
  const before = errors.length;
  const wrong: Wrong = (field, message) => void errors.push({ field: prefix + field, message });
  if (!isObject(json)) {
    errors.push({ field: prefix.slice(0, -1) || 'body', message: 'must be a CloudEvents 1.0 object' });
    return null;
  }
  for (const { field, message } of unstorableText(json)) wrong(field, message);
  if (errors.length > before) return null;

  const checked = checkFields(BookingEventDto, json, 'ignored');
  for (const { field, message } of checked.errors) wrong(field, message);
  if (errors.length > before) return null;

  const event = checked.fields;
  const zone = readZone(event.data.appointment, defaults, wrong);
  if (errors.length > before) return null;
  const times = readTimes(event, zone, wrong);
  if (errors.length > before || times.start === null) return null;

  return {
    source: event.source,
    id: event.id,
    type: event.type,
    time: times.occurred,
    appointment: appointmentOf(event.data.appointment, times.start, defaults),
    previousStart: times.previousStart,
    cancellation: event.data.cancellation ? cancellationOf(event.data.cancellation, times.cancelledAt) : null,
    payload: json,
  };
}

/** The zone of wall times without an offset: the appointment's own, else the shop's, else the configured one. */
function readZone(appointment: AppointmentDto, defaults: EventDefaults, wrong: Wrong): string | undefined {
  const zoneField = (value: string | undefined, field: string): string | undefined => {
    const zone = trimmed(value) ?? undefined;
    if (zone !== undefined && !isTimeZone(zone)) wrong(field, `must be ${TIME_ZONE_RULE}`);
    return zone;
  };
  const zone =
    zoneField(appointment.timezone, 'data.appointment.timezone') ??
    zoneField(appointment.business?.timezone, 'data.appointment.business.timezone') ??
    defaults.BUSINESS_TIMEZONE;
  zoneField(appointment.client.timezone, 'data.appointment.client.timezone');
  return zone;
}

/** Each time is null where it was not given, and where it could not be read. */
interface EventTimes {
  start: WallTime | null;
  previousStart: WallTime | null;
  cancelledAt: WallTime | null;
  occurred: Date | null;
}

function readTimes(event: BookingEventDto, zone: string | undefined, wrong: Wrong): EventTimes {
  const wallTime = (value: string | null, field: string): WallTime | null => {
    if (value === null) return null;
    const parsed = parseWallTime(value, zone);
    if ('problem' in parsed) wrong(field, parsed.problem);
    return 'problem' in parsed ? null : parsed;
  };
  const { appointment, previous, cancellation } = event.data;
  const start = wallTime(appointment.starts_at, 'data.appointment.starts_at');
  const previousStart = wallTime(trimmed(previous?.starts_at), 'data.previous.starts_at');
  const cancelledAt = wallTime(trimmed(cancellation?.cancelled_at), 'data.cancellation.cancelled_at');
  const time = trimmed(event.time);
  const occurred = time === null ? null : parseInstant(time);
  if (time !== null && occurred === null) wrong('time', `must be ${INSTANT_RULE}`);
  return { start, previousStart, cancelledAt, occurred };
}

function appointmentOf(appointment: AppointmentDto, start: WallTime, defaults: EventDefaults): Appointment {
  const { client, business } = appointment;
  return {
    id: appointment.id,
    version: appointment.version ?? null,
    status: appointment.status ?? 'confirmed',
    start,
    durationMinutes: appointment.duration_minutes ?? null,
    serviceName: appointment.service_name,
    price: appointment.price ?? null,
    currency: trimmed(appointment.currency),
    barberName: trimmed(appointment.barber_name),
    bookNewUrl: trimmed(appointment.book_new_url),
    client: {
      id: client.id,
      name: trimmed(client.name),
      email: trimmed(client.email),
      phone: trimmed(client.phone),
      locale: trimmed(client.locale),
      timezone: trimmed(client.timezone),
    },
    business: {
      name: trimmed(business?.name) ?? defaults.BUSINESS_NAME,
      address: trimmed(business?.address) ?? defaults.BUSINESS_ADDRESS ?? null,
      phone: trimmed(business?.phone) ?? defaults.BUSINESS_PHONE ?? null,
      cancellationPolicy: trimmed(business?.cancellation_policy) ?? defaults.CANCELLATION_POLICY ?? null,
    },
  };
}

function cancellationOf(cancellation: CancellationDto, cancelledAt: WallTime | null): Cancellation {
  return {
    cancelledBy: cancellation.cancelled_by ?? null,
    reason: trimmed(cancellation.reason),
    cancelledAt: cancelledAt?.instant ?? null,
    refundAmount: cancellation.refund_amount ?? null,
    refundTimeframe: trimmed(cancellation.refund_timeframe),
    refundMethod: trimmed(cancellation.refund_method),
    compensationOffered: trimmed(cancellation.compensation_offered),
    bookNewUrl: trimmed(cancellation.book_new_url),
  };
}
