import { describe, expect, it } from '@jest/globals';
import { appointmentContext, cancellationContext, rescheduleContext } from './facts.js';
import { type BookingEvent } from '../domain/booking.js';
import { parseBookingEvent } from '../bookings/read-event.js';
import type { TemplateContext } from '../domain/notification.js';
import { TEMPLATE_VARIABLES } from '../templates/variables.js';

const NOW = new Date('2024-11-30T15:00:00Z');
const SHOP = {
  BUSINESS_NAME: 'Our shop',
  BUSINESS_ADDRESS: undefined,
  BUSINESS_PHONE: undefined,
  BUSINESS_TIMEZONE: 'America/New_York',
  CANCELLATION_POLICY: undefined,
};

function told(appointment: Record<string, unknown> = {}, more: Record<string, unknown> = {}): BookingEvent {
  const least = {
    id: 'apt-1',
    starts_at: '2024-12-01T14:00:00',
    service_name: 'Haircut',
    client: { id: 'user-1', name: 'John Doe' },
  };
  const data = { appointment: { ...least, ...appointment }, ...more };
  return parseBookingEvent({ specversion: '1.0', id: 'e', source: 's', type: 'booking.cancelled', data }, SHOP);
}

const reader = { name: 'John Doe', locale: 'en', timezone: null, country: null };
const NO_CANCELLATION = {
  ...{ cancelledBy: null, reason: null, cancelledAt: null, refundAmount: null, refundTimeframe: null },
  ...{ refundMethod: null, compensationOffered: null, bookNewUrl: null },
};
const contextOf = ({ appointment }: BookingEvent): TemplateContext => appointmentContext(appointment, reader, NOW);

describe('the variables of a booking', () => {
  it('hold all that the event tells, written as people read it', () => {
    const booking = told({
      duration_minutes: 45,
      price: 50,
      currency: 'USD',
      barber_name: 'Sam',
      business: { name: '6FB', address: '1 Main St', phone: '+12025550100', cancellation_policy: 'Free till noon.' },
    });
    expect(contextOf(booking)).toEqual({
      client_name: 'John Doe',
      service_name: 'Haircut',
      appointment_date: 'December 1, 2024',
      appointment_day: 'Sunday, December 1, 2024',
      appointment_day_short: 'Sun Dec 1',
      appointment_time: '2:00 PM',
      duration: 45,
      price: '50.00',
      price_text: '$50.00',
      currency: 'USD',
      barber_name: 'Sam',
      business_name: '6FB',
      business_address: '1 Main St',
      business_phone: '+12025550100',
      business_phone_text: '(202) 555-0100',
      cancellation_policy: 'Free till noon.',
      current_year: 2024,
    });
  });

  it('have no key for what the event does not tell', () => {
    expect(contextOf(told())).toEqual({
      client_name: 'John Doe',
      service_name: 'Haircut',
      appointment_date: 'December 1, 2024',
      appointment_day: 'Sunday, December 1, 2024',
      appointment_day_short: 'Sun Dec 1',
      appointment_time: '2:00 PM',
      business_name: 'Our shop',
      current_year: 2024,
    });
  });

  it('name the zone of the shop to a reader whose clock shows another time', () => {
    const zone = (timezone: string): unknown =>
      appointmentContext(told().appointment, { ...reader, timezone }, NOW)['appointment_timezone'];
    expect([zone('Europe/Paris'), zone('America/New_York'), zone('America/Toronto')]).toEqual([
      'EST',
      undefined,
      undefined,
    ]);
  });
});

describe('a time of which only the offset is known', () => {
  const zone = (starts_at: string, timezone: string | null = null): unknown => {
    const booking = parseBookingEvent(
      {
        ...{ specversion: '1.0', id: 'e', source: 's', type: 'booking.created' },
        data: { appointment: { id: 'a', starts_at, service_name: 'Cut', client: { id: 'c' } } },
      },
      { ...SHOP, BUSINESS_TIMEZONE: undefined },
    );
    return appointmentContext(booking.appointment, { ...reader, timezone }, NOW)['appointment_timezone'];
  };

  it('is shown with it, to every reader', () => {
    expect(zone('2024-12-01T19:00:00Z')).toBe('UTC');
    expect(zone('2024-12-01T19:00:00+09:00')).toBe('GMT+9');
    expect(zone('2024-12-01T19:00:00-03:30', 'America/St_Johns')).toBe('GMT-3:30');
  });

  it('is named as the time before a move, too', () => {
    const { start } = told().appointment;
    const moved = rescheduleContext({ ...start, zone: '-05:00' }, start, reader, NOW);
    expect(moved['old_appointment_timezone']).toBe('GMT-5');
  });
});

