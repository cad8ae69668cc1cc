import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startApiUnderTest, type ApiUnderTest } from '../support/api.js';
import { Browser, type Shown } from '../support/browser.js';
import { makeConsoleFolder } from '../support/console-folder.js';
import { OIDC_CLIENT, startIdentityProvider, type IdentityProvider } from '../support/identity-provider.js';

const ACCOUNTS = {
  sue: { name: 'Sue Shop', realm_access: { roles: ['staff', 'offline_access'] }, email: 'sue@example.com' },
  adam: { name: 'Adam', realm_access: { roles: ['staff', 'admin'] } },
  otto: { name: 'Otto', realm_access: { roles: ['user', 'service'] } },
};

const built = makeConsoleFolder();
let provider: IdentityProvider;
let api: ApiUnderTest;
beforeAll(async () => {
  provider = await startIdentityProvider(ACCOUNTS);
  api = await startApiUnderTest({
    CONSOLE_DIR: built.folder,
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: OIDC_CLIENT.id,
    OIDC_CLIENT_SECRET: OIDC_CLIENT.secret,
    OIDC_ROLES_CLAIM: 'realm_access.roles',
    TRUST_PROXY_HOPS: '1',
  });
  provider.allow(`${api.url}/console/oidc/callback`);
});
afterAll(async () => {
  await api.close();
  await provider.close();
  built.remove();
});

let browser: Browser;
beforeEach(() => {
  browser = new Browser();
  provider.breakWith(null);
});

const START = '/console/oidc/start';
const start = (query = ''): Promise<Shown> => browser.open(`${api.url}${START}${query}`);

/** Fills in the provider's forms, and gives the page that the browser comes back to. */
async function signInAs(login: string, query = ''): Promise<Shown> {
  const form = await start(query);
  const consent = await browser.submit(form, { login, password: 'any' });
  return browser.submit(consent, {});
}

const session = (): Promise<Shown> => browser.open(`${api.url}/console/session`);

describe('somebody who signs in by their account', () => {
  it.each([
    ['sue', 'staff', 'Sue Shop'],
    ['adam', 'admin', 'Adam'],
  ])('is let in with the greatest role that their provider names (%s: %s)', async (login, role, name) => {
    const back = await signInAs(login);
    expect(back).toMatchObject({ status: 200, text: expect.stringContaining('You are signed in') });
    expect(back.headers.get('content-security-policy')).not.toContain('unsafe-inline');
    const { status, text } = await session();
    expect({ status, ...JSON.parse(text) }).toMatchObject({ status: 200, sub: login, role, name });
  });

  it('comes to the page that they wanted to see, with their session, though they come from another site', async () => {
    const back = await signInAs('sue', `?to=${encodeURIComponent('/console/notifications?status=failed&from=x')}`);
    const page = await browser.goOn(back);
    expect(page.url.href).toBe(`${api.url}/console/notifications?status=failed&from=x`);
    expect(page.status).toBe(200);
  });

  it.each([
    'https://evil.example/',
    '//evil.example/console/',
    '/console/../docs',
    '/console/%2e%2e/docs',
    '/console//evil.example',
    '/console/\\evil.example',
    '/api/v2/recipients',
    'javascript:alert(1)',
    '/consoles/x',
  ])('is led nowhere but into the console: %s', async (to) => {
    const { headers } = await fetch(`${api.url}${START}?to=${encodeURIComponent(to)}`, { redirect: 'manual' });
    const kept = /booking-console-oidc=([\w-]+)/.exec(headers.get('set-cookie')!)![1]!;
    const attempt = JSON.parse(Buffer.from(kept, 'base64url').toString()) as { to: string };
    const page = new URL(`../${attempt.to}`, `${api.url}/console/oidc/callback`);
    expect(page.origin).toBe(api.url);
    expect(page.pathname).toMatch(/^\/console\//);
  });

  it('without a role here gets no session, and reads whom to ask', async () => {
    const back = await signInAs('otto');
    expect(back.status).toBe(403);
    expect(back.text).toContain('realm_access.roles');
    expect(back.text).toContain('href="../sign-in"');
    expect((await session()).status).toBe(401);
  });

  it('who goes back at the provider reads that nothing has happened', async () => {
    const form = await start();
    const abort = /href="([^"]+\/abort)"/.exec(form.text)![1]!;
    const back = await browser.open(abort, form.url);
    expect(back).toMatchObject({ status: 403, text: expect.stringContaining('You were not signed in') });
    expect((await session()).status).toBe(401);
  });
});

