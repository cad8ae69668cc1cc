import { describe, expect, it } from '@jest/globals';
import { lastDayOf, todayOf } from './figures.js';

const NOW = Date.parse('2026-12-01T12:30:00Z');
const bucket = (at: string, sent: number, failed: number) => ({
  at,
  sent,
  failed,
  delivered: 0,
  opened: 0,
  clicked: 0,
  bounced: 0,
  undelivered: 0,
  unsubscribed: 0,
  segments: 0,
});
const series = [
  bucket('2026-11-30T04:00:00Z', 50, 9),
  bucket('2026-11-30T13:00:00Z', 1, 1),
  bucket('2026-12-01T04:00:00Z', 2, 0),
  bucket('2026-12-01T05:00:00Z', 4, 2),
  bucket('2026-12-01T12:00:00Z', 8, 0),
];

describe('the figures of the overview', () => {
  it('begin the day at midnight of the shop', () => {
    expect(todayOf({ series }, 'America/New_York', NOW)).toEqual({ sent: 12, failed: 2 });
    expect(todayOf({ series }, 'UTC', NOW)).toEqual({ sent: 14, failed: 2 });
  });

  it('count the last 24 hours over midnight', () => {
    expect(lastDayOf({ series }, NOW)).toEqual({ sent: 15, failed: 3 });
  });
});