describe('amounts', () => {
  const written = (price: number, currency: string, locale = 'en'): unknown[] => {
    const { appointment } = told({ price, currency });
    const facts = appointmentContext(appointment, { ...reader, locale }, NOW);
    const cancelled = cancellationContext({ ...NO_CANCELLATION, refundAmount: price }, appointment, locale, NOW);
    return [facts['price'], facts['price_text'], cancelled['refund_amount'], cancelled['refund_text']];
  };

  it.each([
    [5000, 'JPY', '5000', '¥5,000'],
    [12.345, 'KWD', '12.345', 'KWD 12.345'],
    [50, 'USD', '50.00', '$50.00'],
  ])('of %d %s have the decimals of their currency, refunds too', (price, currency, plain, text) => {
    expect(written(price, currency)).toEqual([plain, text, plain, text]);
  });

  it('are written as the language does', () => {
    expect(written(1250, 'EUR', 'de')).toEqual(['1250.00', '1.250,00 €', '1250.00', '1.250,00 €']);
  });

  it('of a refund have their currency without a price', () => {
    const { appointment } = told({ currency: 'EUR' });
    expect(contextOf(told({ currency: 'EUR' }))['currency']).toBe('EUR');
    const refund = cancellationContext({ ...NO_CANCELLATION, refundAmount: 25 }, appointment, 'en', NOW);
    expect(refund).toMatchObject({ refund_amount: '25.00', refund_text: '€25.00' });
  });
});

describe('the shop', () => {
  const address = (business: Record<string, unknown>): unknown => contextOf(told({ business }))['business_address'];

  it('is not named a second time by its address', () => {
    expect(address({ name: '6FB', address: '6FB, 1 Main St' })).toBe('1 Main St');
    expect(address({ name: '6FB', address: '6fb\n1 Main St' })).toBe('1 Main St');
    expect(address({ name: '6FB', address: '6FB – 1 Main St' })).toBe('1 Main St');
    for (const other of ['6FB Street 4', '6FB', '1 Main St, 6FB', '6FB-7, High St', '6FB–7 High St'])
      expect(address({ name: '6FB', address: other })).toBe(other);
  });

  it('has its number with the country code for a reader from elsewhere', () => {
    const booking = told({ business: { name: '6FB', phone: '+12025550100' } });
    const phone = (country: string | null): unknown =>
      appointmentContext(booking.appointment, { ...reader, country }, NOW)['business_phone_text'];
    expect([phone('US'), phone(null), phone('GB')]).toEqual(['(202) 555-0100', '(202) 555-0100', '+1 202 555 0100']);
  });
});

describe('the variables of a cancellation', () => {
  const contextFor = (cancellation?: Record<string, unknown>): TemplateContext => {
    const event = told({ currency: 'USD' }, { cancellation });
    return cancellationContext(event.cancellation, event.appointment, 'en', NOW);
  };

  it('say who cancelled, why, when and what is refunded', () => {
    const cancellation = {
      cancelled_by: 'business',
      reason: 'Ill',
      cancelled_at: '2024-11-30T03:00:00Z',
      refund_amount: 25,
      refund_timeframe: '5-7 days',
      refund_method: 'your card',
      compensation_offered: '10% off',
      book_new_url: 'https://example.com/book',
    };
    expect(contextFor(cancellation)).toEqual({
      cancelled_by: 'business',
      cancellation_reason: 'Ill',
      // At the shop it was still the evening before.
      cancellation_date: 'November 29, 2024',
      refund_amount: '25.00',
      refund_text: '$25.00',
      refund_timeframe: '5-7 days',
      refund_method: 'your card',
      compensation_offered: '10% off',
      book_new_url: 'https://example.com/book',
    });
  });

  it('have today as date and no refund where the event tells none', () => {
    expect(contextFor()).toEqual({ cancellation_date: 'November 30, 2024' });
    expect(contextFor({ refund_amount: 0 })).toEqual({ cancellation_date: 'November 30, 2024' });
  });
});

it('the variables of a move are the old and the new date and time', () => {
  const [before, after] = [told().appointment.start, told({ starts_at: '2024-12-03T09:30:00' }).appointment.start];
  expect(rescheduleContext(before, after, reader, NOW)).toEqual({
    old_appointment_date: 'December 1, 2024',
    old_appointment_day: 'Sunday, December 1, 2024',
    old_appointment_day_short: 'Sun Dec 1',
    old_appointment_time: '2:00 PM',
    new_appointment_date: 'December 3, 2024',
    new_appointment_day: 'Tuesday, December 3, 2024',
    new_appointment_day_short: 'Tue Dec 3',
    new_appointment_time: '9:30 AM',
  });
});

it('every variable that a booking fills is documented in TEMPLATE_VARIABLES', () => {
  const { appointment } = told({
    ...{ barber_name: 'Sam', price: 1, currency: 'USD', duration_minutes: 5 },
    business: { name: '6FB', phone: '+12025550100' },
  });
  const filled = [
    ...Object.keys(appointmentContext(appointment, { ...reader, timezone: 'Asia/Tokyo' }, NOW)),
    ...Object.keys(cancellationContext({ ...NO_CANCELLATION, refundAmount: 5 }, appointment, 'en', NOW)),
    ...Object.keys(rescheduleContext({ ...appointment.start, zone: '+09:00' }, appointment.start, reader, NOW)),
  ];
  expect(filled.filter((name) => !(name in TEMPLATE_VARIABLES))).toEqual([]);
});
