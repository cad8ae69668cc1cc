import { describe, expect, it } from '@jest/globals';
import { timeZoneProblem } from './time-zone.js';

describe('a time zone from outside', () => {
  it.each([
    'America/New_York',
    'europe/berlin',
    'Asia/Kolkata',
    'Asia/Calcutta',
    'US/Eastern',
    'UTC',
    'GMT',
    'Etc/GMT+5',
  ])('may be %s', (name) => expect(timeZoneProblem(name)).toBeNull());

  it.each([
    ['EST', 'America/New_York'],
    ['est', 'America/New_York'],
    ['MST', 'America/Denver'],
    ['HST', 'Pacific/Honolulu'],
    ['PST', 'America/Los_Angeles'],
    ['CET', 'Europe/Berlin'],
    ['IST', 'Asia/Kolkata'],
    ['AEDT', 'Australia/Sydney'],
  ])('is refused when it is the abbreviation %s, which does not say where, and %s is named', (name, meant) => {
    expect(timeZoneProblem(name)).toBe(`must be an IANA time zone such as America/New_York; did you mean ${meant}?`);
  });

  it.each([
    ['Eastern Standard Time', 'America/New_York'],
    ['Eastern Daylight Time', 'America/New_York'],
    ['eastern time', 'America/New_York'],
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['GMT Standard Time', 'Europe/London'],
    ['Romance Standard Time', 'Europe/Paris'],
    ['Tokyo Standard Time', 'Asia/Tokyo'],
    ['AUS Eastern Standard Time', 'Australia/Sydney'],
  ])('is refused when it is called as in Windows, %s, and %s is named', (name, meant) => {
    expect(timeZoneProblem(name)).toMatch(`did you mean ${meant}?`);
  });

  it.each([
    ['America/New York', 'America/New_York'],
    ['america/newyork', 'America/New_York'],
    ['New York', 'America/New_York'],
    ['Berlin', 'Europe/Berlin'],
    ['Kolkata', 'Asia/Kolkata'],
  ])('is refused when it is written loosely, %s, and %s is named', (name, meant) => {
    expect(timeZoneProblem(name)).toMatch(`did you mean ${meant}?`);
  });

  it.each(['+02:00', 'UTC+2', 'GMT-5', 'utc +02:00'])(
    'is refused when it is the offset %s, and told where that belongs',
    (name) => {
      expect(timeZoneProblem(name)).toMatch(/an offset belongs to a time/);
    },
  );

  it.each(['Canary/Nowhere', '', '   ', 'constructor', '__proto__', 'x'.repeat(10_000), '\0'])(
    'is refused when it is nonsense such as %.20j, and nothing of it is repeated',
    (name) => expect(timeZoneProblem(name)).toBe('must be an IANA time zone such as America/New_York'),
  );

  it('names what else is accepted', () => {
    expect(timeZoneProblem('EST', ', or null')).toMatch(/New_York, or null; did you mean/);
  });
});
