import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT, type CryptoKey, type JWTPayload } from 'jose';
import { DEVELOPMENT_TOKEN_ISSUER } from '@booking/notifications-core';
import { createAuthenticate, hasRole } from './auth.js';

const SECRET = 'a secret that is long enough for HS256';
const settings = {
  NODE_ENV: 'test',
  JWT_SECRET: SECRET,
  JWT_JWKS_URL: undefined,
  JWT_ISSUER: 'https://issuer.example',
  JWT_AUDIENCE: 'notifications',
} as const;
const NOW = Math.floor(Date.now() / 1000);
const CLAIMS: JWTPayload = { sub: 'user-1', iss: settings.JWT_ISSUER, aud: settings.JWT_AUDIENCE, exp: NOW + 600 };

const hmac = (
  claims: JWTPayload,
  { alg = 'HS256', secret = SECRET, kid }: { alg?: string; secret?: string; kid?: string } = {},
) =>
  new SignJWT(claims)
    .setProtectedHeader({ alg, ...(kid === undefined ? {} : { kid }) })
    .sign(new TextEncoder().encode(secret.padEnd(64, '.').slice(0, alg === 'HS256' ? secret.length : 64)));

const without = (claim: string): JWTPayload =>
  Object.fromEntries(Object.entries(CLAIMS).filter(([key]) => key !== claim));

describe('a token signed with the shared secret', () => {
  const authenticate = createAuthenticate(settings);
  const call = async (token: string | Promise<string>) => authenticate(`Bearer ${await token}`);

  it('says who calls', async () => {
    const claims = { ...CLAIMS, role: 'staff', email: 'a@example.com', phone_number: '+12025550123', name: 'Ann' };
    expect(await call(hmac(claims))).toEqual({
      userId: 'user-1',
      role: 'staff',
      email: 'a@example.com',
      phone: '+12025550123',
      name: 'Ann',
    });
  });

  it('means a plain user when it names no role', async () => {
    expect(await call(hmac(CLAIMS))).toEqual({ userId: 'user-1', role: 'user', email: null, phone: null, name: null });
  });

  it('is accepted a few seconds after its expiry, because clocks differ', async () => {
    expect((await call(hmac({ ...CLAIMS, exp: NOW - 3 }))).userId).toBe('user-1');
  });

  it.each<[string, () => string | Promise<string>]>([
    ['without a signature (alg none)', () => new UnsecuredJWT(CLAIMS).encode()],
    ['of another algorithm of the same family', () => hmac(CLAIMS, { alg: 'HS512' })],
    ['signed with another secret', () => hmac(CLAIMS, { secret: 'another secret, as long as the right one' })],
    [
      'with a key id that points elsewhere, and another key',
      () => hmac(CLAIMS, { kid: '../../dev/null', secret: ' '.repeat(38) }),
    ],
    ['for another audience', () => hmac({ ...CLAIMS, aud: 'payments' })],
    ['of another issuer', () => hmac({ ...CLAIMS, iss: 'https://evil.example' })],
    ['that has expired', () => hmac({ ...CLAIMS, exp: NOW - 60 })],
    ['that is not valid yet', () => hmac({ ...CLAIMS, nbf: NOW + 600 })],
    ['without exp', () => hmac(without('exp'))],
    ['without iss', () => hmac(without('iss'))],
    ['without aud', () => hmac(without('aud'))],
    ['without sub', () => hmac(without('sub'))],
    ['with an empty sub', () => hmac({ ...CLAIMS, sub: '' })],
    ['with a blank sub', () => hmac({ ...CLAIMS, sub: '  ' })],
    ['with a sub that is no text', () => hmac({ ...CLAIMS, sub: ['user-1'] as unknown as string })],
    ['with a NUL in its sub', () => hmac({ ...CLAIMS, sub: 'user\0' })],
    ['with an endless sub', () => hmac({ ...CLAIMS, sub: 'x'.repeat(300) })],
    ['with a role that nobody knows', () => hmac({ ...CLAIMS, role: 'root' })],
    ['with a role that is inherited from Object', () => hmac({ ...CLAIMS, role: 'constructor' })],
    ['with several roles', () => hmac({ ...CLAIMS, role: ['admin'] })],
    ['with no role at all, said as null', () => hmac({ ...CLAIMS, role: null })],
    ['of three empty parts', () => '..'],
    ['that is no token', () => 'secret'],
  ])('is refused when it is one %s', async (_, token) => {
    await expect(call(token())).rejects.toMatchObject({
      status: 401,
      headers: { 'www-authenticate': expect.stringContaining('error="invalid_token"') },
    });
  });

  it.each([
    ['no header', undefined, 'Bearer realm="booking-notifications"'],
    ['another scheme', 'Basic dXNlcjpwYXNz', 'Bearer realm="booking-notifications", error="invalid_request"'],
    ['an empty token', 'Bearer ', 'Bearer realm="booking-notifications", error="invalid_request"'],
  ])('is required when there is %s', async (_, header, challenge) => {
    await expect(authenticate(header)).rejects.toMatchObject({
      status: 401,
      headers: { 'www-authenticate': challenge },
    });
  });
});

