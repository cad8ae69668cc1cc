import { expect, it } from '@jest/globals';
import { EVERYDAY_BOOKINGS } from '../support/everyday-bookings.js';
import { everydaySms } from '../support/everyday-sms.js';

const messages = everydaySms();

it('every shipped SMS fits one segment for each of fifty everyday bookings', () => {
  expect(EVERYDAY_BOOKINGS).toHaveLength(50);
  expect(messages).toHaveLength(6 * 50);
  const longer = messages.filter(({ segments }) => segments !== 1);
  expect(longer.map(({ template, text }) => `${template}: ${text}`)).toEqual([]);
});

it('every SMS about a booking says which shop, what and when', () => {
  for (const { template, booking, text } of messages) {
    if (template === 'marketing_announcement') continue;
    const letters = (name: string): string => name.normalize('NFD').replace(/[^A-Za-z0-9]/g, '');
    expect(letters(text)).toContain(letters(booking.shop.replace('Ż', 'Z')));
    expect(text).toMatch(/(Sun|Mon|Tue|Wed|Thu|Fri|Sat) Dec \d+, 12:30 PM/);
  }
});

it('a name of a person is in an SMS as it is written, or not at all', () => {
  const plain = (name: string): string =>
    name.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ł', 'l').replaceAll('Ł', 'L');
  for (const { booking, text } of messages)
    for (const name of [booking.client, booking.barber])
      if (plain(name) !== name && !booking.shop.includes(name)) expect(text).not.toContain(plain(name));
});

it('an SMS names its shop once', () => {
  for (const { booking, text } of messages) expect(text.split(booking.shop).length).toBeLessThanOrEqual(2);
});
