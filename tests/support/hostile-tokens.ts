import { generateKeyPair, SignJWT, UnsecuredJWT, type JWTHeaderParameters, type JWTPayload } from 'jose';
import { TEST_TOKENS, type Role } from './processes.js';

/** `Authorization` headers that nobody may get in with, by what is wrong with them. */
export async function hostileAuthorizations(role: Role): Promise<ReadonlyMap<string, string>> {
  const secret = new TextEncoder().encode(TEST_TOKENS.secret);
  const now = Math.floor(Date.now() / 1_000);
  const { issuer: iss, audience: aud } = TEST_TOKENS;
  const claims: JWTPayload = { sub: 'mallory', role, iss, aud, exp: now + 3_600 };
  const sign = (payload: JWTPayload, header: JWTHeaderParameters, key: Parameters<SignJWT['sign']>[0] = secret) =>
    new SignJWT(payload).setProtectedHeader(header).sign(key);
  const other = await generateKeyPair('RS256');
  const hs256 = { alg: 'HS256' };
  const good = await sign(claims, hs256);
  const [header = '', payload = '', signature = ''] = good.split('.');
  const tampered = Buffer.from(JSON.stringify({ ...claims, role: 'admin', sub: 'root' })).toString('base64url');

  const tokens: Record<string, string> = {
    'no algorithm': new UnsecuredJWT(claims).encode(),
    'another algorithm of the family': await sign(claims, { alg: 'HS512' }),
    'an algorithm with public keys': await sign(claims, { alg: 'RS256' }, other.privateKey),
    'another audience': await sign({ ...claims, aud: 'payments' }, hs256),
    'no audience': await sign({ sub: 'mallory', iss, exp: now + 60 }, hs256),
    'another issuer': await sign({ ...claims, iss: 'https://evil.example' }, hs256),
    'its time over': await sign({ ...claims, exp: now - 600 }, hs256),
    'no end': await sign({ sub: 'mallory', role, iss, aud }, hs256),
    'a key id that is a path': await sign(claims, { alg: 'HS256', kid: '../../dev/null' }, new Uint8Array(32)),
    'a key id that is SQL': await sign(claims, { alg: 'HS256', kid: "x' UNION SELECT 'a" }, new Uint8Array(32)),
    'a role of nobody': await sign({ ...claims, role: 'root' }, hs256),
    'several roles': await sign({ ...claims, role: ['admin'] }, hs256),
    'a NUL in its subject': await sign({ ...claims, sub: 'a\u0000' }, hs256),
    'changed claims': `${header}.${tampered}.${signature}`,
    'no signature': `${header}.${payload}.`,
    'three empty parts': '..',
    'much text': 'x'.repeat(8_000),
  };
  return new Map([
    ...Object.entries(tokens).map(([what, token]) => [what, `Bearer ${token}`] as const),
    ['two tokens', `Bearer ${good}, Bearer ${good}`],
    ['another scheme', `Basic ${Buffer.from('admin:admin').toString('base64')}`],
    ['an empty token', 'Bearer '],
  ]);
}
