import { describe, expect, it } from '@jest/globals';
import { bucketOf, bucketText, daysOf, percentText } from './figures.js';

describe('figures', () => {
  it('rates show a trace of something as something, and of all but a trace not as all', () => {
    expect(percentText(0)).toBe('0%');
    expect(percentText(0.0002)).toBe('under 0.1%');
    expect(percentText(0.98765)).toBe('98.8%');
    expect(percentText(0.9999)).toBe('over 99.9%');
    expect(percentText(1)).toBe('100%');
  });

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
