import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createAuthenticate, type Authenticate } from './auth.js';
import type { KeySetTimes } from './key-set.js';

const ISSUER = { JWT_ISSUER: 'https://issuer.example', JWT_AUDIENCE: 'notifications' } as const;

/** An issuer of tokens on this machine, which can change its keys, break and go away. */
class Issuer {
  fetches = 0;
  /** How it answers; by default with its keys. */
  answer: RequestListener = (_request, response) => response.end(JSON.stringify({ keys: this.published }));
  private published: unknown[] = [];
  private readonly privateKeys = new Map<string, CryptoKey>();
  private readonly server: Server = createServer((request, response) => {
    this.fetches += 1;
    this.answer(request, response);
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/keys`;
  }

  /** Publishes these keys, and no other. */
  async publish(...kids: string[]): Promise<void> {
    this.published = await Promise.all(
      kids.map(async (kid) => {
        const alg = kid.startsWith('ec') ? 'ES256' : 'RS256';
        const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
        this.privateKeys.set(kid, privateKey);
        return { ...(await exportJWK(publicKey)), kid };
      }),
    );
  }

  /** A new token each time: verified ones are remembered. */
  token(kid: string, { by = kid, alg = by.startsWith('ec') ? 'ES256' : 'RS256' } = {}): Promise<string> {
    return new SignJWT({ sub: 'ann', jti: String(Math.random()) })
      .setProtectedHeader({ alg, kid })
      .setIssuer(ISSUER.JWT_ISSUER)
      .setAudience(ISSUER.JWT_AUDIENCE)
      .setExpirationTime('1h')
      .sign(this.privateKeys.get(by)!);
  }

  stop(): Promise<unknown> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(resolve));
  }
}

type CryptoKey = Awaited<ReturnType<typeof generateKeyPair>>['privateKey'];

let issuer: Issuer;
beforeEach(async () => {
  issuer = new Issuer();
  await issuer.start();
  await issuer.publish('rsa-1');
});
afterEach(() => issuer.stop());

const settings = () => ({ ...ISSUER, NODE_ENV: 'test' as const, JWT_SECRET: undefined, JWT_JWKS_URL: issuer.url });
const authenticateWith = (times: Partial<KeySetTimes> = {}): Authenticate => createAuthenticate(settings(), times);

/** What a caller with this token is answered: 200, or the status and code of a refusal. */
async function answerTo(authenticate: Authenticate, token: Promise<string>): Promise<string> {
  try {
    await authenticate(`Bearer ${await token}`);
    return '200';
  } catch (error) {
    const { status, code } = error as { status: number; code: string };
    return `${status} ${code}`;
  }
}

describe("the issuer's keys", () => {
  it('are fetched once for many tokens', async () => {
    const authenticate = authenticateWith();
    const answers = await Promise.all(Array.from({ length: 20 }, () => answerTo(authenticate, issuer.token('rsa-1'))));
    expect(new Set(answers)).toEqual(new Set(['200']));
    expect(issuer.fetches).toBe(1);
  });

  it('may change: a new one is taken without a restart', async () => {
    const authenticate = authenticateWith({ cooldownMs: 0 });
    expect(await answerTo(authenticate, issuer.token('rsa-1'))).toBe('200');
    await issuer.publish('ec-2');
    expect(await answerTo(authenticate, issuer.token('ec-2'))).toBe('200');
    expect(await answerTo(authenticate, issuer.token('rsa-1'))).toBe('401 token_invalid');
  });

  it('are fetched again in the background, so that a withdrawn one is refused', async () => {
    const authenticate = authenticateWith({ refreshMs: 0 });
    const withdrawn = issuer.token('rsa-1');
    expect(await answerTo(authenticate, withdrawn)).toBe('200');
    const old = await Promise.all(Array.from({ length: 200 }, () => issuer.token('rsa-1')));
    await issuer.publish('rsa-2');
    let answer = '200';
    for (const token of old) if (answer === '200') answer = await answerTo(authenticate, Promise.resolve(token));
    expect(answer).toBe('401 token_invalid');
  });

  it('are not asked for again and again by invented key ids', async () => {
    const authenticate = authenticateWith({ cooldownMs: 60_000 });
    expect(await answerTo(authenticate, issuer.token('rsa-1'))).toBe('200');
    for (let flood = 0; flood < 100; flood++)
      expect(await answerTo(authenticate, issuer.token(`invented-${flood}`, { by: 'rsa-1' }))).toBe(
        '401 token_invalid',
      );
    expect(issuer.fetches).toBe(1);
  });

  it('fit one algorithm each', async () => {
    await issuer.publish('rsa-1', 'ec-1');
    const authenticate = authenticateWith({ cooldownMs: 0 });
    expect(await answerTo(authenticate, issuer.token('ec-1'))).toBe('200');
    expect(await answerTo(authenticate, issuer.token('ec-1', { by: 'rsa-1' }))).toBe('401 token_invalid');
    expect(
      await answerTo(
        authenticate,
        issuer.token('rsa-1', { alg: 'RS512' }).catch(() => 'x'),
      ),
    ).toBe('401 token_invalid');
  });
});

describe('while the issuer is away', () => {
  it('known keys go on, and a key that is not known is 503, not 401', async () => {
    const authenticate = authenticateWith({ refreshMs: 0, cooldownMs: 0, pauseMs: 0 });
    expect(await answerTo(authenticate, issuer.token('rsa-1'))).toBe('200');
    await issuer.stop();
    expect(await answerTo(authenticate, issuer.token('rsa-1'))).toBe('200');
    expect(await answerTo(authenticate, issuer.token('rsa-9', { by: 'rsa-1' }))).toBe('503 issuer_unavailable');
    expect(await answerTo(authenticate, issuer.token('rsa-1'))).toBe('200');
  });

  it('known keys go on only for a time, and then the answer is 503', async () => {
    const authenticate = authenticateWith({ keepMs: 0, pauseMs: 0 });
    expect(await answerTo(authenticate, issuer.token('rsa-1'))).toBe('200');
    await issuer.stop();
    expect(await answerTo(authenticate, issuer.token('rsa-1'))).toBe('503 issuer_unavailable');
  });

  it('it is not asked by every request', async () => {
    issuer.answer = (_request, response) => response.writeHead(500).end();
    const authenticate = authenticateWith({ pauseMs: 60_000 });
    for (let again = 0; again < 50; again++)
      expect(await answerTo(authenticate, issuer.token('rsa-1'))).toBe('503 issuer_unavailable');
    expect(issuer.fetches).toBe(1);
  });

  it.each<[string, RequestListener]>([
    ['an error', (_request, response) => response.writeHead(503).end()],
    ['a page instead of keys', (_request, response) => response.end('<html>Maintenance</html>')],
    ['JSON that is no set of keys', (_request, response) => response.end('{"keys": "none"}')],
    ['nothing at all', () => undefined],
    ['a body that never ends', (_request, response) => void response.write('{"keys": [')],
    [
      'a body that is far too large',
      (_request, response) => response.end(`{"keys": [], "x": "${'x'.repeat(1_000_000)}"}`),
    ],
  ])('it may answer with %s, and the caller gets a 503', async (_, answer) => {
    issuer.answer = answer;
    const authenticate = authenticateWith({ timeoutMs: 500 });
    expect(await answerTo(authenticate, issuer.token('rsa-1'))).toBe('503 issuer_unavailable');
  });

  it('a redirect to another key set is not followed', async () => {
    const other = new Issuer();
    await other.start();
    issuer.answer = (_request, response) => response.writeHead(307, { location: other.url }).end();
    expect(await answerTo(authenticateWith(), issuer.token('rsa-1'))).toBe('503 issuer_unavailable');
    expect(other.fetches).toBe(0);
    await other.stop();
  });
});
