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

const reader = { name: 'John Doe', locale: 'en', timezone: null };
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
      appointment_time: '2:00 PM',
      duration: 45,
      price: '50.00',
      currency: 'USD',
      barber_name: 'Sam',
      business_name: '6FB',
      business_address: '1 Main St',
      business_phone: '+12025550100',
      cancellation_policy: 'Free till noon.',
      current_year: 2024,
    });
  });

  it('have no key for what the event does not tell', () => {
    expect(contextOf(told())).toEqual({
      client_name: 'John Doe',
      service_name: 'Haircut',
      appointment_date: 'December 1, 2024',
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

describe('the variables of a cancellation', () => {
  const contextFor = (cancellation?: Record<string, unknown>): TemplateContext =>
    cancellationContext(told({}, { cancellation }).cancellation, 'America/New_York', 'en', NOW);

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
  expect(rescheduleContext(before, after, 'en')).toEqual({
    old_appointment_date: 'December 1, 2024',
    old_appointment_time: '2:00 PM',
    new_appointment_date: 'December 3, 2024',
    new_appointment_time: '9:30 AM',
  });
});

it('every variable that a booking fills is documented in TEMPLATE_VARIABLES', () => {
  const { appointment } = told({ barber_name: 'Sam', price: 1, currency: 'USD', duration_minutes: 5 });
  const filled = [
    ...Object.keys(appointmentContext(appointment, { ...reader, timezone: 'Asia/Tokyo' }, NOW)),
    ...Object.keys(cancellationContext(null, 'UTC', 'en', NOW)),
    ...Object.keys(rescheduleContext(appointment.start, appointment.start, 'en')),
  ];
  expect(filled.filter((name) => !(name in TEMPLATE_VARIABLES))).toEqual([]);
});
