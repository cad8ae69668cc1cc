import { BookingEventDto, type AppointmentDto, type CancellationDto } from './booking-event.dto.js';
import { amountOf } from './booking-event-rules.js';
import type { Appointment, BookingEvent, Cancellation } from '../domain/booking.js';
import type { Config } from '../config/config.js';
import { firstOfEach, InvalidInput, type FieldError } from '../domain/errors.js';
import { checkFields, isObject } from '../domain/field-check.js';
import { given, isGiven, trimmed } from '../domain/given.js';
import { unstorableText } from '../domain/unstorable-text.js';
import { canonicalLocale } from '../domain/template-key.js';
import { INSTANT_RULE, parseInstant, parseWallTime, type WallTime } from '../domain/wall-time.js';

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

/** A class of `booking-event.dto.ts` as far as its fields are right. */
type Incomplete<T> = T extends object ? { readonly [K in keyof T]?: Incomplete<T[K]> } : T;

function readEvent(json: unknown, defaults: EventDefaults, prefix: string, errors: FieldError[]): BookingEvent | null {
  if (!isObject(json)) {
    errors.push({ field: prefix.slice(0, -1) || 'body', message: 'must be a CloudEvents 1.0 object' });
    return null;
  }
  const checked = checkFields(BookingEventDto, json, 'ignored');
  const found = [...unstorableText(json), ...checked.errors];
  const times = readTimes(checked.fields, zoneOf(checked.fields, defaults, found), found);
  for (const { field, message } of firstOfEach(found)) errors.push({ field: prefix + field, message });
  if (found.length > 0 || times.start === null) return null;

  const event = checked.fields;
  const cancellation = given(event.data.cancellation);
  return {
    source: event.source,
    id: event.id,
    type: event.type,
    time: times.occurred,
    appointment: appointmentOf(event.data.appointment, times.start, defaults),
    givenStatus: given(event.data.appointment.status),
    previousStart: times.previousStart,
    cancellation: cancellation === null ? null : cancellationOf(cancellation, times.cancelledAt),
    payload: json,
  };
}

/** What may name the zone of a wall time. */
const MAY_NAME_THE_ZONE = /^data\.appointment(\.business)?(\.timezone)?$/;

/** The zone of wall times without an offset: the appointment's own, else the shop's, else the configured one. */
function zoneOf(
  { data }: Incomplete<BookingEventDto>,
  defaults: EventDefaults,
  errors: readonly FieldError[],
): string | undefined {
  // The zone is wrong, and that is said. With any zone in its place, the times can still be checked.
  if (errors.some(({ field }) => MAY_NAME_THE_ZONE.test(field))) return 'UTC';
  const appointment = data?.appointment;
  return trimmed(appointment?.timezone) ?? trimmed(appointment?.business?.timezone) ?? defaults.BUSINESS_TIMEZONE;
}

/** Each time is null where it was not given, and where it could not be read. */
interface EventTimes {
  readonly start: WallTime | null;
  readonly previousStart: WallTime | null;
  readonly cancelledAt: WallTime | null;
  readonly occurred: Date | null;
}

function readTimes(
  { time, data }: Incomplete<BookingEventDto>,
  zone: string | undefined,
  errors: FieldError[],
): EventTimes {
  const wallTime = (value: string | undefined, field: string): WallTime | null => {
    const text = trimmed(value);
    if (text === null) return null;
    const parsed = parseWallTime(text, zone);
    if ('problem' in parsed) errors.push({ field, message: parsed.problem });
    return 'problem' in parsed ? null : parsed;
  };
  const instant = trimmed(time);
  const occurred = instant === null ? null : parseInstant(instant);
  if (instant !== null && occurred === null) errors.push({ field: 'time', message: `must be ${INSTANT_RULE}` });
  return {
    start: wallTime(data?.appointment?.starts_at, 'data.appointment.starts_at'),
    previousStart: wallTime(data?.previous?.starts_at, 'data.previous.starts_at'),
    cancelledAt: wallTime(data?.cancellation?.cancelled_at, 'data.cancellation.cancelled_at'),
    occurred,
  };
}

function appointmentOf(appointment: AppointmentDto, start: WallTime, defaults: EventDefaults): Appointment {
  const { client } = appointment;
  const business = given(appointment.business);
  const links = given(appointment.links);
  return {
    id: appointment.id,
    version: given(appointment.version),
    status: given(appointment.status) ?? 'confirmed',
    start,
    durationMinutes: given(appointment.duration_minutes),
    serviceName: appointment.service_name,
    price: money(appointment.price),
    currency: trimmed(appointment.currency)?.toUpperCase() ?? null,
    barberName: trimmed(appointment.barber_name),
    bookNewUrl: trimmed(appointment.book_new_url) ?? trimmed(links?.book_again),
    links: {
      manage: trimmed(links?.manage),
      cancel: trimmed(links?.cancel),
      reschedule: trimmed(links?.reschedule),
    },
    client: {
      id: client.id,
      name: trimmed(client.name),
      email: trimmed(client.email),
      phone: trimmed(client.phone),
      locale: canonicalLocale(trimmed(client.locale) ?? ''),
      timezone: trimmed(client.timezone),
    },
    business: {
      name: trimmed(business?.name) ?? defaults.BUSINESS_NAME,
      email: trimmed(business?.email),
      address: trimmed(business?.address) ?? defaults.BUSINESS_ADDRESS ?? null,
      phone: trimmed(business?.phone) ?? defaults.BUSINESS_PHONE ?? null,
      cancellationPolicy: trimmed(business?.cancellation_policy) ?? defaults.CANCELLATION_POLICY ?? null,
    },
  };
}

function cancellationOf(cancellation: CancellationDto, cancelledAt: WallTime | null): Cancellation {
  return {
    cancelledBy: given(cancellation.cancelled_by),
    reason: trimmed(cancellation.reason),
    cancelledAt: cancelledAt?.instant ?? null,
    refundAmount: money(cancellation.refund_amount),
    refundTimeframe: trimmed(cancellation.refund_timeframe),
    refundMethod: trimmed(cancellation.refund_method),
    compensationOffered: trimmed(cancellation.compensation_offered),
    bookNewUrl: trimmed(cancellation.book_new_url),
  };
}

function money(value: number | undefined): number | null {
  return isGiven(value) ? amountOf(value) : null;
}
