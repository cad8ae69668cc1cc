import { expect, it } from '@jest/globals';
import { formatPhone } from './phone-text.js';

it.each([
  ['+12025550100', 'US', '(202) 555-0100'],
  ['+12025550100', 'CA', '(202) 555-0100'],
  ['+12025550100', null, '(202) 555-0100'],
  ['+12025550100', 'FR', '+1 202 555 0100'],
  ['+442079460123', 'GB', '020 7946 0123'],
  ['+442079460123', 'US', '+44 20 7946 0123'],
  ['+33 123456789', 'FR', '01 23 45 67 89'],
])('%s for a reader in %s is written as %s', (written, country, text) => {
  expect(formatPhone(written, country)).toBe(text);
});

it.each(['(202) 555-0100', '020 7946 0123', 'ext. 4, ask for Sam', '+1', '+12025550100 ext. 4', '+'])(
  '%j stays as it was written',
  (written) => {
    expect(formatPhone(written, 'US')).toBe(written);
  },
);
