import { describe, expect, it } from '@jest/globals';
import { bucketsOf, bucketStarts, lagStretches } from './buckets.js';

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

const short = (at: Date): string => at.toISOString().slice(5, 16);

describe('what is read', () => {
  const read = (starts: readonly string[]): unknown => {
    const { splitHours, quarters } = bucketsOf(starts.map((at) => new Date(at)));
    return { split: splitHours.map(short), quarters: quarters.map(short) };
  };

  it('of days that begin at full hours are hours', () => {
    expect(read(['2026-11-01T04:00Z', '2026-11-02T05:00Z'])).toEqual({ split: [], quarters: [] });
  });

  it('of days that begin at half hours are hours, and quarters of those in which a day begins', () => {
    expect(read(['2026-11-29T18:30Z', '2026-11-30T18:30Z', '2026-12-01T18:30Z'])).toEqual({
      split: ['11-29T18:00', '11-30T18:00', '12-01T18:00'],
      quarters: [
        ...['11-29T18:30', '11-29T18:45'],
        ...['11-30T18:00', '11-30T18:15', '11-30T18:30', '11-30T18:45'],
        ...['12-01T18:00', '12-01T18:15'],
      ],
    });
  });

  const lags = (from: string, to: string): unknown =>
    lagStretches(new Date(from), new Date(to)).map(({ minutes, since, until }) => [
      minutes,
      short(since),
      short(until),
    ]);

  it('of lags are days with hours at the edges', () => {
    expect(lags('2026-11-01T05:00Z', '2026-11-09T05:00Z')).toEqual([
      [60, '11-01T05:00', '11-02T00:00'],
      [1440, '11-02T00:00', '11-09T00:00'],
      [60, '11-09T00:00', '11-09T05:00'],
    ]);
  });

  it('of lags of a long time are months, with days and hours at the edges', () => {
    expect(lags('2026-06-29T18:30Z', '2026-12-02T18:30Z')).toEqual([
      [60, '06-29T18:00', '06-30T00:00'],
      [1440, '06-30T00:00', '07-01T00:00'],
      [43200, '07-01T00:00', '12-01T00:00'],
      [1440, '12-01T00:00', '12-02T00:00'],
      [60, '12-02T00:00', '12-02T18:30'],
    ]);
    expect(lags('2026-11-01T00:00Z', '2026-12-01T00:00Z')).toEqual([[43200, '11-01T00:00', '12-01T00:00']]);
  });

  it('of lags of less than a day are hours', () => {
    expect(lags('2026-11-01T05:00Z', '2026-11-01T09:30Z')).toEqual([[60, '11-01T05:00', '11-01T09:30']]);
  });
});
