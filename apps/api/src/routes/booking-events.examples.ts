import type { AcceptedEvent, BookingEventDto } from '@booking/notifications-core';

const CREATED = {
  specversion: '1.0',
  id: 'evt-1',
  source: '/booking-service',
  type: 'booking.created',
  time: '2026-11-22T10:00:00Z',
  data: {
    appointment: {
      id: 'apt-1',
      version: 1,
      status: 'confirmed',
      starts_at: '2026-12-01T14:00:00-05:00',
      timezone: 'America/New_York',
      duration_minutes: 45,
      service_name: 'Haircut',
      price: 50,
      currency: 'USD',
      barber_name: 'Sam',
      client: {
        id: 'user-1',
        name: 'John Doe',
        email: 'john@example.com',
        phone: '+12025550123',
        locale: 'en',
        timezone: 'America/New_York',
      },
      business: {
        name: '6FB Barbershop',
        address: '1 Main St',
        phone: '+12025550100',
        email: 'hello@6fb.example',
        cancellation_policy: 'Free up to 24 h before.',
      },
      links: {
        manage: 'https://shop.example.com/bookings/apt-1',
        cancel: 'https://shop.example.com/bookings/apt-1/cancel',
        reschedule: 'https://shop.example.com/bookings/apt-1/move',
        book_again: 'https://shop.example.com/book',
      },
    },
  },
} satisfies BookingEventDto;

const RESCHEDULED = {
  ...CREATED,
  id: 'evt-2',
  type: 'booking.rescheduled',
  time: '2026-11-23T08:00:00Z',
  data: {
    appointment: { ...CREATED.data.appointment, version: 2, starts_at: '2026-12-02T16:30:00-05:00' },
    previous: { starts_at: CREATED.data.appointment.starts_at },
  },
} satisfies BookingEventDto;

const CANCELLED = {
  ...CREATED,
  id: 'evt-3',
  type: 'booking.cancelled',
  time: '2026-11-25T14:30:00Z',
  data: {
    appointment: { ...RESCHEDULED.data.appointment, version: 3, status: 'cancelled' },
    cancellation: {
      cancelled_by: 'client',
      reason: 'Something came up.',
      cancelled_at: '2026-11-25T09:30:00-05:00',
      refund_amount: 25,
      refund_timeframe: '5-7 days',
    },
  },
} satisfies BookingEventDto;

/** The life of one booking, in the order in which its events can be posted. */
export const BOOKING_EVENT_EXAMPLES = {
  created: { summary: 'A new booking', value: CREATED },
  rescheduled: { summary: 'Another time', value: RESCHEDULED },
  cancelled: { summary: 'Cancelled by the client', value: CANCELLED },
  batch: { summary: 'Several at once, all or nothing', value: [CREATED, RESCHEDULED] },
};

const ANSWER = {
  event_id: CREATED.id,
  duplicate: false,
  notifications: [
    {
      id: '0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f',
      notification_type: 'email',
      template_name: 'appointment_confirmation',
      status: 'pending',
      scheduled_for: '2026-11-22T10:00:00.250Z',
    },
    {
      id: '0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e70',
      notification_type: 'sms',
      template_name: 'appointment_reminder',
      status: 'pending',
      scheduled_for: '2026-12-01T17:00:00.000Z',
    },
  ],
  skipped: [
    {
      template_name: 'appointment_reminder',
      notification_type: 'sms',
      hours_until: 24,
      reason: 'past_due',
    },
  ],
} satisfies AcceptedEvent;

export const ACCEPTED_EVENT_EXAMPLES = {
  one: { summary: 'To one event', value: ANSWER },
  batch: { summary: 'To an array', value: [ANSWER] },
};