describe('a token signed by an issuer with public keys', () => {
  let server: Server;
  let answer: { status: number; body: string };
  let rsa: { privateKey: CryptoKey; publicKey: CryptoKey };
  let ec: { privateKey: CryptoKey; publicKey: CryptoKey };
  let url: string;

  beforeAll(async () => {
    rsa = await generateKeyPair('RS256', { extractable: true });
    ec = await generateKeyPair('ES256', { extractable: true });
    const keys = [
      { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256' },
      { ...(await exportJWK(ec.publicKey)), kid: 'ec', alg: 'ES256' },
    ];
    answer = { status: 200, body: JSON.stringify({ keys }) };
    server = createServer((_, response) => response.writeHead(answer.status).end(answer.body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const authenticateBy = (jwksUrl = url) =>
    createAuthenticate({ ...settings, JWT_SECRET: undefined, JWT_JWKS_URL: jwksUrl });
  const sign = (alg: string, kid: string, key: CryptoKey | Uint8Array, header = {}) =>
    new SignJWT(CLAIMS).setProtectedHeader({ alg, kid, ...header }).sign(key);

  it('is accepted with RS256 and with ES256', async () => {
    const authenticate = authenticateBy();
    expect(await authenticate(`Bearer ${await sign('RS256', 'rsa', rsa.privateKey)}`)).toMatchObject({
      userId: 'user-1',
    });
    expect(await authenticate(`Bearer ${await sign('ES256', 'ec', ec.privateKey)}`)).toMatchObject({
      userId: 'user-1',
    });
  });

  it('is refused when the public key was used as a shared secret', async () => {
    const secret = new TextEncoder().encode(await exportSPKI(rsa.publicKey));
    await expect(authenticateBy()(`Bearer ${await sign('HS256', 'rsa', secret)}`)).rejects.toMatchObject({
      status: 401,
    });
  });

  it('is refused when it brings its own key or names an unknown one', async () => {
    const stranger = await generateKeyPair('RS256', { extractable: true });
    const jwk = await exportJWK(stranger.publicKey);
    const authenticate = authenticateBy();
    const own = await sign('RS256', 'rsa', stranger.privateKey, { jwk, jku: 'http://127.0.0.1:1/keys' });
    await expect(authenticate(`Bearer ${own}`)).rejects.toMatchObject({ status: 401 });
    const unknown = await sign('RS256', "' OR 1=1 --", stranger.privateKey);
    await expect(authenticate(`Bearer ${unknown}`)).rejects.toMatchObject({ status: 401 });
  });

  it('is answered with 503, not 401, while the issuer is away', async () => {
    const token = await sign('RS256', 'rsa', rsa.privateKey);
    await expect(authenticateBy('http://127.0.0.1:1/keys')(`Bearer ${token}`)).rejects.toMatchObject({ status: 503 });
    const good = answer;
    answer = { status: 500, body: 'oops' };
    await expect(authenticateBy()(`Bearer ${token}`)).rejects.toMatchObject({ status: 503 });
    answer = good;
  });
});

describe('signing settings', () => {
  it('are required in one line that says what to do', () => {
    expect(() => createAuthenticate({ ...settings, JWT_SECRET: undefined })).toThrow(
      /^JWT_SECRET is not set: use `npm start`/,
    );
  });

  it('default to one issuer and audience for development', async () => {
    const authenticate = createAuthenticate({ ...settings, JWT_ISSUER: undefined, JWT_AUDIENCE: undefined });
    const token = await hmac({ ...CLAIMS, iss: DEVELOPMENT_TOKEN_ISSUER, aud: DEVELOPMENT_TOKEN_ISSUER });
    expect(await authenticate(`Bearer ${token}`)).toMatchObject({ userId: 'user-1' });
    await expect(authenticate(`Bearer ${await hmac(CLAIMS)}`)).rejects.toMatchObject({ status: 401 });
  });
});

describe('roles', () => {
  it('include each other from admin down to user, while service includes no other', () => {
    const allowed = (['user', 'staff', 'admin', 'service'] as const).map((role) =>
      (['user', 'staff', 'admin', 'service'] as const).filter((needed) => hasRole(role, [needed])),
    );
    expect(allowed).toEqual([['user'], ['user', 'staff'], ['user', 'staff', 'admin'], ['service']]);
  });
});
