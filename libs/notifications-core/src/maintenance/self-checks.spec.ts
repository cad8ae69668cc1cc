import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../config/config.js';
import { clockAhead } from './self-check.js';
import { findWrong, type SelfFacts } from './self-checks.js';

const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const LIVE = {
  NODE_ENV: 'production',
  JWT_SECRET: 'a'.repeat(32),
  JWT_ISSUER: 'https://issuer.example',
  JWT_AUDIENCE: 'booking',
  SENDGRID_API_KEY: 'SG.key',
  SENDGRID_FROM_EMAIL: 'shop@example.com',
  SENDGRID_WEBHOOK_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: '0'.repeat(32),
  TWILIO_MESSAGING_SERVICE_SID: `MG${'0'.repeat(32)}`,
  PUBLIC_BASE_URL: 'https://notify.example.com',
};

/** What is found with these settings, and otherwise as it should be. `undefined` takes a setting away. */
function found(changes: Record<string, string | undefined> = {}, facts: Partial<SelfFacts> = {}): string[] {
  const config = readConfig({ ...LIVE, ...changes });
  return findWrong({ config, redisPolicy: 'noeviction', clockAheadMs: 0, pendingMigrations: [], ...facts });
}

const CASES: [string, () => string[], string][] = [
  [
    'Redis may drop jobs',
    () => found({}, { redisPolicy: 'allkeys-lru' }),
    'Redis may drop jobs, because its maxmemory-policy is allkeys-lru: set it to noeviction',
  ],
  [
    'Redis keeps its policy to itself',
    () => found({}, { redisPolicy: null }),
    'Redis does not tell its maxmemory-policy: make sure that it is noeviction, or jobs may be dropped',
  ],
  [
    'the clock is ahead',
    () => found({}, { clockAheadMs: 2_540 }),
    "The clock of this process is 2.5 s ahead of the database's: let both follow the same time server",
  ],
  [
    'the clock is behind',
    () => found({}, { clockAheadMs: -3_600_000 }),
    "The clock of this process is 3600.0 s behind the database's: let both follow the same time server",
  ],
  [
    'migrations are missing',
    () => found({}, { pendingMigrations: ['Receipts1', 'Told2'] }),
    'The database lacks 2 migrations (Receipts1, Told2): npm run notify -- migrate',
  ],
  [
    'mail goes elsewhere',
    () => found({ SENDGRID_BASE_URL: 'http://user:secret@127.0.0.1:9000/x' }),
    'SENDGRID_BASE_URL leads to 127.0.0.1:9000 instead of SendGrid: nothing arrives unless that host passes it on',
  ],
  [
    'SMS go elsewhere',
    () => found({ TWILIO_BASE_URL: 'http://127.0.0.1:9000' }),
    'TWILIO_BASE_URL leads to 127.0.0.1:9000 instead of Twilio: nothing arrives unless that host passes it on',
  ],
  [
    'the key of SendGrid is none',
    () => found({ SENDGRID_API_KEY: 'secret' }),
    'SENDGRID_API_KEY does not begin with "SG.": it is no key of SendGrid, copy it again from Settings → API Keys',
  ],
  [
    'the account of Twilio is none',
    () => found({ TWILIO_ACCOUNT_SID: 'AC123' }),
    'TWILIO_ACCOUNT_SID is not "AC" and 32 hexadecimal digits: copy it again from the Twilio console',
  ],
  [
    'the token of Twilio is none',
    () => found({ TWILIO_AUTH_TOKEN: 'secret' }),
    'TWILIO_AUTH_TOKEN is not 32 hexadecimal digits: copy it again from the Twilio console',
  ],
  [
    'the messaging service is none',
    () => found({ TWILIO_MESSAGING_SERVICE_SID: 'PN1' }),
    'TWILIO_MESSAGING_SERVICE_SID is not "MG" and 32 hexadecimal digits: copy it again from the Twilio console',
  ],
  [
    'receipts of SendGrid are not heard',
    () => found({ SENDGRID_WEBHOOK_PUBLIC_KEY: undefined }),
    'SENDGRID_WEBHOOK_PUBLIC_KEY is not set: it is not heard what was delivered, bounced or called spam, so bad addresses stay in use',
  ],
  [
    'links are not encrypted',
    () => found({ PUBLIC_BASE_URL: 'http://notify.example.com' }),
    'PUBLIC_BASE_URL is not https: links in mails and calls of providers go over the network in clear',
  ],
];

describe('a process that starts', () => {
  it('finds nothing wrong when all is well, and nothing about channels that are off', () => {
    expect(found()).toEqual([]);
    expect(
      findWrong({ config: readConfig({}), redisPolicy: undefined, clockAheadMs: null, pendingMigrations: [] }),
    ).toEqual([]);
  });

  it.each(CASES)('says that %s', (_, look, finding) => {
    expect(look()).toEqual([finding]);
    expect(look().join()).not.toContain('secret');
  });

  it('says what is lost when nobody can reach it from outside', () => {
    expect(found({ PUBLIC_BASE_URL: undefined })).toEqual([
      'PUBLIC_BASE_URL is not set: it is not heard whether an SMS arrived, nor who answers STOP',
      'PUBLIC_BASE_URL is not set: no marketing goes out, because its readers could not unsubscribe',
    ]);
  });

  it('expects no key of a provider from its own proxy', () => {
    const proxy = { SENDGRID_BASE_URL: 'http://localhost:1', TWILIO_BASE_URL: 'http://localhost:1' };
    const findings = found({ ...proxy, SENDGRID_API_KEY: 'own', TWILIO_AUTH_TOKEN: 'own' });
    expect(findings.filter((finding) => !finding.includes('_BASE_URL leads to localhost:1'))).toEqual([]);
  });

  it('has every finding explained in docs/troubleshooting.md', () => {
    const page = readFileSync(new URL('../../../../docs/troubleshooting.md', import.meta.url), 'utf8');
    const all = [...CASES.flatMap(([, look]) => look()), ...found({ PUBLIC_BASE_URL: undefined })];
    const words = (finding: string): string => finding.split(/ \(|: | is \d| leads to | lacks |, because/)[0]!;
    for (const finding of all) expect(page).toContain(words(finding));
  });
});

describe('the difference of two clocks', () => {
  it('is nothing that the way of the question explains', async () => {
    expect(Math.abs(await clockAhead(() => Promise.resolve(Date.now())))).toBeLessThan(1_000);
  });

  it('has the sign of our own clock', async () => {
    expect(await clockAhead(() => Promise.resolve(Date.now() - 60_000))).toBeGreaterThan(50_000);
    expect(await clockAhead(() => Promise.resolve(Date.now() + 60_000))).toBeLessThan(-50_000);
  });
});
