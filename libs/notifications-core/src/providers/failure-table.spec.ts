import { describe, expect, it } from '@jest/globals';
import { askedToWaitMs } from './failure-table.js';

const DATE = 'Mon, 30 Nov 2026 12:00:00 GMT';
const AT = Date.parse(DATE) / 1_000;
const asked = (headers: Record<string, string>) => askedToWaitMs({ headers: { date: DATE, ...headers } });

describe('what a provider that takes nothing more asks to wait', () => {
  it("is read by the provider's own clock, however wrong ours is", () => {
    expect(asked({ 'x-ratelimit-reset': String(AT + 30) })).toBe(30_000);
    expect(asked({ 'retry-after': 'Mon, 30 Nov 2026 12:00:07 GMT' })).toBe(7_000);
  });

  it('is the Retry-After where both are given', () => {
    expect(asked({ 'retry-after': '5', 'x-ratelimit-reset': String(AT + 30) })).toBe(5_000);
  });

  it('is nothing where the reset has just passed', () => {
    expect(asked({ 'x-ratelimit-reset': String(AT - 3) })).toBe(0);
  });

  it.each([
    ['no header', {}],
    ['a reset that is no number', { 'x-ratelimit-reset': 'soon' }],
    ['an empty reset', { 'x-ratelimit-reset': '' }],
    ['a reset in seconds from now', { 'x-ratelimit-reset': '60' }],
    ['a reset in milliseconds', { 'x-ratelimit-reset': String((AT + 30) * 1_000) }],
    ['a Retry-After that cannot be read', { 'retry-after': 'soon' }],
  ])('is unknown with %s', (_, headers) => {
    expect(asked(headers)).toBeUndefined();
  });
});
