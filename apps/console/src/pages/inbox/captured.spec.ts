import { describe, expect, it } from '@jest/globals';
import { chosenOf, headline, matching, type Captured } from './captured.js';

const MAIL: Captured = {
  id: 'm1',
  notification_id: 'n1',
  channel: 'email',
  to: 'john@example.com',
  subject: 'Confirmed: Haircut',
  html: '<p>Hi</p>',
  text: 'Hi',
  sms: null,
  captured_at: '2026-12-01T10:00:00Z',
};
const SMS: Captured = {
  ...MAIL,
  id: 'm2',
  notification_id: 'n2',
  channel: 'sms',
  to: '+12025550123',
  subject: null,
  html: null,
  text: 'Haircut tomorrow',
  sms: { characters: 16, encoding: 'GSM-7', segments: 1 },
};

describe('the inbox', () => {
  it('finds messages by a part of the address, the subject or the text', () => {
    const found = (q: string): string[] => matching([MAIL, SMS], { q }).map(({ id }) => id);
    expect(found('JOHN')).toEqual(['m1']);
    expect(found('0123')).toEqual(['m2']);
    expect(found('haircut')).toEqual(['m1', 'm2']);
    expect(found('nothing')).toEqual([]);
  });

  it('shows one channel when that is asked for', () => {
    expect(matching([MAIL, SMS], { channel: 'sms' })).toEqual([SMS]);
  });

  it('opens the message that the address names, else the newest', () => {
    expect(chosenOf([MAIL, SMS], {})).toBe(MAIL);
    expect(chosenOf([MAIL, SMS], { message: 'm2' })).toBe(SMS);
    expect(chosenOf([MAIL, SMS], { notification: 'n2' })).toBe(SMS);
    expect(chosenOf([MAIL, SMS], { message: 'gone' })).toBeUndefined();
  });

  it('calls an SMS by its text', () => {
    expect([MAIL, SMS].map(headline)).toEqual(['Confirmed: Haircut', 'Haircut tomorrow']);
  });
});
