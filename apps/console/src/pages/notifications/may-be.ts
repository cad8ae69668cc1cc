import type { Item } from '../../parts/notifications.js';

type Standing = Pick<Item, 'state' | 'delivery_status'>;

const DID_NOT_ARRIVE: readonly string[] = ['bounced', 'blocked', 'dropped', 'undelivered', 'failed'];

/** What waits can be cancelled. What is being sent can not. */
export function mayBeCancelled({ state }: Standing): boolean {
  return state === 'pending';
}

/** What failed, or was sent and did not arrive. The API may still refuse, and says why. */
export function mayBeSentAgain({ state, delivery_status }: Standing): boolean {
  return state === 'failed' || (state === 'sent' && DID_NOT_ARRIVE.includes(delivery_status ?? ''));
}
