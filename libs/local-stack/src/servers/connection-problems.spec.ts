import { describe, expect, it } from '@jest/globals';
import { postgresAddress, redisAddress, whyHttp, whyPostgres, whyRedis } from './connection-problems.js';

const withCode = (code: string): Error => Object.assign(new Error('says secret'), { code });

describe('an address', () => {
  it.each([
    ['postgres://user:secret@db.internal:6432/notifications', 'db.internal:6432/notifications'],
    ['postgresql://db/x?sslmode=require', 'db:5432/x'],
    ['postgres:///x?host=/run/postgresql', '/run/postgresql:5432/x'],
  ])('of Postgres is shown without user and password: %s', (url, shown) => {
    expect(postgresAddress(url)).toBe(shown);
  });

  it.each([
    ['rediss://user:secret@cache/2', 'cache:6379/2'],
    ['redis-sentinel://:secret@a,b:1/mine', 'sentinels a:26379,b:1, master mine'],
    ['redis-cluster://:secret@a:1,b:2', 'cluster a:1,b:2'],
  ])('of Redis is shown without user and password: %s', (url, shown) => {
    expect(redisAddress(url)).toBe(shown);
  });
});

describe('why a server cannot be used', () => {
  it.each([
    [whyPostgres, withCode('ECONNREFUSED'), 'nobody listens there (ECONNREFUSED)'],
    [whyPostgres, withCode('28P01'), 'wrong user or password (28P01)'],
    [whyPostgres, withCode('XX000'), 'it does not answer (XX000)'],
    [whyPostgres, new Error('timeout expired'), 'it does not answer'],
    [whyRedis, withCode('ENOTFOUND'), 'there is no host of that name (ENOTFOUND)'],
    [whyRedis, new Error('WRONGPASS invalid username-password pair'), 'wrong user or password (WRONGPASS)'],
    [whyRedis, new Error('Command timed out'), 'it does not answer'],
    [
      whyHttp,
      new TypeError('fetch failed', { cause: withCode('ECONNREFUSED') }),
      'nobody listens there (ECONNREFUSED)',
    ],
    [whyHttp, new DOMException('The operation was aborted', 'TimeoutError'), 'it does not answer'],
  ] as const)('is said in words', (why, error, words) => {
    expect(why(error)).toBe(words);
  });
});
