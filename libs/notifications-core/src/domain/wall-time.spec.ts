import { describe, expect, it } from '@jest/globals';
import {
  isTimeZone,
  lastTimeOfDay,
  minuteOfDay,
  nextTimeOfDay,
  parseInstant,
  parseWallTime,
  showSameTime,
} from './wall-time.js';

const clocks = new Map<string, Intl.DateTimeFormat>();

/** What a wall clock shows, by Intl alone: it is independent of Temporal, which the code uses. */
function clock(instant: Date, zone: string): string {
  let format = clocks.get(zone);
  if (!format) {
    const two = '2-digit';
    const fields = { year: 'numeric', month: two, day: two, hour: two, minute: two, second: two } as const;
    clocks.set(zone, (format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, hourCycle: 'h23', ...fields })));
  }
  const parts = format.formatToParts(instant);
  const part = (wanted: string): string => parts.find(({ type }) => type === wanted)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}`;
}

function offsetMinutes(instant: Date, zone: string): number {
  return (Date.parse(`${clock(instant, zone)}Z`) - Math.floor(instant.getTime() / 1_000) * 1_000) / 60_000;
}

/** The changes of a zone's offset within a year, to the second, found by bisection with Intl alone. */
function changes(zone: string, year: number): { at: Date; before: number; after: number }[] {
  const found: { at: Date; before: number; after: number }[] = [];
  const DAY = 86_400_000;
  for (let day = Date.UTC(year, 0, 1); day < Date.UTC(year + 1, 0, 1); day += DAY) {
    const before = offsetMinutes(new Date(day), zone);
    const after = offsetMinutes(new Date(day + DAY), zone);
    if (before === after) continue;
    let low = day;
    let high = day + DAY;
    while (high - low > 1_000) {
      const middle = low + Math.floor((high - low) / 2_000) * 1_000;
      if (offsetMinutes(new Date(middle), zone) === before) low = middle;
      else high = middle;
    }
    found.push({ at: new Date(high), before, after });
  }
  return found;
}

function parsed(text: string, zone?: string): Date {
  const result = parseWallTime(text, zone);
  if ('problem' in result) throw new Error(result.problem);
  return result.instant;
}

const local = (instantOfClock: number): string => new Date(instantOfClock).toISOString().slice(0, 19);

const ZONES = [
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'America/St_Johns',
  'America/Halifax',
  'America/Havana',
  'America/Santiago',
  'America/Asuncion',
  'America/Nuuk',
  'Atlantic/Azores',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Chisinau',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Asia/Jerusalem',
  'Australia/Adelaide',
  'Australia/Lord_Howe',
  'Pacific/Auckland',
  'Pacific/Chatham',
  'Antarctica/Troll',
];

describe.each(ZONES)('a local time in %s', (zone) => {
  const moves = [2025, 2026].flatMap((year) => changes(zone, year));

  it('in the skipped hour counts as the same distance after the gap', () => {
    for (const { at, before, after } of moves.filter(({ before, after }) => after > before))
      for (const minute of [0, 1, after - before - 1]) {
        // What the old clock would have shown that many minutes after the jump.
        const skipped = local(at.getTime() + (before + minute) * 60_000);
        expect(parsed(skipped, zone)).toEqual(new Date(at.getTime() + minute * 60_000));
        expect(clock(parsed(skipped, zone), zone)).not.toBe(skipped);
      }
  });

  it('in the repeated hour counts as the earlier one', () => {
    for (const { at, before, after } of moves.filter(({ before, after }) => after < before))
      for (const minute of [0, 1, before - after - 1]) {
        const repeated = local(at.getTime() + (after + minute) * 60_000);
        const earlier = new Date(at.getTime() - (before - after - minute) * 60_000);
        expect(parsed(repeated, zone)).toEqual(earlier);
        expect(clock(earlier, zone)).toBe(repeated);
        expect(clock(new Date(earlier.getTime() + (before - after) * 60_000), zone)).toBe(repeated);
      }
  });

  it('is read back by any other clock of that zone, around every change and through the year', () => {
    const instants = [
      ...moves.flatMap(({ at }) => [-86_400_000, -1_000, 86_400_000].map((ms) => at.getTime() + ms)),
      ...Array.from({ length: 53 }, (_, week) => Date.UTC(2026, 0, 1, 12, 34) + week * 604_800_000),
    ];
    for (const instant of instants) {
      const shown = clock(new Date(instant), zone);
      expect(clock(parsed(shown, zone), zone)).toBe(shown);
      expect(minuteOfDay(new Date(instant), zone)).toBe(Number(shown.slice(11, 13)) * 60 + Number(shown.slice(14, 16)));
    }
  });

  it('of day is found at the nearest instant, in repeated and skipped hours too', () => {
    const STEP = 15;
    for (const { at, before, after } of moves) {
      // The expected answers: clock readings every quarter of an hour around the change.
      const times = Array.from({ length: 5 * 96 }, (_, n) => at.getTime() + (n - 240) * STEP * 60_000);
      const shown = times.map((time) => {
        const text = clock(new Date(time), zone);
        return Number(text.slice(11, 13)) * 60 + Number(text.slice(14, 16));
      });
      for (const from of [200, 228, 236, 238, 239, 240, 241, 242, 244, 250])
        for (const wished of [0, 30, 60, 75, 90, 105, 120, 135, 150, 165, 180, 195, 1_380, 1_410, 1_425, 720]) {
          const start = new Date(times[from] ?? 0);
          const next = shown.findIndex((minutes, index) => index >= from && minutes === wished);
          const last = shown.findLastIndex((minutes, index) => index <= from && minutes === wished);
          const found = [nextTimeOfDay(start, wished, zone), lastTimeOfDay(start, wished, zone)] as const;
          // A skipped time is answered with the time after the gap. No clock shows that one, so it is checked by its
          // distance.
          for (const [answer, index] of [[found[0], next] as const, [found[1], last] as const])
            if (minuteOfDay(answer, zone) === wished) expect(answer).toEqual(new Date(times[index] ?? Number.NaN));
            else expect(answer.getTime() - at.getTime()).toBeLessThan((after - before) * 60_000);
        }
    }
  });
});

describe('a start time', () => {
  it.each([
    ['2026-12-01T14:00:00-05:00', '2026-12-01T19:00:00.000Z'],
    ['2026-12-01T14:00:00-0500', '2026-12-01T19:00:00.000Z'],
    ['2026-12-01T14:00-05:00', '2026-12-01T19:00:00.000Z'],
    ['2026-12-01 14:00:00+05:45', '2026-12-01T08:15:00.000Z'],
    ['2026-12-01T14:00:00Z', '2026-12-01T14:00:00.000Z'],
    ['2026-12-01t14:00:00z', '2026-12-01T14:00:00.000Z'],
    ['2026-12-01T14:00:00.123456789Z', '2026-12-01T14:00:00.123Z'],
    ['2026-12-01T14:00:00+14:00', '2026-12-01T00:00:00.000Z'],
    ['2026-12-01T14:00:00-12:00', '2026-12-02T02:00:00.000Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['2000-02-29T00:00:00Z', '2000-02-29T00:00:00.000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
  ])('%s', (text, instant) => {
    expect(parsed(text).toISOString()).toBe(instant);
  });

  it.each([
    ['2026-12-01T14:00:00-05:00', 'America/New_York', 'America/New_York'],
    // The offset decides the instant, even if it is not the zone's. The text shows the zone.
    ['2026-12-01T14:00:00+00:00', 'America/New_York', 'America/New_York'],
    ['2026-12-01T14:00:00-0500', undefined, '-05:00'],
    ['2026-12-01T14:00:00Z', undefined, '+00:00'],
    ['2026-12-01T14:00:00-00:00', undefined, '+00:00'],
  ])('%s in %s is shown in %s', (text, zone, shown) => {
    expect(parseWallTime(text, zone)).toMatchObject({ zone: shown });
  });

  it.each([
    '',
    ' ',
    'tomorrow',
    '2026-12-01',
    '2026-12-01T14',
    '14:00',
    '1764597600',
    '2026-12-01T14:00:00 -05:00',
    '2026-12-01T14:00:00-05',
    '2026-12-01T14:00:00EST',
    '2026-12-01T14:00:00[America/New_York]',
    '2026-12-01T14:00:00Z\n',
    '+002026-12-01T14:00:00Z',
    '20261201T140000Z',
    '2026-13-01T14:00:00Z',
    '2026-00-01T14:00:00Z',
    '2026-02-29T14:00:00Z',
    '2100-02-29T14:00:00Z',
    '2026-04-31T14:00:00Z',
    '2026-12-01T24:00:00Z',
    '2026-12-01T14:60:00Z',
    '2026-12-01T14:00:00+24:00',
    '2026-12-01T14:00:00+05:60',
    // Postgres keeps neither the year 0 nor, in this form, the year 10000.
    '0000-06-01T00:00:00Z',
    '0001-01-01T00:00:00+14:00',
    '9999-12-31T23:59:59-00:01',
    `2026-12-01T14:00:00${'0'.repeat(1e6)}Z`,
  ])('%.40j is refused', (text) => {
    expect(parseWallTime(text, 'America/New_York')).toEqual({ problem: expect.any(String) as unknown });
  });

  it('without offset and zone is refused with what to add', () => {
    expect(parseWallTime('2026-12-01T14:00:00', undefined)).toEqual({
      problem: expect.stringContaining('timezone') as unknown,
    });
  });

  it.each(['2026-12-01T14:00:00', '2026-12-01', 'now', ''])('%j is no instant', (text) => {
    expect(parseInstant(text)).toBeNull();
  });
});

describe('two zones', () => {
  it('show the same time if their clocks agree at that moment', () => {
    expect(showSameTime(parsed('2026-12-01T14:00:00Z'), 'America/New_York', '-05:00')).toBe(true);
    expect(showSameTime(parsed('2026-07-01T14:00:00Z'), 'America/New_York', '-05:00')).toBe(false);
    expect(showSameTime(parsed('2026-07-01T14:00:00Z'), 'Europe/Paris', 'Europe/Berlin')).toBe(true);
  });
});

describe('time zones', () => {
  it.each(['UTC', 'America/New_York', 'america/new_york', 'Etc/GMT+5', 'EST5EDT', 'Asia/Calcutta'])(
    '%s is accepted',
    (name) => expect(isTimeZone(name)).toBe(true),
  );

  // Of the last two, Intl knows a zone and Temporal refuses it.
  it.each([
    '',
    ' ',
    'Nowhere/Else',
    '+02:00',
    '-05:00',
    'Z',
    'America/New_York ',
    'x'.repeat(10_000),
    '../etc/passwd',
    'PST',
    'IST',
  ])('%.30j is refused', (name) => expect(isTimeZone(name)).toBe(false));

  it('are still recognised after thousands of unknown names', () => {
    for (let n = 0; n < 3_000; n++) expect(isTimeZone(`Nowhere/${n}`)).toBe(false);
    expect(isTimeZone('Asia/Tokyo')).toBe(true);
  });
});
