import { describe, expect, it } from '@jest/globals';
import { isDeeperThan } from './body-parsing.js';

const deeper = (limit: number, json: string) => isDeeperThan(limit, Buffer.from(json));

describe('the depth of JSON', () => {
  it('counts objects and arrays that are open at once', () => {
    expect(deeper(3, '{"a":[{"b":1},{"c":2}],"d":[[1]]}')).toBe(false);
    expect(deeper(2, '{"a":[{"b":1}]}')).toBe(true);
  });

  it('does not count brackets within texts', () => {
    expect(deeper(1, '["[[[[{{{{", "\\"[[[["]')).toBe(false);
  });

  it('is found too great before the end of a hostile text', () => {
    expect(deeper(100, '['.repeat(5_000_000))).toBe(true);
  });
});
