import { describe, expect, it } from '@jest/globals';
import { parseRedisUrl } from './redis-url.js';

const PLAIN = { kind: 'single', username: undefined, password: undefined, db: 0, tls: false, master: 'mymaster' };

describe('the URL of Redis', () => {
  it.each([
    ['redis://localhost', { ...PLAIN, nodes: [{ host: 'localhost', port: 6379 }] }],
    ['redis://localhost/', { ...PLAIN, nodes: [{ host: 'localhost', port: 6379 }] }],
    ['redis://127.0.0.1:7000/5', { ...PLAIN, nodes: [{ host: '127.0.0.1', port: 7000 }], db: 5 }],
    ['redis://[::1]:7000', { ...PLAIN, nodes: [{ host: '::1', port: 7000 }] }],
    ['redis://h?db=3', { ...PLAIN, nodes: [{ host: 'h', port: 6379 }], db: 3 }],
    ['redis://:p%40ss%2Fword@h', { ...PLAIN, nodes: [{ host: 'h', port: 6379 }], password: 'p@ss/word' }],
    ['redis://app:@h', { ...PLAIN, nodes: [{ host: 'h', port: 6379 }], username: 'app', password: '' }],
    ['redis://app:pw@h', { ...PLAIN, nodes: [{ host: 'h', port: 6379 }], username: 'app', password: 'pw' }],
    ['rediss://h:6380', { ...PLAIN, nodes: [{ host: 'h', port: 6380 }], tls: true }],
    [
      'redis-sentinel://:pw@s1,s2:26380/primary?db=2&tls=true',
      {
        kind: 'sentinel',
        nodes: [
          { host: 's1', port: 26379 },
          { host: 's2', port: 26380 },
        ],
        username: undefined,
        password: 'pw',
        db: 2,
        tls: true,
        master: 'primary',
      },
    ],
    ['redis-sentinel://s1', { ...PLAIN, kind: 'sentinel', nodes: [{ host: 's1', port: 26379 }] }],
    [
      'redis-cluster://c1:7001,c2:7002,[::1]:7003?tls=true',
      {
        ...PLAIN,
        kind: 'cluster',
        nodes: [
          { host: 'c1', port: 7001 },
          { host: 'c2', port: 7002 },
          { host: '::1', port: 7003 },
        ],
        tls: true,
      },
    ],
  ])('%s', (url, address) => {
    expect(parseRedisUrl(url)).toEqual(address);
  });

  it.each([
    '',
    'localhost:6379',
    'http://localhost:6379',
    'redis:/localhost',
    'redis://',
    'redis://:secret@',
    'redis://:secret@h:notaport',
    'redis://:secret@h:99999',
    'redis://:secret@h:0',
    'redis://:sec@ret@h',
    'redis://:%secret@h',
    'redis://:secret@h/notanumber',
    'redis://:secret@h/-1',
    'redis://:secret@h1,h2',
    'redis://:secret@h one',
    'redis-cluster://:secret@h1,,h2',
    'redis-sentinel://:secret@h1,h2/master?db=x',
  ])('"%s" is refused with the accepted forms, without repeating any of it', (url) => {
    let message = '';
    try {
      parseRedisUrl(url);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/^must be redis:\/\/.*redis-sentinel:\/\/.*redis-cluster:\/\//);
    expect(message).not.toMatch(/sec/);
  });
});
