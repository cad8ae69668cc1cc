import { describe, expect, it } from '@jest/globals';
import { bucketOf, bucketText, daysOf } from './figures.js';

describe('figures', () => {
  it('a period that the address gets wrong is a month', () => {
    expect(daysOf('7')).toBe(7);
    expect([undefined, '0', '366', '1.5', 'week'].map(daysOf)).toEqual([30, 30, 30, 30, 30]);
  });

  it('hours are shown of a month at most', () => {
    expect(bucketOf('hour', 7)).toBe('hour');
    expect(bucketOf('hour', 90)).toBe('day');
    expect(bucketOf(undefined, 7)).toBe('day');
  });

  it('buckets are called by the clock of the shop', () => {
    expect(bucketText('2026-12-01T05:00:00Z', 'day', 'America/New_York')).toBe('1 Dec');
    expect(bucketText('2026-12-01T19:00:00Z', 'hour', 'America/New_York')).toBe('1 Dec, 14:00');
  });
});
