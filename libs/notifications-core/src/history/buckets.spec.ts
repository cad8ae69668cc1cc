import { describe, expect, it } from '@jest/globals';
import { bucketStarts, lagStretches, stretchesOf } from './buckets.js';

const NOW = new Date('2026-12-01T12:20:00Z');
const days = (now: string, count: number, zone: string): string[] =>
  bucketStarts(new Date(now), count, 'day', zone).map((at) => at.toISOString().replace(':00.000Z', 'Z'));
const hours = (now: string, zone: string): string[] =>
  bucketStarts(new Date(now), 1, 'hour', zone).map((at) => at.toISOString().slice(11, 16));

describe('the days of a zone', () => {
  it('are as many as asked for, today included, with the end of today', () => {
    expect(days('2026-12-01T12:20:00Z', 2, 'UTC')).toEqual([
      '2026-11-30T00:00Z',
      '2026-12-01T00:00Z',
      '2026-12-02T00:00Z',
    ]);
  });

  it('are those of its calendar, not of UTC', () => {
    expect(days('2026-12-01T03:00:00Z', 1, 'America/New_York')).toEqual(['2026-11-30T05:00Z', '2026-12-01T05:00Z']);
  });

  it('have 25 and 23 hours when the clocks change', () => {
    expect(days('2026-11-02T12:00:00Z', 2, 'America/New_York')).toEqual([
      '2026-11-01T04:00Z',
      '2026-11-02T05:00Z',
      '2026-11-03T05:00Z',
    ]);
    expect(days('2026-03-08T12:00:00Z', 1, 'America/New_York')).toEqual(['2026-03-08T05:00Z', '2026-03-09T04:00Z']);
  });

  it('begin at half and quarter hours of UTC where clocks do', () => {
    expect(days('2026-12-01T12:00:00Z', 1, 'Asia/Kolkata')).toEqual(['2026-11-30T18:30Z', '2026-12-01T18:30Z']);
    expect(days('2026-12-01T12:00:00Z', 1, 'Asia/Kathmandu')).toEqual(['2026-11-30T18:15Z', '2026-12-01T18:15Z']);
  });

  it('begin with the first of two midnights, and after a midnight that is skipped', () => {
    // Havana has 00:00 to 01:00 twice that day, Beirut not at all.
    expect(days('2026-11-01T12:00:00Z', 1, 'America/Havana')[0]).toBe('2026-11-01T04:00Z');
    expect(days('2026-03-29T12:00:00Z', 1, 'Asia/Beirut')[0]).toBe('2026-03-28T22:00Z');
  });

  it('of a whole year are found quickly', () => {
    const started = performance.now();
    expect(bucketStarts(NOW, 365, 'day', 'America/New_York')).toHaveLength(366);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('the hours of a zone', () => {
  it('go from the first midnight to the end of the present hour', () => {
    expect(hours('2026-12-01T02:20:00Z', 'UTC')).toEqual(['00:00', '01:00', '02:00', '03:00']);
    expect(hours('2026-12-01T20:00:00Z', 'Asia/Kolkata')).toEqual(['18:30', '19:30', '20:30']);
  });

  it('have one twice, or one not, when the clocks change', () => {
    const last = (hour: string): string => `${hour}:30:00Z`;
    expect(hours(last('2026-11-02T04'), 'America/New_York')).toHaveLength(26);
    expect(hours(last('2026-03-09T03'), 'America/New_York')).toHaveLength(24);
  });

  it('have one that is half an hour longer on Lord Howe Island', () => {
    // The clocks go from 02:00 back to 01:30: 15:00Z is that moment.
    expect(hours('2026-04-04T16:40:00Z', 'Australia/Lord_Howe')).toEqual(['13:00', '14:00', '15:30', '16:30', '17:30']);
  });
});

describe('what is read', () => {
  const read = (starts: readonly string[]): string[] =>
    stretchesOf(starts.map((at) => new Date(at))).map(
      ({ bucket, minutes, since, until }) =>
        `${bucket}: ${minutes} min ${since.toISOString().slice(11, 16)} to ${until.toISOString().slice(11, 16)}`,
    );

  it('of days that begin at full hours are hours', () => {
    expect(read(['2026-11-01T04:00Z', '2026-11-02T05:00Z'])).toEqual(['0: 60 min 04:00 to 05:00']);
  });

  it('of days that begin at half hours are hours with quarters at their edges', () => {
    expect(read(['2026-11-30T18:30Z', '2026-12-01T18:30Z'])).toEqual([
      '0: 15 min 18:30 to 19:00',
      '0: 60 min 19:00 to 18:00',
      '0: 15 min 18:00 to 18:30',
    ]);
  });

  it('of hours that begin at half hours are quarters', () => {
    expect(read(['2026-11-30T18:30Z', '2026-11-30T19:30Z'])).toEqual([
      '0: 15 min 18:30 to 19:00',
      '0: 15 min 19:00 to 19:30',
    ]);
  });

  it('of lags are days with hours at the edges', () => {
    expect(
      lagStretches(new Date('2026-11-01T05:00Z'), new Date('2026-11-09T05:00Z')).map(
        ({ minutes, since, until }) => [minutes, since.toISOString(), until.toISOString()] as const,
      ),
    ).toEqual([
      [60, '2026-11-01T05:00:00.000Z', '2026-11-02T00:00:00.000Z'],
      [1440, '2026-11-02T00:00:00.000Z', '2026-11-09T00:00:00.000Z'],
      [60, '2026-11-09T00:00:00.000Z', '2026-11-09T05:00:00.000Z'],
    ]);
  });
});
