import { describe, expect, it } from '@jest/globals';
import { writeTime, zoneName } from './time-text.js';
import { parseWallTime, type WallTime } from './wall-time.js';

function at(text: string, zone?: string): WallTime {
  const time = parseWallTime(text, zone);
  if ('problem' in time) throw new Error(time.problem);
  return time;
}

const now = new Date('2026-11-30T12:00:00Z');
const start = (zone: string, text = '2026-12-01T14:00:00'): WallTime => at(text, zone);

it.each([
  [start('America/New_York'), 'en', 'December 1, 2026', '2:00 PM', 'EST'],
  [start('America/New_York'), 'en-US', 'December 1, 2026', '2:00 PM', 'EST'],
  [start('America/New_York', '2026-07-01T09:05:00'), 'en', 'July 1, 2026', '9:05 AM', 'EDT'],
  [start('America/New_York', '2026-07-01T00:00:00'), 'en', 'July 1, 2026', '12:00 AM', 'EDT'],
  [start('Asia/Kolkata'), 'en', 'December 1, 2026', '2:00 PM', 'GMT+5:30'],
  [start('Europe/Berlin'), 'de', '1. Dezember 2026', '14:00', 'MEZ'],
  [start('Europe/Berlin'), 'en-GB', '1 December 2026', '14:00', 'CET'],
  [start('Pacific/Auckland', '9999-12-31T23:59:00'), 'en', 'December 31, 9999', '11:59 PM', 'GMT+13'],
  // A language or tag that Intl does not know is shown in English, not refused.
  [start('America/New_York'), 'tlh', 'December 1, 2026', '2:00 PM', 'EST'],
  [start('America/New_York'), '???', 'December 1, 2026', '2:00 PM', 'EST'],
])('%j in %s has a date, a time and a zone as people read them', (time, locale, date, hour, zone) => {
  expect(writeTime(time, locale, now)).toMatchObject({ date, time: hour });
  expect(zoneName(time, locale)).toBe(zone);
});

it.each([
  ['2026-12-01T23:30:00-05:00', 'December 1, 2026', '11:30 PM', 'GMT-5'],
  ['2026-12-01T00:30:00+05:45', 'December 1, 2026', '12:30 AM', 'GMT+5:45'],
  ['2026-12-01T09:00:00+09:00', 'December 1, 2026', '9:00 AM', 'GMT+9'],
  ['2026-12-01T09:00:00+10:00', 'December 1, 2026', '9:00 AM', 'GMT+10'],
  ['2026-12-01T12:00:00Z', 'December 1, 2026', '12:00 PM', 'UTC'],
])('%s shows the offset that it gave', (text, date, hour, zone) => {
  const time = at(text);
  expect(writeTime(time, 'en', now)).toMatchObject({ date, time: hour });
  expect(zoneName(time, 'en')).toBe(zone);
});

describe('a day', () => {
  it.each([
    ['en', 'Saturday, December 5, 2026', 'Sat Dec 5'],
    ['en-GB', 'Saturday, 5 December 2026', 'Sat 5 Dec'],
    ['de', 'Samstag, 5. Dezember 2026', 'Sa. 5. Dez.'],
  ])('has its weekday, in full and short, in %s', (locale, day, short) => {
    const time = start('America/New_York', '2026-12-05T23:30:00');
    expect(writeTime(time, locale, now)).toMatchObject({ day, dayShort: short });
  });

  it('has its year where it could be mistaken for one of another year', () => {
    const short = (text: string): string => writeTime(start('America/New_York', text), 'en', now).dayShort;
    expect(['2027-10-01T09:00:00', '2027-12-04T09:00:00', '2025-12-05T09:00:00'].map(short)).toEqual([
      'Fri Oct 1',
      'Sat Dec 4, 2027',
      'Fri Dec 5, 2025',
    ]);
  });
});

it('a day and a time have no character that would turn an SMS into UCS-2', () => {
  for (const zone of Intl.supportedValuesOf('timeZone')) {
    const written = writeTime(start(zone), 'en', now);
    for (const text of Object.values(written)) expect(text).toMatch(/^[ -~]+$/);
  }
});
