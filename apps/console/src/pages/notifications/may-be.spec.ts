import { expect, it } from '@jest/globals';
import { mayBeCancelled, mayBeSentAgain } from './may-be.js';

it('only a message that waits can be cancelled', () => {
  const states = ['pending', 'sending', 'in_doubt', 'sent', 'failed', 'cancelled'] as const;
  expect(states.filter((state) => mayBeCancelled({ state, delivery_status: null }))).toEqual(['pending']);
});

it('a message that failed or did not arrive can be sent again', () => {
  expect(mayBeSentAgain({ state: 'failed', delivery_status: null })).toBe(true);
  expect(mayBeSentAgain({ state: 'sent', delivery_status: 'bounced' })).toBe(true);
  expect(mayBeSentAgain({ state: 'sent', delivery_status: 'delivered' })).toBe(false);
  expect(mayBeSentAgain({ state: 'cancelled', delivery_status: null })).toBe(false);
});
