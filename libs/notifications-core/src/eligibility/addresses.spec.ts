import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { canonicalEmail, canonicalPhone, type PhoneCountries } from './addresses.js';

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

/** A shop in the first of these countries, whose SMS may go to all of them. */
const shopOf = (homeCountry: string, ...others: string[]): PhoneCountries => ({
  homeCountry,
  allowedCountries: [homeCountry, ...others],
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
    expect(canonicalPhone(raw, shopOf('US', 'CA', 'GB', 'DE'))).toEqual({ ok: true, value, country });
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
    expect(canonicalPhone(raw, shopOf('US', 'CA'))).toMatchObject({ ok: false, problem: 'invalid_recipient' });
  });

  it.each(['+447400123456', '+447700900123', '+4915112345678', '+18765551234', '+17875550123'])(
    'refuses %s while only the US and Canada are allowed',
    (raw) => {
      expect(canonicalPhone(raw, shopOf('US', 'CA'))).toMatchObject({ ok: false, problem: 'country_not_allowed' });
    },
  );

  it.each([
    ['IN', '98765 43210', '+919876543210'],
    ['IN', '098765 43210', '+919876543210'],
    ['IN', '8123456789', '+918123456789'],
    ['IN', '919876543210', '+919876543210'],
    ['IN', '00 91 98765 43210', '+919876543210'],
    ['GB', '07911 123456', '+447911123456'],
    ['GB', '07400 123456', '+447400123456'],
    ['GB', '07700 900123', '+447700900123'],
    ['GB', '020 7946 0123', '+442079460123'],
    ['GB', '0114 496 0123', '+441144960123'],
    ['FR', '06 12 34 56 78', '+33612345678'],
    ['DE', '0151 12345678', '+4915112345678'],
  ])('reads the number of a shop in %s, written as people write it there: %s', (country, raw, value) => {
    expect(canonicalPhone(raw, shopOf(country))).toMatchObject({ ok: true, value });
  });

  it('takes an Indian mobile for a number of Indiana only in a shop that says it is in the US', () => {
    expect(canonicalPhone('81234 56789', shopOf('IN', 'US'))).toMatchObject({ value: '+918123456789', country: 'IN' });
    expect(canonicalPhone('81234 56789', shopOf('US', 'IN'))).toMatchObject({ value: '+18123456789', country: 'US' });
  });

  it.each(['0044 7911 123456', '00447911123456', '011 44 7911 123456', '+44 (0)7911 123456', '+44 (0) 7911 123456'])(
    'reads %s as a British number, wherever the shop is',
    (raw) => {
      for (const home of ['US', 'GB', 'IN', 'FR', 'JP'])
        expect(canonicalPhone(raw, shopOf(home, 'GB'))).toMatchObject({ ok: true, value: '+447911123456' });
    },
  );

  it('refuses a number of another country in its spelling at home', () => {
    for (const raw of ['06 12 34 56 78', '07911 123456', '0151 12345678'])
      expect(canonicalPhone(raw, shopOf('US', 'GB', 'FR', 'DE'))).toMatchObject({ problem: 'invalid_recipient' });
  });

  it.each([
    ['GB', '+447911123456', 'GG'],
    ['GB', '+447797123456', 'JE'],
    ['GB', '+447624123456', 'IM'],
    ['NO', '+4779123456', 'SJ'],
    ['FI', '+358181234567', 'AX'],
    ['AU', '+61891621234', 'CC'],
  ])('takes a country whose SMS are allowed, %s, together with the territory of %s', (allowed, raw, country) => {
    expect(canonicalPhone(raw, shopOf(allowed))).toEqual({ ok: true, value: raw, country });
  });

  it('allows a territory alone without its country', () => {
    expect(canonicalPhone('+447911123456', shopOf('GG'))).toMatchObject({ ok: true, country: 'GG' });
    expect(canonicalPhone('+447400123456', shopOf('GG'))).toMatchObject({ problem: 'country_not_allowed' });
  });

  it('says which country it reads national numbers in', () => {
    expect(canonicalPhone('911', shopOf('FR'))).toMatchObject({ message: expect.stringContaining('FR (BUSINESS') });
  });

  it('quotes nothing of a number that it refuses', () => {
    for (const raw of ['+447400123456', '911911', '+10000000000'])
      expect(JSON.stringify(canonicalPhone(raw, shopOf('US')))).not.toContain(raw);
  });

  it('never throws, and returns E.164 or a problem', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^\+?[0-9 ()-]{5,20}$/)), (raw) => {
        const phone = canonicalPhone(raw, shopOf('US', 'CA', 'DE'));
        if (phone.ok) expect(phone.value).toMatch(/^\+[1-9]\d{6,14}$/);
      }),
    );
  });
});
