import { describe, expect, it } from '@jest/globals';
import { addDays, dayOf, isDay, knownZone, startOfDay } from './days.js';

describe('a day of the shop', () => {
  it('begins at midnight of its own zone', () => {
    expect(startOfDay('2026-12-01', 'America/New_York')).toBe('2026-12-01T05:00:00.000Z');
    expect(startOfDay('2026-12-01', 'Asia/Kathmandu')).toBe('2026-11-30T18:15:00.000Z');
  });

  it('begins right on the days when clocks change', () => {
    expect(startOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
    expect(startOfDay('2026-03-30', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
    expect(startOfDay('2026-11-01', 'America/New_York')).toBe('2026-11-01T04:00:00.000Z');
    expect(startOfDay('2026-11-02', 'America/New_York')).toBe('2026-11-02T05:00:00.000Z');
  });

  it('is the one that its clocks show', () => {
    expect(dayOf('2026-12-01T03:00:00Z', 'America/New_York')).toBe('2026-11-30');
    expect(dayOf('2026-12-01T03:00:00Z', 'Asia/Tokyo')).toBe('2026-12-01');
  });

  it('is followed by the next, over the end of a month too', () => {
    expect(addDays('2026-11-30', 1)).toBe('2026-12-01');
    expect(addDays('2027-01-01', -1)).toBe('2026-12-31');
  });

  it('is told from other text', () => {
    expect(['2026-12-01', '2026-13-45', 'yesterday', '2026-12-01T00:00:00Z'].map(isDay)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

it('a zone that the browser does not know is none', () => {
  expect(knownZone('Europe/Berlin')).toBe('Europe/Berlin');
  expect(knownZone('Middle/Earth')).toBeUndefined();
});
