import { expect, it } from '@jest/globals';
import { percentText } from './percent.js';

it('rates show a trace of something as something, and of all but a trace not as all', () => {
  expect(percentText(0)).toBe('0%');
  expect(percentText(0.0002)).toBe('under 0.1%');
  expect(percentText(0.98765)).toBe('98.8%');
  expect(percentText(0.9999)).toBe('over 99.9%');
  expect(percentText(1)).toBe('100%');
});
