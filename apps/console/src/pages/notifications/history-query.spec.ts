import { describe, expect, it } from '@jest/globals';
import { filtersOfStanding, historyQuery, STANDINGS, standingOf } from './history-query.js';

describe('the filters of the page', () => {
  it('ask for whole days of the shop, the last one included', () => {
    expect(historyQuery({ from: '2026-12-01', to: '2026-12-01', status: 'failed' }, 'America/New_York')).toEqual({
      status: 'failed',
      from: '2026-12-01T05:00:00.000Z',
      to: '2026-12-02T05:00:00.000Z',
    });
  });

  it('leave what is no day to the API, which says what is wrong', () => {
    expect(historyQuery({ from: 'monday' }, 'UTC')).toEqual({ from: 'monday' });
  });

  it('show one choice over status and state, and take it back', () => {
    for (const { value } of STANDINGS) {
      const { status, state } = filtersOfStanding(value);
      expect(standingOf({ ...(status !== null && { status }), ...(state !== null && { state }) })).toBe(value);
    }
    expect(standingOf({})).toBe('');
    expect(filtersOfStanding('')).toEqual({ status: null, state: null });
    expect(standingOf({ state: 'failed' })).toBe('status:failed');
  });
});