describe('a way back from the provider', () => {
  it('that this browser has not begun signs nobody in', async () => {
    const stranger = new Browser();
    const form = await stranger.open(`${api.url}${START}`);
    const consent = await stranger.submit(form, { login: 'adam', password: 'any' });
    // The stranger stops before the end, and gives the address to somebody else.
    const action = new URL(/action="([^"]+)"/.exec(consent.text)![1]!, consent.url);
    expect(action.origin).toBe(provider.issuer);
    const back = await browser.open(`${api.url}/console/oidc/callback?code=stolen&state=${'x'.repeat(43)}`);
    expect(back).toMatchObject({ status: 400, text: expect.stringContaining('sign in again') });
    expect((await session()).status).toBe(401);
  });

  it('with the state of another attempt, or a code that is not of this one, signs nobody in', async () => {
    await start();
    const other = await browser.open(`${api.url}/console/oidc/callback?code=x&state=other`);
    expect(other.status).toBe(400);
    const { headers } = await fetch(`${api.url}${START}`, { redirect: 'manual' });
    const [cookie = ''] = headers.get('set-cookie')!.split(';');
    const state = new URL(headers.get('location')!).searchParams.get('state')!;
    const address = `${api.url}/console/oidc/callback?code=x&state=${state}&iss=${encodeURIComponent(provider.issuer)}`;
    const invented = await fetch(address, { headers: { cookie } });
    expect(invented.status).toBe(503);
    expect(invented.headers.get('set-cookie')).not.toMatch(/booking-console=[^;]/);
  });

  it('asks for code, PKCE and a nonce, and keeps what it needs from scripts', async () => {
    const { headers } = await fetch(`${api.url}${START}`, { redirect: 'manual' });
    const asked = Object.fromEntries(new URL(headers.get('location')!).searchParams);
    expect(asked).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${api.url}/console/oidc/callback`,
      scope: 'openid email profile',
      nonce: expect.any(String),
      state: expect.any(String),
    });
    expect(headers.get('set-cookie')).toMatch(/; Max-Age=600; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(headers.get('cache-control')).toBe('no-store');
  });
});

describe('behind a proxy that ends TLS and does not pass the host on', () => {
  it('what the browser keeps is kept to https', async () => {
    const behind = await startApiUnderTest({
      CONSOLE_DIR: built.folder,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: OIDC_CLIENT.id,
      OIDC_CLIENT_SECRET: OIDC_CLIENT.secret,
      PUBLIC_BASE_URL: 'https://notify.example.com',
    });
    try {
      const { status, headers } = await fetch(`${behind.url}${START}`, { redirect: 'manual' });
      expect(status).toBe(302);
      expect(headers.get('set-cookie')).toMatch(/; HttpOnly; Secure; SameSite=Lax$/);
    } finally {
      await behind.close();
    }
  });
});

describe('while the provider is away', () => {
  it('people read that, and that links work', async () => {
    provider.breakWith((_request, response) => response.writeHead(503).end());
    // What was read of it before is believed for an hour: another process has read nothing.
    const other = await startApiUnderTest({
      CONSOLE_DIR: built.folder,
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: OIDC_CLIENT.id,
      OIDC_CLIENT_SECRET: OIDC_CLIENT.secret,
    });
    try {
      const ways = await fetch(`${other.url}/console/sign-in-ways`);
      expect(await ways.json()).toEqual({ links: true, oidc: true });
      const page = await browser.open(`${other.url}${START}`);
      expect(page).toMatchObject({ status: 503, text: expect.stringContaining('console-link') });
      provider.breakWith(null);
      expect((await browser.open(`${other.url}${START}`)).url.origin).toBe(provider.issuer);
    } finally {
      await other.close();
    }
  });
});
