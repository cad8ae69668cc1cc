import type { Appointment, Cancellation } from '../domain/booking.js';
import type { TemplateContext } from '../domain/notification.js';
import { formatDate, formatTime, isTimeZone, showSameTime, zoneName, type WallTime } from '../domain/wall-time.js';

/**
 * The variables that every appointment template may use. An unknown fact is an absent key, never `null` or an empty
 * text, so that a template can leave out its whole line.
 */
export function appointmentContext(
  appointment: Appointment,
  reader: { readonly name: string | null; readonly locale: string; readonly timezone: string | null },
  now: Date,
): TemplateContext {
  const { start, business } = appointment;
  return withoutNulls({
    client_name: reader.name ?? 'there',
    service_name: appointment.serviceName,
    appointment_date: formatDate(start, reader.locale),
    appointment_time: formatTime(start, reader.locale),
    // The zone is only named to a reader whose own clock shows another time.
    appointment_timezone:
      reader.timezone !== null &&
      isTimeZone(reader.timezone) &&
      !showSameTime(start.instant, start.zone, reader.timezone)
        ? zoneName(start, reader.locale)
        : null,
    duration: appointment.durationMinutes,
    price: money(appointment.price),
    currency: appointment.price === null ? null : appointment.currency,
    barber_name: appointment.barberName,
    business_name: business.name,
    business_address: business.address,
    business_phone: business.phone,
    cancellation_policy: business.cancellationPolicy,
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
  'appointment_time',
  'appointment_timezone',
  'duration',
  'price',
  'currency',
  'barber_name',
  'business_name',
  'business_address',
  'business_phone',
  'cancellation_policy',
  'current_year',
]);

/** The additional variables of a cancellation notice. */
export function cancellationContext(
  cancellation: Cancellation | null,
  zone: string,
  locale: string,
  now: Date,
): TemplateContext {
  return withoutNulls({
    cancelled_by: cancellation?.cancelledBy ?? null,
    cancellation_reason: cancellation?.reason ?? null,
    cancellation_date: formatDate({ instant: cancellation?.cancelledAt ?? now, zone }, locale),
    // Zero means no refund, not a refund of 0.00.
    refund_amount: money(cancellation?.refundAmount || null),
    refund_timeframe: cancellation?.refundTimeframe ?? null,
    refund_method: cancellation?.refundMethod ?? null,
    compensation_offered: cancellation?.compensationOffered ?? null,
    book_new_url: cancellation?.bookNewUrl ?? null,
  });
}

/** The old and the new date and time of an appointment. The old ones are absent if they are not known. */
export function rescheduleContext(previous: WallTime | null, start: WallTime, locale: string): TemplateContext {
  return {
    ...(previous === null
      ? {}
      : {
          old_appointment_date: formatDate(previous, locale),
          old_appointment_time: formatTime(previous, locale),
        }),
    new_appointment_date: formatDate(start, locale),
    new_appointment_time: formatTime(start, locale),
  };
}

function money(amount: number | null): string | null {
  return amount === null ? null : amount.toFixed(2);
}

function withoutNulls(values: Readonly<Record<string, unknown>>): TemplateContext {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));
}
