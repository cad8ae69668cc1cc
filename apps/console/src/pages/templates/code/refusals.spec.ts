import { expect, it } from '@jest/globals';
import { Problem } from '../../../api/problem.js';
import { placeOf, refusalsOf } from './refusals.js';

it('what the service refuses is told for subject and text', () => {
  const refused = new Problem(422, 'invalid_values', 'Some values cannot be used', 'See errors.', [
    { field: 'body', message: 'line 2: {{x}} is not closed', line: 2, column: 4 },
    { field: 'context', message: 'cannot be rendered' },
  ]);
  expect(refusalsOf(refused)).toEqual([
    { field: 'body', message: '{{x}} is not closed', line: 2, column: 4 },
    { field: 'other', message: 'context cannot be rendered', line: null, column: null },
  ]);
  expect(refusalsOf(new Problem(500, 'x', 'Broken', 'Later.'))).toEqual([]);
});

it('a refusal marks the rest of its line', () => {
  const text = 'one\ntwo three\nfour';
  const marked = (line: number | null, column: number | null) => {
    const { from, to } = placeOf(text, { field: 'body', message: '', line, column });
    return text.slice(from, to);
  };
  expect(marked(2, 5)).toBe('three');
  expect(marked(3, null)).toBe('four');
  expect(marked(99, 99)).toBe('');
  expect(marked(null, null)).toBe('one');
});
