import { describe, expect, it } from '@jest/globals';
import { isExactMediaType } from './media-type.js';

describe('a Content-Type', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset="UTF-8"',
    'APPLICATION/JSON ; Charset=utf8',
    'application/x-www-form-urlencoded; charset=UTF-8',
    'multipart/form-data; boundary="a b;c"',
    'application/json;',
  ])('%s is read', (header) => {
    expect(isExactMediaType(header)).toBe(true);
  });

  it.each([
    'application/json; charset=utf-7',
    'application/json; charset=iso-8859-1',
    'application/json; charset=utf-8; charset=utf-16',
    "application/json; charset='utf-8'",
    'application/json, text/plain',
    'application/json; ;=',
    'application/json x',
    'application / json',
    'application/json; charset',
    'json',
    '/',
    'application/json; x="open',
  ])('%s is refused', (header) => {
    expect(isExactMediaType(header)).toBe(false);
  });

  it('of hostile length is refused at once', () => {
    for (const rest of ['; '.repeat(8_000), ';a=b'.repeat(4_000), '; '.repeat(120)])
      expect(isExactMediaType(`application/json${rest}"`)).toBe(false);
  });
});
