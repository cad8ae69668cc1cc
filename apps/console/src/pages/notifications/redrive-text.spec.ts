import { expect, it } from '@jest/globals';
import { redriveText } from './redrive-text.js';

it('says how many messages may go out again', () => {
  expect(redriveText({ count: 0, isMore: false, limit: 10 })).toBe('No message has failed like that.');
  expect(redriveText({ count: 3, isMore: false, limit: 1_000 })).toMatch(/^3 messages .* 3 at most/);
  expect(redriveText({ count: 200, isMore: true, limit: 1_000 })).toMatch(/^200 or more .* 1000 at most/);
  expect(redriveText({ count: 5, isMore: false, limit: 2 })).toMatch(/ 2 at most/);
});
