import { describe, expect, it } from '@jest/globals';
import { dateAndTime, oneOf, someOf, timeSpan, timeZone, wholeNumber } from './arguments.js';

describe('a value of the command line', () => {
  it.each([
    [wholeNumber('--limit', 1, 200), '200', 200],
    [oneOf('--role', ['user', 'admin']), 'admin', 'admin'],
    [timeSpan('--in'), '90m', 5_400_000],
    [timeSpan('--in'), '3d', 259_200_000],
    [timeSpan('--in'), '-1h', -3_600_000],
    [dateAndTime('--at'), '2026-12-01T14:00', '2026-12-01T14:00:00'],
    [dateAndTime('--at'), '2026-12-01 14:00:30+01:00', '2026-12-01T14:00:30+01:00'],
    [timeZone('--timezone'), 'Europe/Berlin', 'Europe/Berlin'],
  ] as const)('is read: %p %s', (read, value, expected) => {
    expect(read(value)).toBe(expected);
  });

  it('may be given several times, each counted once', () => {
    const read = someOf('The name', ['api', 'worker']);
    expect(read('api', read('worker', read('api')))).toEqual(['api', 'worker']);
  });

  it.each([
    [wholeNumber('--limit', 1, 200), '201', '--limit must be a whole number from 1 to 200'],
    [wholeNumber('--limit', 1, 200), '1.5', '--limit must be a whole number from 1 to 200'],
    [wholeNumber('--limit', 1, 200), '', '--limit must be a whole number from 1 to 200'],
    [oneOf('--role', ['user', 'admin']), 'admim', '--role must be one of user, admin. Did you mean admin?'],
    [oneOf('--role', ['user', 'admin']), 'x', '--role must be one of user, admin'],
    [timeSpan('--in'), '3 days', '--in must be a number and a unit: 90m, 12h or 3d'],
    [dateAndTime('--at'), 'tomorrow', '--at must be a date and time such as 2026-12-01T14:00'],
    [dateAndTime('--at'), '2026-02-30T14:00', '--at must be a date and time such as 2026-12-01T14:00'],
    [dateAndTime('--at'), '2026-12-01T25:00', '--at must be a date and time such as 2026-12-01T14:00'],
    [timeZone('--timezone'), 'Berlin', '--timezone must be an IANA time zone such as America/New_York'],
  ] as const)('is refused with what would be right: %p %s', (read, value, told) => {
    expect(() => read(value)).toThrow(told);
  });
});
