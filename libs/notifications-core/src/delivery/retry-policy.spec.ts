import { describe, expect, it } from '@jest/globals';
import { retryDelayMs } from './retry-policy.js';

const CONFIG = { NOTIFICATION_RETRY_ATTEMPTS: 3, NOTIFICATION_RETRY_DELAY_SECONDS: 60 };
const first = (): number => 0;
const last = (): number => 0.999_999;

describe('the retry policy', () => {
  it.each([
    [1, 60_000],
    [2, 120_000],
    [3, 240_000],
  ])('repeats failed try %i after %i ms and at most a tenth more', (attempt, base) => {
    expect(retryDelayMs(attempt, CONFIG, undefined, first)).toBe(base);
    expect(retryDelayMs(attempt, CONFIG, undefined, last)).toBe(base * 1.1);
  });

  it.each([4, 5, 1_000_000])('does not repeat try %i when 3 retries are allowed', (attempt) => {
    expect(retryDelayMs(attempt, CONFIG, undefined)).toBeNull();
    expect(retryDelayMs(attempt, CONFIG, 1_000)).toBeNull();
  });

  it('does not repeat the first try when no retries are allowed', () => {
    expect(retryDelayMs(1, { ...CONFIG, NOTIFICATION_RETRY_ATTEMPTS: 0 }, undefined)).toBeNull();
  });

  it("waits for the longer of the provider's wish and our own delay", () => {
    expect(retryDelayMs(1, CONFIG, 600_000, first)).toBe(600_000);
    expect(retryDelayMs(1, CONFIG, 600_000, last)).toBeGreaterThan(600_000);
    expect(retryDelayMs(1, CONFIG, 1_000, first)).toBe(60_000);
    expect(retryDelayMs(3, CONFIG, 1_000, first)).toBe(240_000);
  });

  it.each([0, -5])('ignores a wish of %d ms', (wish) => {
    expect(retryDelayMs(1, CONFIG, wish, first)).toBe(60_000);
  });

  it.each([
    ['a wish of a week', 1, 7 * 86_400_000],
    ['an endless wish', 1, Number.POSITIVE_INFINITY],
    ['the 20th doubling', 20, undefined],
  ])('waits at most a day for %s', (_, attempt, wish) => {
    expect(retryDelayMs(attempt, { ...CONFIG, NOTIFICATION_RETRY_ATTEMPTS: 20 }, wish, last)).toBe(86_400_000);
  });

  it('spreads the retries of messages that failed together', () => {
    const waits = Array.from({ length: 100 }, () => retryDelayMs(1, CONFIG, undefined));
    expect(new Set(waits).size).toBeGreaterThan(50);
  });
});
