import { describe, expect, it } from '@jest/globals';
import { findJsonMistake } from './json-mistake.js';

describe('the first mistake in a body', () => {
  it.each([
    ['{"a":1,}', 1, 8, 'comma too many'],
    ['{"a":[1,]}', 1, 9, 'a value is expected'],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3, 'a comma is expected'],
    ['{"a" 1}', 1, 6, 'a colon is expected'],
    ["{'a': 1}", 1, 2, 'double quotes'],
    ['{a: 1}', 1, 2, 'double quotes'],
    ['{"a": nil}', 1, 7, 'this is no value'],
    ['{"a": "x\ny"}', 1, 7, 'double quote is missing'],
    ['{"a": "x\ty"}', 1, 7, 'control character'],
    ['{"a": "\\u12"}', 1, 7, 'four hexadecimal'],
    ['{"a": "\\x"}', 1, 7, 'backslash'],
    ['{"a": 1', 1, 8, '} is expected'],
    ['[1, 2', 1, 6, '] is expected'],
    ['{"a": 1} 2', 1, 10, 'should have ended'],
    ['{"a": 1} // why', 1, 10, 'comments'],
    ['a=b', 1, 1, 'this is no value'],
  ])('%j is at line %i, column %i: %s', (text, line, column, what) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(findJsonMistake(text)).toEqual({ line, column, what: expect.stringContaining(what) });
  });

  it('is absent from JSON', () => {
    expect(findJsonMistake('{"a":[1,"x",null]}')).toBeNull();
  });
});
