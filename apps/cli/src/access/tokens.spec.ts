import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { jwtVerify } from 'jose';
import { signToken, tokenSettings, type TokenSettings } from './tokens.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tokens-spec-'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const verified = async (token: string, settings: TokenSettings) =>
  (
    await jwtVerify(token, new TextEncoder().encode(settings.JWT_SECRET), {
      algorithms: ['HS256'],
      issuer: settings.JWT_ISSUER,
      audience: settings.JWT_AUDIENCE,
    })
  ).payload;

describe('the settings that tokens are made with', () => {
  it('are a secret of this data folder, always the same and readable only by its owner', () => {
    const first = tokenSettings({}, dataDir)!;
    const file = join(dataDir, 'jwt-secret');
    expect(tokenSettings({}, dataDir)).toEqual(first);
    expect(readFileSync(file, 'utf8')).toBe(first.JWT_SECRET);
    expect(first.JWT_SECRET.length).toBeGreaterThanOrEqual(43);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(first.JWT_ISSUER).toBe('booking-notifications');
  });

  it('are taken from the environment if they are set there', () => {
    const given = { JWT_SECRET: 'given', JWT_ISSUER: 'issuer', JWT_AUDIENCE: 'audience' };
    expect(tokenSettings(given, dataDir)).toEqual(given);
  });

  it('are never made up in production', () => {
    expect(() => tokenSettings({ NODE_ENV: 'production' }, dataDir)).toThrow('JWT_SECRET is required in production');
  });

  it('are absent if an identity provider issues the tokens', () => {
    expect(tokenSettings({ JWT_JWKS_URL: 'https://id.example.com/keys' }, dataDir)).toBeUndefined();
  });
});

describe('a token', () => {
  it('has the requested claims and lifetime', async () => {
    const settings = tokenSettings({}, dataDir)!;
    const claims = { sub: 'user-1', role: 'staff', email: 'a@example.com', phone_number: undefined } as const;
    const payload = await verified(await signToken(settings, claims, '12h'), settings);
    expect(payload).toEqual({
      sub: 'user-1',
      role: 'staff',
      email: 'a@example.com',
      iss: settings.JWT_ISSUER,
      aud: settings.JWT_AUDIENCE,
      iat: payload.iat,
      exp: payload.iat! + 12 * 3600,
    });
  });

  it.each(['', '12', 'h', '1.5h', '-1h', '0d', '1 day'])('cannot have the lifetime "%s"', (ttl) => {
    const settings = tokenSettings({}, dataDir)!;
    expect(() => signToken(settings, { sub: 'a', role: 'user' }, ttl)).toThrow('30m, 12h or 7d');
  });
});
