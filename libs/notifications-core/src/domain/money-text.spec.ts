import { expect, it } from '@jest/globals';
import { formatMoney, writeAmount } from './money-text.js';

it.each([
  [50, 'USD', 'en', '$50.00', '50.00'],
  [5000, 'JPY', 'en', '¥5,000', '5000'],
  [12.345, 'KWD', 'en', 'KWD 12.345', '12.345'],
  [1234.5, 'EUR', 'en', '€1,234.50', '1234.50'],
  [1234.5, 'EUR', 'de', '1.234,50 €', '1234.50'],
  [50, 'USD', 'en-GB', 'US$50.00', '50.00'],
  [500, 'INR', 'en-IN', '₹500.00', '500.00'],
  [25, null, 'en', '25.00', '25.00'],
  // Three letters that are no currency of today are shown as they are.
  [7, 'XBT', 'en', 'XBT 7.00', '7.00'],
  // A row that was planned before its currency was checked.
  [7, 'Dollars', 'en', '7.00', '7.00'],
])('%d %s in %s is written as %s', (amount, currency, locale, money, plain) => {
  expect([formatMoney(amount, currency, locale), writeAmount(amount, currency)]).toEqual([money, plain]);
});
