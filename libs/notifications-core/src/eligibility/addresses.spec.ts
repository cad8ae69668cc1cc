import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalEmail, canonicalPhone } from './addresses.js';

describe('canonicalEmail', () => {
  it.each([
    ['john@example.com', 'john@example.com'],
    ['  john@example.com\n', 'john@example.com'],
    ['John.Doe+tag@Example.COM', 'John.Doe+tag@example.com'],
    ["o'brien@example.co.uk", "o'brien@example.co.uk"],
    ['info@müller.de', 'info@xn--mller-kva.de'],
    ['info@例え.jp', 'info@xn--r8jz45g.jp'],
    [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  ])('reads %j as %s', (raw, value) => {
    expect(canonicalEmail(raw)).toEqual({ ok: true, value });
  });

  it.each([
    '',
    ' ',
    'john',
    '@example.com',
    'john@',
    'john@localhost',
    'john@@example.com',
    'john@example..com',
    '.john@example.com',
    'john doe@example.com',
    'john@exam ple.com',
    'john@example.com, jane@example.com',
    'John Doe <john@example.com>',
    '<john@example.com>',
    '"john doe"@example.com',
    'john@[127.0.0.1]',
    'john@127.0.0.1',
    'john@example.com\r\nBcc: eve@example.com',
    'jo\r\nhn@example.com',
    'jo\0hn@example.com',
    'jo\u2028hn@example.com',
    'jöhn@example.com',
    'john@\ud800.com',
    `${'a'.repeat(65)}@example.com`,
    `a@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(60)}.${'f'.repeat(60)}.com`,
    `${'a'.repeat(400)}@example.com`,
  ])('refuses %j', (raw) => {
    expect(canonicalEmail(raw)).toMatchObject({ ok: false, problem: 'invalid_recipient' });
  });

  it('changes no canonical address, never throws and lets no control character through', () => {
    fc.assert(
      fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'binary' })), (raw) => {
        const first = canonicalEmail(raw);
        if (!first.ok) return;
        expect(first.value).toMatch(/^[\x21-\x7e]+$/);
        expect(canonicalEmail(first.value)).toEqual(first);
      }),
    );
  });
});

describe('canonicalPhone', () => {
  it.each([
    ['+12025550123', '+12025550123', 'US'],
    ['+1 (202) 555-0123', '+12025550123', 'US'],
    ['2025550123', '+12025550123', 'US'],
    ['(202) 555-0199', '+12025550199', 'US'],
    ['202.555.0100', '+12025550100', 'US'],
    ['1 202 555 0123', '+12025550123', 'US'],
    ['+13105550142', '+13105550142', 'US'],
    ['+14165550123', '+14165550123', 'CA'],
    ['+447911123456', '+447911123456', 'GG'],
    ['+447400123456', '+447400123456', 'GB'],
    ['+447700900123', '+447700900123', 'GB'],
    ['+4915112345678', '+4915112345678', 'DE'],
  ])('reads %j as %s of %s', (raw, value, country) => {
    expect(canonicalPhone(raw, ['US', 'CA', 'GB', 'GG', 'DE'])).toEqual({ ok: true, value, country });
  });

  it.each([
    '',
    'john',
    '911',
    '12345',
    '+1234567890',
    '+10000000000',
    '+11111111111',
    '+12025550',
    '+120255501234567',
    '+19005551234',
    '+15555550123',
    '+12025550123 ext. 5',
    'tel:+12025550123',
    'call 2025550123 now',
    '+12025550123\n+12025550124',
    '+1202555\u00000123',
    '٢٠٢٥٥٥',
    '2'.repeat(500),
  ])('refuses %j', (raw) => {
    expect(canonicalPhone(raw, ['US', 'CA'])).toMatchObject({ ok: false, problem: 'invalid_recipient' });
  });

  it.each(['+447400123456', '+447700900123', '+4915112345678', '+18765551234', '+17875550123'])(
    'refuses %s while only the US and Canada are allowed',
    (raw) => {
      expect(canonicalPhone(raw, ['US', 'CA'])).toMatchObject({ ok: false, problem: 'country_not_allowed' });
    },
  );

  it('quotes nothing of a number that it refuses', () => {
    for (const raw of ['+447400123456', '911911', '+10000000000'])
      expect(JSON.stringify(canonicalPhone(raw, ['US']))).not.toContain(raw);
  });

  it('never throws, and returns E.164 or a problem', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^\+?[0-9 ()-]{5,20}$/)), (raw) => {
        const phone = canonicalPhone(raw, ['US', 'CA', 'DE']);
        if (phone.ok) expect(phone.value).toMatch(/^\+[1-9]\d{6,14}$/);
      }),
    );
  });
});
