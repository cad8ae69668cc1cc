import { describe, expect, it } from '@jest/globals';
import { parseBookingEvent } from '@booking/notifications-core';
import { appointment, client, event } from '../support/bookings.js';
import { useCore } from '../support/use-core.js';

const core = useCore();

const LINKS = {
  manage: 'https://shop.example/b/1',
  reschedule: 'https://shop.example/b/1/move',
  cancel: 'https://shop.example/b/1/cancel',
  book_again: 'https://shop.example/book',
};
const BUSINESS = { name: '6FB Barbershop', address: '1 Main St', phone: '+12025550100', email: 'desk@shop.example' };

/** What went out for an event, by channel. */
async function told(type: Parameters<typeof event>[0], over: object) {
  const booking = { ...appointment({ client: client() }), business: BUSINESS, ...over };
  await core.intake.accept([parseBookingEvent(event(type, booking), core.config)]);
  await core.delivery.deliverDue(10);
  const find = (channel: string) => core.fake.accepted.find((each) => each.channel === channel);
  return { email: find('email'), sms: find('sms') };
}

describe('links of a booking', () => {
  it('are a button and links in the mail, and the shortest way to a change in the SMS', async () => {
    const { email, sms } = await told('booking.created', { links: LINKS });
    for (const url of [LINKS.manage, LINKS.reschedule, LINKS.cancel]) expect(email?.html).toContain(`href="${url}"`);
    expect(email?.text).toContain(LINKS.manage);
    expect(email?.html).not.toContain(LINKS.book_again);
    expect(sms?.text).toContain(`Change or cancel: ${LINKS.manage}`);
    expect(sms?.text).not.toContain('Call');
  });

  it.each([
    ['reschedule', 'Change'],
    ['cancel', 'Cancel'],
  ] as const)('are shown where only %s is given', async (link, word) => {
    const { email, sms } = await told('booking.created', { links: { [link]: LINKS[link] } });
    expect(email?.html).toContain(`href="${LINKS[link]}"`);
    expect(sms?.text).toContain(`${word}: ${LINKS[link]}`);
  });

  it('lead to a new booking once it is cancelled, and nowhere else', async () => {
    const { email, sms } = await told('booking.cancelled', { links: LINKS });
    expect(email?.html).toContain(`href="${LINKS.book_again}"`);
    expect(sms?.text).toContain(LINKS.book_again);
    for (const part of [email?.html, sms?.text]) expect(part).not.toContain('/b/1');
  });

  it('are not spoken of where there are none', async () => {
    const { email, sms } = await told('booking.created', {});
    expect(email?.html).not.toMatch(/Manage your|Choose another|Cancel the appointment/);
    expect(sms?.text).toMatch(/Questions\? Call \(202\) 555-0100$/);
  });
});

describe('answers to a mail', () => {
  it('go to the address of the business', async () => {
    expect((await told('booking.created', {})).email?.extra['reply_to']).toBe('desk@shop.example');
  });

  it('go to the sender where the business gave none', async () => {
    const { email } = await told('booking.created', { business: { name: 'Our shop' } });
    expect(email?.extra['reply_to']).toBeNull();
  });
});
