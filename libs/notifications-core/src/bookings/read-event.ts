import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { BookingEventDto } from './booking-event.dto.js';
import type { BookingEvent } from '../domain/booking.js';
import type { Config } from '../config/config.js';
import { InvalidInput, type FieldError } from '../domain/errors.js';
import { unstorableText } from '../domain/unstorable-text.js';
import { isTimeZone, parseInstant, parseWallTime, type WallTime } from '../domain/wall-time.js';

/** Most events in one array. */
export const MOST_EVENTS_PER_BATCH = 1_000;
/** Of a million wrong values the first are enough to see what is wrong. */
const MOST_ERRORS = 200;

export type EventDefaults = Pick<
  Config,
  'BUSINESS_NAME' | 'BUSINESS_ADDRESS' | 'BUSINESS_PHONE' | 'BUSINESS_TIMEZONE' | 'CANCELLATION_POLICY'
>;

/**
 * Checks one CloudEvent.
 * @throws {InvalidInput} naming every wrong field (of very many the first 200) by its path in the JSON.
 */
export function parseBookingEvent(json: unknown, defaults: EventDefaults): BookingEvent {
  const errors: FieldError[] = [];
  const event = readEvent(json, defaults, '', errors);
  if (!event) throw new InvalidInput(errors.slice(0, MOST_ERRORS));
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
  if (errors.length > 0) throw new InvalidInput(errors.slice(0, MOST_ERRORS));
  return events.filter((event) => event !== null);
}

function readEvent(json: unknown, defaults: EventDefaults, prefix: string, errors: FieldError[]): BookingEvent | null {
  const before = errors.length;
  const wrong = (field: string, message: string): void => void errors.push({ field: prefix + field, message });
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    errors.push({ field: prefix.slice(0, -1) || 'body', message: 'must be a CloudEvents 1.0 object' });
    return null;
  }
  for (const { field, message } of unstorableText(json)) wrong(field, message);
  if (errors.length > before) return null;

  const dto = plainToInstance(BookingEventDto, withoutConstructors(json));
  for (const { field, message } of flatten(validateSync(dto))) wrong(field, message);
  if (errors.length > before) return null;

  const { appointment, previous, cancellation } = dto.data;
  const zoneField = (value: string | undefined, field: string): string | undefined => {
    const zone = optional(value) ?? undefined;
    if (zone !== undefined && !isTimeZone(zone)) wrong(field, 'must be an IANA time zone such as America/New_York');
    return zone;
  };
  const zone =
    zoneField(appointment.timezone, 'data.appointment.timezone') ??
    zoneField(appointment.business?.timezone, 'data.appointment.business.timezone') ??
    defaults.BUSINESS_TIMEZONE;
  zoneField(appointment.client.timezone, 'data.appointment.client.timezone');
  if (errors.length > before) return null;

  const wallTime = (value: string, field: string): WallTime | null => {
    const parsed = parseWallTime(value, zone);
    if ('problem' in parsed) wrong(field, parsed.problem);
    return 'problem' in parsed ? null : parsed;
  };
  const start = wallTime(appointment.starts_at, 'data.appointment.starts_at');
  const previousStart = optional(previous?.starts_at);
  const before_ = previousStart === null ? null : wallTime(previousStart, 'data.previous.starts_at');
  const cancelledAt = optional(cancellation?.cancelled_at);
  const cancelled = cancelledAt === null ? null : wallTime(cancelledAt, 'data.cancellation.cancelled_at');
  const time = optional(dto.time);
  const occurred = time === null ? null : parseInstant(time);
  if (time !== null && occurred === null) wrong('time', 'must be an instant such as 2026-11-22T10:00:00Z');
  if (errors.length > before || start === null) return null;

  return {
    source: dto.source,
    id: dto.id,
    type: dto.type,
    time: occurred,
    appointment: {
      id: appointment.id,
      version: appointment.version ?? null,
      status: appointment.status ?? 'confirmed',
      start,
      durationMinutes: appointment.duration_minutes ?? null,
      serviceName: appointment.service_name,
      price: appointment.price ?? null,
      currency: optional(appointment.currency),
      barberName: optional(appointment.barber_name),
      bookNewUrl: optional(appointment.book_new_url),
      client: {
        id: appointment.client.id,
        name: optional(appointment.client.name),
        email: optional(appointment.client.email),
        phone: optional(appointment.client.phone),
        locale: optional(appointment.client.locale),
        timezone: optional(appointment.client.timezone),
      },
      business: {
        name: optional(appointment.business?.name) ?? defaults.BUSINESS_NAME,
        address: optional(appointment.business?.address) ?? defaults.BUSINESS_ADDRESS ?? null,
        phone: optional(appointment.business?.phone) ?? defaults.BUSINESS_PHONE ?? null,
        cancellationPolicy: optional(appointment.business?.cancellation_policy) ?? defaults.CANCELLATION_POLICY ?? null,
      },
    },
    previousStart: before_,
    cancellation: cancellation
      ? {
          cancelledBy: cancellation.cancelled_by ?? null,
          reason: optional(cancellation.reason),
          cancelledAt: cancelled?.instant ?? null,
          refundAmount: cancellation.refund_amount ?? null,
          refundTimeframe: optional(cancellation.refund_timeframe),
          refundMethod: optional(cancellation.refund_method),
          compensationOffered: optional(cancellation.compensation_offered),
          bookNewUrl: optional(cancellation.book_new_url),
        }
      : null,
    payload: json,
  };
}

/** class-transformer believes a field called `constructor` and calls it; no field that we read has that name. */
function withoutConstructors<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutConstructors) as T;
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => key !== 'constructor');
  return Object.fromEntries(kept.map(([key, child]) => [key, withoutConstructors<unknown>(child)])) as T;
}

/** `null` and blank text mean "not given". */
function optional(value: string | null | undefined): string | null {
  const trimmed = value?.trim();
  return trimmed ? trimmed : null;
}

/** class-validator's tree as a list of paths, with one message for each field. */
function flatten(errors: readonly ValidationError[], parent = ''): FieldError[] {
  return errors.flatMap(({ property, constraints = {}, children = [], value }) => {
    const field = parent === '' ? property : `${parent}.${property}`;
    const nested = flatten(children, field);
    if (nested.length > 0) return nested;
    if (value === undefined) return [{ field, message: 'is required' }];
    // A value of the wrong type breaks all its rules: the type is what its sender must hear.
    const rule = TYPE_RULES.find((each) => each in constraints) ?? Object.keys(constraints)[0];
    return rule === undefined ? [] : [{ field, message: constraints[rule] ?? 'is not valid' }];
  });
}

const TYPE_RULES = ['isObject', 'isString', 'isInt', 'isNumber'];
