import { expect, it } from '@jest/globals';
import { readConfig } from '../config/config.js';
import { defaultContext } from './default-context.js';

const now = new Date('2027-01-01T00:00:00Z');

it('the default context has the business of the settings and the year', () => {
  const config = readConfig({
    BUSINESS_NAME: '6FB Barbershop',
    BUSINESS_ADDRESS: '1 Main St',
    BUSINESS_PHONE: '+12025550100',
    CANCELLATION_POLICY: 'Free up to 24 h before.',
  });
  expect(defaultContext(config, now)).toEqual({
    business_name: '6FB Barbershop',
    business_address: '1 Main St',
    business_phone: '+12025550100',
    cancellation_policy: 'Free up to 24 h before.',
    current_year: 2027,
  });
});

it('the default context has no key for a setting that is not set', () => {
  expect(defaultContext(readConfig({ BUSINESS_PHONE: ' ' }), now)).toEqual({
    business_name: 'Our shop',
    current_year: 2027,
  });
});
