import { expect, it } from '@jest/globals';
import { requestChecksum } from './idempotency.js';

const of = (body: unknown, path = '/a', method = 'POST'): string => requestChecksum(method, path, body);

it('the checksum of a request does not depend on the order of its fields', () => {
  expect(of({ a: 1, b: { c: [1, 2], d: null } })).toBe(of({ b: { d: null, c: [1, 2] }, a: 1 }));
  expect(of({ 2: 'x', 1: 'y' })).toBe(of({ 1: 'y', 2: 'x' }));
});

it.each<[unknown, unknown]>([
  [{ a: 1 }, { a: '1' }],
  [{ a: 1 }, [['a', 1]]],
  [{ a: 1 }, { pairs: [['a', 1]] }],
  [{ a: [1, 2] }, { a: [2, 1] }],
  [{ a: null }, {}],
  [{}, []],
])('the checksum tells %j from %j', (one, other) => {
  expect(of(one)).not.toBe(of(other));
});

it('the checksum tells paths and methods apart', () => {
  expect(new Set([of({}), of({}, '/b'), of({}, '/a', 'PUT')]).size).toBe(3);
});
