import { describe, expect, it } from '@jest/globals';
import { timeLeft } from './time-left.js';

const now = new Date('2026-12-01T10:00:00Z');
const inMinutes = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000);
const left = (hoursUntil: number | null, minutes: number) =>
  timeLeft({ hoursUntil, startsAt: inMinutes(minutes), now });

describe('the time that a reminder names', () => {
  it.each([
    [24, 24 * 60],
    [24, 24 * 60 - 4],
    [2, 118],
    [1, 60],
    [1, 57],
  ])('is the planned %i hours when it goes out on time, %i minutes before the start', (hours, minutes) => {
    expect(left(hours, minutes)).toEqual({ hours_until: hours });
  });

  it.each([
    [24, 23 * 60 + 10, 23],
    [24, 110, 2],
    [24, 60, 1],
    [2, 85, 1],
    [720, 48 * 60, 48],
  ])(
    'is what is left when the reminder of %i hours is late, %i minutes before the start: %i hours',
    (planned, minutes, hours) => {
      expect(left(planned, minutes)).toEqual({ hours_until: hours });
    },
  );

  it.each([
    [24, 59.5, 59],
    [2, 45, 45],
    [1, 20, 20],
    [2, 1, 1],
    [2, 0.2, 1],
  ])(
    'is in minutes when less than an hour is left: of %i hours, %f minutes before the start, %i',
    (planned, minutes, said) => {
      expect(left(planned, minutes)).toEqual({ hours_until: 1, minutes_until: said });
    },
  );

  it('is none for a message that is no reminder', () => {
    expect(left(null, 60)).toBeNull();
    expect(timeLeft({ hoursUntil: 2, startsAt: null, now })).toBeNull();
  });
});
