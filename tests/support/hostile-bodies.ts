import { gzipSync } from 'node:zlib';
import type { Random } from './random.js';

/** A body as it goes over the wire. */
export interface HostileBody {
  readonly what: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: string | Uint8Array<ArrayBuffer>;
  /** The statuses that are right. `undefined`: it depends on what is in the body. */
  readonly allowed?: readonly number[];
}

const UNREADABLE = [400];
const UNSUPPORTED = [415];

/** Bodies that are wrong as a whole, whatever the call. `good`: a body that the call takes, as JSON. */
const WHOLE_BODIES: readonly ((good: string, type: string) => HostileBody)[] = [
  (good, type) => body('JSON that breaks off', type, good.slice(0, -1), UNREADABLE),
  (_, type) => body('a number that JSON does not know', type, '{"a": NaN}', UNREADABLE),
  (_, type) => body('Infinity', type, '{"a": -Infinity}', UNREADABLE),
  (_, type) => body('a number out of range', type, '{"version": 1e999}'),
  (_, type) => body('a number of many digits', type, `{"limit": ${'9'.repeat(400)}}`),
  (good, type) => body('a name that is there twice', type, `{"a":1,${good.slice(1, -1)},"a":2}`),
  (_, type) => body('__proto__', type, '{"__proto__":{"role":"admin"}}', UNREADABLE),
  (_, type) => body('__proto__ deep inside', type, '{"data":[{"a":{"__proto__":{}}}]}', UNREADABLE),
  (_, type) => body('a prototype', type, '{"constructor":{"prototype":{}}}', UNREADABLE),
  (_, type) => body('JSON without end', type, '['.repeat(100_000), UNREADABLE),
  (_, type) => body('deep JSON', type, `${'{"a":['.repeat(2_500)}1${']}'.repeat(2_500)}`, UNREADABLE),
  (good, type) => body('a NUL between the values', type, `\u0000${good}`, UNREADABLE),
  (_, type) =>
    body(
      'bytes that are no UTF-8',
      type,
      Uint8Array.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
      UNREADABLE,
    ),
  (good, type) => body('UTF-16', type, Uint8Array.from(Buffer.from(good, 'utf16le')), UNREADABLE),
  (_, type) => body('no object', type, '"text"'),
  (_, type) => body('a number alone', type, '17'),
  (_, type) => body('null alone', type, 'null'),
  (_, type) => body('an empty list', type, '[]'),
  (good, type) => body('a list of itself', type, `[${good},[${good}]]`),
  (good) => body('a form', 'application/x-www-form-urlencoded', `a=${encodeURIComponent(good)}`, UNSUPPORTED),
  (good) => body('plain text', 'text/plain', good, UNSUPPORTED),
  (good) => body('XML', 'application/xml', `<a>${good.length}</a>`, UNSUPPORTED),
  (good) => body('a multipart form', 'multipart/form-data; boundary=x', `--x\r\n\r\n${good}\r\n--x--`, UNSUPPORTED),
  (good) => body('another charset', 'application/json; charset=utf-7', good, UNSUPPORTED),
  (good) => body('a charset of old', 'application/json; charset=iso-8859-1', good, UNSUPPORTED),
  (good) => body('a type that only begins like JSON', 'application/jsonp', good, UNSUPPORTED),
  (good) => body('two types', 'application/json, text/plain', good, UNSUPPORTED),
  (good) => body('a type with rubbish behind', 'application/json; ;;=', good, UNSUPPORTED),
  (_, type) => ({
    ...body('a compressed bomb', type, Uint8Array.from(gzipSync(Buffer.alloc(2_000_000))), UNSUPPORTED),
    headers: { 'content-type': type, 'content-encoding': 'gzip' },
  }),
  (good, type) => ({
    ...body('a chain of encodings', type, good, UNSUPPORTED),
    headers: { 'content-type': type, 'content-encoding': 'identity, gzip, br' },
  }),
];

/** Bodies that are costly to make and to send, so they are rare. */
const LARGE_BODIES: readonly ((good: string, type: string) => HostileBody)[] = [
  (_, type) => body('a text of 300 KB', type, JSON.stringify({ name: 'x'.repeat(300_000) })),
  (_, type) => body('a context of 5 MB', type, JSON.stringify({ context: { a: 'x'.repeat(5_000_000) } })),
  (_, type) => body('6 MB', type, `"${'x'.repeat(6_000_000)}"`, [413]),
  (_, type) => body('a million values', type, `[${'1,'.repeat(1_000_000)}1]`),
  (_, type) =>
    body(
      '100,000 names',
      type,
      JSON.stringify(Object.fromEntries(Array.from({ length: 100_000 }, (_each, at) => [`k${at}`, at]))),
    ),
];

/** A body that is wrong as a whole. One in a hundred is large. */
export function hostileBody(random: Random, good: unknown, type: string): HostileBody {
  const make = random.pick(random.below(100) === 0 ? LARGE_BODIES : WHOLE_BODIES);
  return make(JSON.stringify(good), type);
}

function body(what: string, type: string, bytes: HostileBody['bytes'], allowed?: readonly number[]): HostileBody {
  return { what, headers: { 'content-type': type }, bytes, ...(allowed === undefined ? {} : { allowed }) };
}
