import type { Appointment, Cancellation } from '../domain/booking.js';
import { formatMoney, writeAmount } from '../domain/money-text.js';
import type { TemplateContext } from '../domain/notification.js';
import { formatPhone } from '../domain/phone-text.js';
import { isOffset, writeTime, zoneName } from '../domain/time-text.js';
import { isTimeZone, showSameTime, type WallTime } from '../domain/wall-time.js';

/** What of a person decides how facts are written. */
export interface FactsReader {
  /** That of the template, or the reader's own where it is the same language. */
  readonly locale: string;
  readonly timezone: string | null;
}

/**
 * The variables that every appointment template may use. An unknown fact is an absent key, never `null` or an empty
 * text, so that a template can leave out its whole line.
 */
export function appointmentContext(
  appointment: Appointment,
  reader: FactsReader & {
    readonly name: string | null;
    /** ISO code of their phone number, where it is known. */
    readonly country: string | null;
  },
  now: Date,
): TemplateContext {
  const { start, business, price, currency } = appointment;
  return withoutNulls({
    client_name: reader.name ?? 'there',
    service_name: appointment.serviceName,
    ...timeVariables('', start, reader.locale, now),
    appointment_timezone: namedZone(start, reader),
    duration: appointment.durationMinutes,
    price: price === null ? null : writeAmount(price, currency),
    price_text: price === null ? null : formatMoney(price, currency, reader.locale),
    currency,
    barber_name: appointment.barberName,
    business_name: business.name,
    business_address: business.address === null ? null : withoutName(business.address, business.name),
    business_phone: business.phone,
    business_phone_text: business.phone === null ? null : formatPhone(business.phone, reader.country),
    cancellation_policy: business.cancellationPolicy,
    manage_url: appointment.links?.manage ?? null,
    reschedule_url: appointment.links?.reschedule ?? null,
    cancel_url: appointment.links?.cancel ?? null,
    book_new_url: appointment.bookNewUrl,
    current_year: now.getUTCFullYear(),
  });
}

/**
 * Whether a variable comes from the appointment's snapshot. `book_new_url` does not count: a cancellation brings its
 * own.
 */
export function isAppointmentFact(name: string): boolean {
  return FACTS.has(name);
}

const FACTS: ReadonlySet<string> = new Set([
  'client_name',
  'service_name',
  'appointment_date',
  'appointment_day',
  'appointment_day_short',
  'appointment_time',
  'appointment_timezone',
  'duration',
  'price',
  'price_text',
  'currency',
  'barber_name',
  'business_name',
  'business_address',
  'business_phone',
  'business_phone_text',
  'cancellation_policy',
  'manage_url',
  'reschedule_url',
  'cancel_url',
  'current_year',
]);

/** The additional variables of a cancellation notice. The refund is in the currency of the appointment. */
export function cancellationContext(
  cancellation: Cancellation | null,
  { start, currency }: Pick<Appointment, 'start' | 'currency'>,
  locale: string,
  now: Date,
): TemplateContext {
  // Zero means no refund, not a refund of 0.00.
  const refund = cancellation?.refundAmount || null;
  return withoutNulls({
    cancelled_by: cancellation?.cancelledBy ?? null,
    cancellation_reason: cancellation?.reason ?? null,
    cancellation_date: writeTime({ instant: cancellation?.cancelledAt ?? now, zone: start.zone }, locale, now).date,
    refund_amount: refund === null ? null : writeAmount(refund, currency),
    refund_text: refund === null ? null : formatMoney(refund, currency, locale),
    refund_timeframe: cancellation?.refundTimeframe ?? null,
    refund_method: cancellation?.refundMethod ?? null,
    compensation_offered: cancellation?.compensationOffered ?? null,
    book_new_url: cancellation?.bookNewUrl ?? null,
  });
}

/** The old and the new day and time of an appointment. The old ones are absent if they are not known. */
export function rescheduleContext(
  previous: WallTime | null,
  start: WallTime,
  reader: FactsReader,
  now: Date,
): TemplateContext {
  const { locale } = reader;
  const oldZone = previous && namedZone(previous, reader);
  return withoutNulls({
    ...(previous === null
      ? {}
      : {
          ...timeVariables('old_', previous, locale, now),
          old_appointment_timezone: oldZone === namedZone(start, reader) ? null : oldZone,
        }),
    ...timeVariables('new_', start, locale, now),
  });
}

/** A time in its four variables: `appointment_date`, `old_appointment_date` and so on. */
function timeVariables(which: '' | 'old_' | 'new_', start: WallTime, locale: string, now: Date): TemplateContext {
  const { date, day, dayShort, time } = writeTime(start, locale, now);
  return {
    [`${which}appointment_date`]: date,
    [`${which}appointment_day`]: day,
    [`${which}appointment_day_short`]: dayShort,
    [`${which}appointment_time`]: time,
  };
}

/**
 * The zone is named to a reader whose own clock shows another time, and to everybody where only an offset is known:
 * nobody can say then whether it is the clock of the venue.
 */
function namedZone(time: WallTime, { locale, timezone }: FactsReader): string | null {
  const elsewhere = timezone !== null && isTimeZone(timezone) && !showSameTime(time.instant, time.zone, timezone);
  return elsewhere || isOffset(time.zone) ? zoneName(time, locale) : null;
}

/** Address books often begin an address with the name, which every message says already. */
function withoutName(address: string, name: string): string {
  if (!address.toLowerCase().startsWith(name.toLowerCase())) return address;
  // A dash without spaces belongs to a house number: "Studio 5-7".
  const rest = /^(?:\s*[,\n]\s*|\s+[–-]\s+)(\S[^]*)$/.exec(address.slice(name.length))?.[1];
  return rest ?? address;
}

function withoutNulls(values: Readonly<Record<string, unknown>>): TemplateContext {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
