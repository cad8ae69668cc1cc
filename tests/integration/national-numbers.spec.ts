import { describe, expect, it } from '@jest/globals';
import { parseBookingEvent, parseSendRequest, putRecipient, sendNotification } from '@booking/notifications-core';
import { appointment, clientBySms, event } from '../support/bookings.js';
import { useCore } from '../support/use-core.js';

const core = useCore({ environment: { BUSINESS_COUNTRY: 'IN', SMS_ALLOWED_COUNTRIES: 'US,IN' } });

/** An Indian mobile as people write it there; with +1 before it, it would be a number of Indiana. */
const WRITTEN = '081234 56789';
const MEANT = '+918123456789';

const addresses = async (): Promise<string[]> => {
  const rows = await core.sql<{ recipient: string }>('SELECT DISTINCT recipient FROM notification');
  return rows.map(({ recipient }) => recipient);
};

describe('an Indian mobile without its country code, in a shop in India that may write to the US too', () => {
  it('is written to when a booking names it', async () => {
    const booked = appointment({ client: { ...clientBySms(), phone: WRITTEN } });
    await core.intake.accept([parseBookingEvent(event('booking.created', booked), core.config)]);
    expect(await addresses()).toEqual([MEANT]);
  });

  it('is written to when somebody sends to it by hand', async () => {
    const request = parseSendRequest(
      {
        recipient: { ...clientBySms(), phone: WRITTEN },
        template_name: 'appointment_reminder',
        context: { service_name: 'Haircut', appointment_date: 'May 1, 2030', appointment_time: '2 PM' },
      },
      core.config,
      new Date(),
    );
    await sendNotification(core, core.producer, request, null);
    expect(await addresses()).toEqual([MEANT]);
  });

  it('is stored with its country code by the API, and what waits goes there', async () => {
    const booked = appointment({ client: clientBySms() });
    await core.intake.accept([parseBookingEvent(event('booking.created', booked), core.config)]);
    const { recipient } = await putRecipient(core, booked.client.id, { phone: WRITTEN });
    expect(recipient.phone).toBe(MEANT);
    expect(await addresses()).toEqual([MEANT]);
  });
});
