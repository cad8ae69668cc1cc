import type { Redis } from 'ioredis';
import { client, type Client } from './bookings.js';
import { PROVIDER_KEYS } from './world.js';
import { TEST_TOKENS } from './processes.js';

/** Something personal or secret that must stand in no log, job, metric or error. */
export interface Canary {
  /** Says what it is, without showing it. */
  readonly kind: string;
  readonly pattern: RegExp;
}

/** Where to look. */
export interface Place {
  readonly where: string;
  readonly text: string;
}

export interface Leak {
  readonly where: string;
  readonly kind: string;
  /** How often. */
  readonly times: number;
}

const NAME = 'Zephyrine Quillfeather';

/** Somebody new whose name and addresses are found wherever they leak. */
export function canaryClient(over: Partial<Client> = {}): Client {
  const made = client();
  return { ...made, name: NAME, email: made.email!.replace('john', 'zephyrine'), ...over };
}

const exactly = (text: string): RegExp => new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`), 'g');

/** Of `canaryClient`, and the keys that test processes are given. */
export const CANARIES: readonly Canary[] = [
  { kind: 'the name of a client', pattern: /Zephyrine|Quillfeather/g },
  { kind: 'the email address of a client', pattern: /zephyrine\.\d+(@|%40)example\.com/g },
  { kind: 'the phone number of a client', pattern: /(\+|%2B)1\d{3}55501\d{2}/g },
  { kind: 'the key of SendGrid', pattern: exactly(PROVIDER_KEYS.SENDGRID_API_KEY) },
  { kind: 'the token of Twilio', pattern: exactly(PROVIDER_KEYS.TWILIO_AUTH_TOKEN) },
  { kind: 'the secret of tokens', pattern: exactly(TEST_TOKENS.secret) },
  { kind: 'a token', pattern: /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/g },
  { kind: 'the password of a server', pattern: /(postgres(ql)?|rediss?):\/\/[^\s@/]*:[^\s@/]+@/g },
];

/** A text in clear in any case, encoded for a URL, and in base64 wherever it begins in what was encoded. */
export function canaryOf(kind: string, text: string): Canary {
  const quoted = (part: string): string => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const base64 = [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.from('x'.repeat(shift) + text)
      .toString('base64')
      .replaceAll('=', '');
    const sure = whole.slice(shift === 0 ? 0 : 4, -2);
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')];
  });
  const forms = [text, encodeURIComponent(text), text.replaceAll(' ', '+'), JSON.stringify(text).slice(1, -1)].map(
    (form) => quoted(form).replaceAll(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`),
  );
  return { kind, pattern: new RegExp([...new Set([...forms, ...base64.map(quoted)])].join('|'), 'g') };
}

/** Everything of these that stands in these places. */
export function findCanaries(places: readonly Place[], canaries: readonly Canary[] = CANARIES): Leak[] {
  return places.flatMap(({ where, text }) =>
    canaries.flatMap(({ kind, pattern }) => {
      const times = [...text.matchAll(pattern)].length;
      return times === 0 ? [] : [{ where, kind, times }];
    }),
  );
}

const MOST_KEYS = 5_000;

/** All that a Redis holds, keys and values, as text. Looks at 5,000 keys at most. */
export async function contentOfRedis(redis: Redis): Promise<string> {
  const found: string[] = [];
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'COUNT', 500);
    cursor = next;
    for (const key of keys) found.push(key, await valueOf(redis, key));
  } while (cursor !== '0' && found.length < MOST_KEYS * 2);
  return found.join('\n');
}

async function valueOf(redis: Redis, key: string): Promise<string> {
  const type = await redis.type(key);
  switch (type) {
    case 'string':
      return (await redis.get(key)) ?? '';
    case 'list':
      return (await redis.lrange(key, 0, -1)).join('\n');
    case 'set':
      return (await redis.smembers(key)).join('\n');
    case 'zset':
      return (await redis.zrange(key, 0, -1)).join('\n');
    case 'hash':
      return JSON.stringify(await redis.hgetall(key));
    case 'stream':
      return JSON.stringify(await redis.xrange(key, '-', '+'));
    default:
      return '';
  }
}
