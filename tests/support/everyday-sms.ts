import {
  appointmentContext,
  cancellationContext,
  compileTemplate,
  measureSms,
  parseBookingEvent,
  readShippedPartials,
  readShippedTemplates,
  rescheduleContext,
} from '@booking/notifications-core/testing';
import { EVERYDAY_BOOKINGS, type EverydayBooking } from './everyday-bookings.js';

/** A shipped SMS as it goes out for an everyday booking. */
export interface EverydaySms {
  readonly template: string;
  readonly booking: EverydayBooking;
  readonly text: string;
  readonly encoding: 'GSM-7' | 'UCS-2';
  readonly characters: number;
  readonly segments: number;
}

const NOW = new Date('2026-11-30T15:00:00Z');
const NO_SHOP = {
  ...{ BUSINESS_NAME: 'Our shop', BUSINESS_ADDRESS: undefined, BUSINESS_PHONE: undefined },
  ...{ BUSINESS_TIMEZONE: undefined, CANCELLATION_POLICY: undefined },
};
const NEWS = {
  headline: 'Winter offer for our regulars',
  message: 'Bring a friend in January and you both pay half.',
  cta_label: 'Book now',
  cta_url: 'https://example.com/winter',
};

/** Every shipped SMS for each of the fifty bookings, with the variables that planning makes of its event. */
export function everydaySms(): EverydaySms[] {
  const partials = readShippedPartials();
  return readShippedTemplates()
    .filter(({ channel }) => channel === 'sms')
    .flatMap((source) => {
      const template = compileTemplate(source, partials);
      return EVERYDAY_BOOKINGS.map((booking, index) => {
        const { text } = template.render(contextOf(booking, index));
        return { template: source.name, booking, text, ...measureSms(text) };
      });
    });
}

/** The variables of all notices together: each template takes its own. */
function contextOf(booking: EverydayBooking, index: number): Record<string, unknown> {
  const { appointment, cancellation, previousStart } = parseBookingEvent(eventOf(booking, index), NO_SHOP);
  const { client: name, elsewhere, country } = booking;
  const reader = { name, locale: 'en', timezone: elsewhere ? 'Pacific/Auckland' : null, country };
  return {
    ...appointmentContext(appointment, reader, NOW),
    ...cancellationContext(cancellation, appointment, 'en', NOW),
    ...rescheduleContext(previousStart, appointment.start, reader, NOW),
    ...NEWS,
    hours_until: 24,
  };
}

function eventOf({ shop, address, phone, ...booking }: EverydayBooking, index: number): unknown {
  const day = String(1 + (index % 28)).padStart(2, '0');
  const refund = booking.price > 0 ? { refund_amount: booking.price, refund_timeframe: '5-7 days' } : {};
  return {
    ...{ specversion: '1.0', id: `evt-${index}`, source: '/booking', type: 'booking.cancelled' },
    data: {
      appointment: {
        ...{ id: `apt-${index}`, starts_at: `2026-12-${day}T12:30:00`, timezone: booking.zone },
        ...{ service_name: booking.service, barber_name: booking.barber },
        ...{ price: booking.price, currency: booking.currency },
        client: { id: `client-${index}`, name: booking.client },
        business: { name: shop, address, phone },
      },
      previous: { starts_at: `2026-12-${day}T10:30:00` },
      cancellation: { cancelled_by: index % 2 === 0 ? 'client' : 'business', ...refund },
    },
  };
}
