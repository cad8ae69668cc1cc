import { describe, expect, it } from '@jest/globals';
import { didYouMean } from './did-you-mean.js';

const KNOWN = ['client_name', 'service_name', 'price', 'booking.cancelled', 'booking.created'];

describe('the name that was meant', () => {
  it.each([
    ['clientname', 'client_name'],
    ['Client-Name', 'client_name'],
    ['client_nmae', 'client_name'],
    ['booking.canceled', 'booking.cancelled'],
    ['prise', 'price'],
  ])('for %s is %s', (name, meant) => {
    expect(didYouMean(name, KNOWN)).toBe(meant);
  });

  it.each(['wish', 'x', '', 'appointment_date'])('is unknown for %j', (name) => {
    expect(didYouMean(name, KNOWN)).toBeNull();
  });
});
