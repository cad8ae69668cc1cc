import { describe, expect, it } from '@jest/globals';
import { BY_WHAT_THEY_TELL, DELIVERY_STATUSES, NOT_DELIVERED, tellsMore, whyNotDelivered } from './delivery-status.js';

const delivery = (status: string, code: string | null = null) => ({ status, code });

describe('of two delivery statuses', () => {
  it.each([
    ['opened', 'delivered'],
    ['clicked', 'opened'],
    ['delivered', 'deferred'],
    ['bounced', 'delivered'],
    ['opened', 'bounced'],
    ['spam_report', 'clicked'],
    ['delivered', 'undelivered'],
    ['deferred', 'a_word_that_we_do_not_know'],
  ])('%s tells more than %s', (more, less) => {
    expect(tellsMore(delivery(more), delivery(less))).toBe(true);
    expect(tellsMore(delivery(less), delivery(more))).toBe(false);
  });

  it('exactly one tells more, unless they are the same', () => {
    const all = [...DELIVERY_STATUSES, 'unknown_a', 'unknown_b'].flatMap((status) => [
      delivery(status),
      delivery(status, '5.1.1'),
    ]);
    for (const one of all)
      for (const other of all) if (one !== other) expect(tellsMore(one, other)).toBe(!tellsMore(other, one));
  });

  it('each has its place', () => {
    expect([...BY_WHAT_THEY_TELL].sort()).toEqual([...DELIVERY_STATUSES].sort());
  });
});

describe('why a message did not arrive', () => {
  it('is said in words for each status that says so, and for no other', () => {
    for (const status of DELIVERY_STATUSES)
      expect(whyNotDelivered('twilio', status, null) !== null).toBe(NOT_DELIVERED.some((each) => each === status));
    expect(whyNotDelivered('twilio', 'undelivered', '30005')).toBe(
      'Twilio says undelivered (30005): the carrier did not deliver it',
    );
  });
});
