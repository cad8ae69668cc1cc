import { beforeAll, describe, expect, it } from '@jest/globals';
import { cleanUp, type ConsoleRole } from '@booking/notifications-core';
import { ADMIN, ANN, NOTIFICATIONS, refused, STAFF, type Answer } from '../support/api.js';
import { codeFor, cookieOf, OWN_PAGE, signedIn } from '../support/console.js';
import { openCore } from '../support/core.js';
import { testRedisUrl } from '../support/database.js';
import { runCommand, startApi } from '../support/processes.js';
import { useApi } from '../support/use-api.js';
import { until } from '../support/world.js';

const PUBLIC = 'https://notify.example.com';
const api = useApi({ BUSINESS_NAME: 'Sweeney', BUSINESS_TIMEZONE: 'Europe/London', TRUST_PROXY_HOPS: '1' });

interface Session {
  readonly sub: string;
  readonly role: string;
  readonly expires_at: string;
}

let forwarded = 0;
/** From an address of its own, so that the limit of one address does not count. */
const signIn = (code: unknown, headers: Record<string, string> = {}): Promise<Answer<Session>> =>
  api.call<Session>(null, 'POST', '/console/session', {
    body: { code },
    headers: { 'x-forwarded-for': `192.0.2.${++forwarded}`, ...headers },
  });
const sessionOf = (headers: Record<string, string>): Promise<Answer<Session>> =>
  api.call<Session>(null, 'GET', '/console/session', { headers });

/** The URL of the database of the API under test. */
const databaseUrl = (): string => {
  const { user, password, host, port, database } = api.sql as unknown as Record<string, string>;
  return `postgres://${user}:${encodeURIComponent(password ?? '')}@${host}:${port}/${database}`;
};

describe('a link to the console', () => {
  it('signs in once, for twelve hours, in a cookie that no script reads', async () => {
    const code = await codeFor(api.sql, 'staff', { sub: 'sue' });
    const { status, headers, body } = await signIn(code);
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        sub: 'sue',
        role: 'staff',
        name: 'Sue',
        expires_at: expect.any(String),
        shop: { name: 'Sweeney', timezone: 'Europe/London' },
      },
    });
    expect(Date.parse(body.expires_at) - Date.now()).toBeGreaterThan(11.9 * 3_600_000);
    expect(Date.parse(body.expires_at) - Date.now()).toBeLessThan(12.1 * 3_600_000);
    expect(headers.get('set-cookie')).toMatch(
      /^booking-console=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Strict$/,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(await sessionOf({ cookie: cookieOf(headers) })).toMatchObject({ status: 200, body: { sub: 'sue' } });
    expect(await signIn(code)).toMatchObject({
      ...refused(401),
      body: { code: 'link_used_or_late', detail: expect.stringContaining('console-link') },
    });
  });

  it('lets one of many in who use it at once', async () => {
    const code = await codeFor(api.sql, 'staff');
    const answers = await Promise.all(Array.from({ length: 8 }, () => signIn(code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(401)]);
  });

  it('is refused when it is late, cut off or invented', async () => {
    const late = await codeFor(api.sql, 'staff', { lastsMs: -1 });
    const good = await codeFor(api.sql, 'staff');
    for (const code of [late, good.slice(1), 'x', 'A'.repeat(43)])
      expect(await signIn(code)).toMatchObject({ ...refused(401), body: { code: 'link_used_or_late' } });
    expect(await signIn('')).toMatchObject(refused(422, 'code'));
    expect(await signIn(7)).toMatchObject(refused(422, 'code'));
  });

  it('is not used up by a page of another origin', async () => {
    const code = await codeFor(api.sql, 'staff');
    for (const [name, value] of [
      ['sec-fetch-site', 'cross-site'],
      ['origin', 'https://evil.example'],
    ] as const)
      expect(await signIn(code, { [name]: value })).toMatchObject({ ...refused(403), body: { code: 'other_origin' } });
    expect(await signIn(code)).toMatchObject({ status: 200 });
  });

  it('cannot be guessed without end: one address has thirty tries a minute', async () => {
    const headers = { 'x-forwarded-for': '198.51.100.7' };
    const answers: number[] = [];
    for (let tries = 0; tries < 31; tries++) answers.push((await signIn('x', headers)).status);
    expect(answers).toEqual([...Array<number>(30).fill(401), 429]);
  });

  it('makes a cookie for https only where the console is opened over https', async () => {
    const { headers } = await signIn(await codeFor(api.sql, 'admin'), { 'x-forwarded-proto': 'https' });
    expect(headers.get('set-cookie')).toMatch(/^__Host-booking-console=[^;]+; .*; Secure/);
    expect(headers.get('set-cookie')).not.toMatch(/domain/i);
    const cookie = cookieOf(headers);
    expect(await sessionOf({ cookie, 'x-forwarded-proto': 'https' })).toMatchObject({ status: 200 });
    // A cookie without the prefix may be planted by another host.
    const planted = cookie.replace('__Host-', '');
    expect(await sessionOf({ cookie: planted, 'x-forwarded-proto': 'https' })).toMatchObject(refused(401));
  });

  it('keeps its cookie to https also behind a proxy that tells only the browser so', async () => {
    const overHttps = { origin: `https://${new URL(api.url).host}` };
    const { status, headers } = await signIn(await codeFor(api.sql, 'admin'), overHttps);
    expect(status).toBe(200);
    expect(headers.get('set-cookie')).toMatch(/; Secure/);
    const cookie = cookieOf(headers);
    expect(await sessionOf({ cookie })).toMatchObject({ status: 200 });
    const out = await api.call(null, 'DELETE', '/console/session', { headers: { cookie, ...overHttps } });
    expect(out.headers.get('set-cookie')).toMatch(/Max-Age=0; .*; Secure/);
  });

  it('keeps nothing in the database that could be used', async () => {
    const unused = await codeFor(api.sql, 'staff');
    const { cookie } = await signedIn(api, 'staff');
    const { rows } = await api.sql.query<{ kept: string }>(
      `SELECT to_jsonb(c)::text AS kept FROM sign_in_code c UNION ALL SELECT to_jsonb(s)::text FROM console_session s`,
    );
    const kept = rows.map((row) => row.kept).join('\n');
    expect(kept).not.toContain(unused);
    expect(kept).not.toContain(cookie.split('=')[1]!);
    expect(api.logs()).not.toContain(cookie.split('=')[1]!);
  });
});

describe('a session', () => {
  it('is told to nobody who has none', async () => {
    for (const cookie of ['', 'booking-console=x', `booking-console=${'A'.repeat(43)}`])
      expect(await sessionOf({ cookie })).toMatchObject({ ...refused(401), body: { code: 'signed_out' } });
  });

  it('ends on the server when one signs out, on every pod within seconds', async () => {
    const other = await startApi({ DATABASE_URL: databaseUrl(), REDIS_URL: testRedisUrl() });
    try {
      const headers = await signedIn(api, 'staff');
      const onOther = async (): Promise<number> =>
        (await fetch(`${other.url}/api/v2/suppressions`, { headers })).status;
      expect(await onOther()).toBe(200);
      const { status, headers: answered } = await api.call(null, 'DELETE', '/console/session', { headers });
      expect(status).toBe(204);
      expect(answered.get('set-cookie')).toMatch(/^booking-console=; Max-Age=0; Path=\/; HttpOnly; SameSite=Strict$/);
      expect(await sessionOf(headers)).toMatchObject(refused(401));
      await until('the other pod knows', onOther, (status) => status === 401);
      expect((await api.call(null, 'DELETE', '/console/session', { headers })).status).toBe(204);
    } finally {
      await other.stop();
    }
  });

  it('ends after its time', async () => {
    const headers = await signedIn(api, 'staff');
    await api.sql.query(`UPDATE console_session SET expires_at = now()`);
    expect(await sessionOf(headers)).toMatchObject({ ...refused(401), body: { code: 'signed_out' } });
    expect(await api.call(null, 'GET', '/api/v2/suppressions', { headers })).toMatchObject(refused(401));
  });

  it('that is over is forgotten by the clean-up, as is a link that nobody used', async () => {
    await api.sql.query(`DELETE FROM console_session`);
    await api.sql.query(`DELETE FROM sign_in_code`);
    await codeFor(api.sql, 'staff', { lastsMs: -1 });
    await codeFor(api.sql, 'staff');
    const goesOn = await signedIn(api, 'staff', 'one');
    await signedIn(api, 'staff', 'two');
    await api.sql.query(`UPDATE console_session SET expires_at = now() WHERE user_id = 'two'`);
    const core = await openCore({ DATABASE_URL: databaseUrl(), NODE_ENV: 'test', LOG_LEVEL: 'error' });
    expect(await cleanUp(core)).toMatchObject({ sign_in_codes: 1, sessions: 1 });
    await core.close();
    expect(await sessionOf(goesOn)).toMatchObject({ status: 200 });
  });
});

describe('who is signed in', () => {
  let cookies: Record<ConsoleRole, string>;
  beforeAll(async () => {
    cookies = {
      staff: (await signedIn(api, 'staff', 'sue')).cookie,
      admin: (await signedIn(api, 'admin', 'adam')).cookie,
    };
  });

  const ask = async (
    role: ConsoleRole,
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: unknown,
  ): Promise<Answer<{ readonly code: string }>> =>
    api.call<{ code: string }>(null, method, path, {
      headers: { cookie: cookies[role], ...headers },
      ...(body === undefined ? {} : { body }),
    });

  it('reads what their role may read, without a token', async () => {
    expect(await ask('staff', 'GET', `${NOTIFICATIONS}/history?user_id=*`)).toMatchObject({ status: 200, body: [] });
    expect(await ask('staff', 'GET', '/api/v2/suppressions', OWN_PAGE)).toMatchObject({ status: 200 });
    const own = await api.call<{ user_id: string }>(null, 'GET', `${NOTIFICATIONS}/preferences`, {
      headers: { cookie: cookies.staff },
    });
    expect(own.body.user_id).toBe('sue');
  });

  it.each([
    ['staff', 403],
    ['admin', 201],
  ] as const)('changes what their role may change, and nothing else (%s: %i)', async (role, status) => {
    const body = { channel: 'email', address: `${role}@example.com` };
    expect(await ask(role, 'POST', '/api/v2/suppressions', OWN_PAGE, body)).toMatchObject({ status });
  });

  it.each<[string, Record<string, string>]>([
    ['of another site', { 'sec-fetch-site': 'cross-site' }],
    ['of a neighbouring host', { 'sec-fetch-site': 'same-site' }],
    ['that was not asked for by a page', { 'sec-fetch-site': 'none' }],
    ['of another origin', { origin: 'https://evil.example' }],
    ['of a page without an origin', { origin: 'null' }],
    ['of a page on another port', { origin: 'http://127.0.0.1:1' }],
    ['of a browser that does not say from where', {}],
  ])('changes nothing by a request %s', async (_, headers) => {
    const body = { sms_enabled: false };
    expect(await ask('admin', 'PUT', `${NOTIFICATIONS}/preferences`, headers, body)).toMatchObject({
      ...refused(403),
      body: { code: 'other_origin' },
    });
    expect(await ask('admin', 'DELETE', '/console/session', headers)).toMatchObject(refused(403));
    expect(await ask('admin', 'GET', '/console/session')).toMatchObject({ status: 200 });
  });

  it('is known by `Origin` in a browser that sends nothing else', async () => {
    const body = { sms_enabled: true };
    expect(await ask('admin', 'PUT', `${NOTIFICATIONS}/preferences`, { origin: api.url }, body)).toMatchObject({
      status: 200,
    });
  });

  it('shows nothing to a page of another site', async () => {
    for (const path of [`${NOTIFICATIONS}/history`, '/console/session'])
      expect(await ask('staff', 'GET', path, { 'sec-fetch-site': 'cross-site' })).toMatchObject({
        ...refused(403),
        body: { code: 'other_origin' },
      });
  });

  it('calls as who their token says, if they send one, good or bad', async () => {
    const headers = { cookie: cookies.admin };
    const own = await api.call<{ user_id: string }>(ANN, 'PUT', `${NOTIFICATIONS}/preferences`, { headers, body: {} });
    expect(own.body.user_id).toBe('ann');
    expect(await api.call(STAFF, 'POST', `${NOTIFICATIONS}/process-queue`, { headers })).toMatchObject(refused(403));
    expect(await ask('admin', 'GET', `${NOTIFICATIONS}/history`, { authorization: 'Bearer x' })).toMatchObject({
      ...refused(401),
      body: { code: 'token_invalid' },
    });
    expect((await api.call(ADMIN, 'POST', `${NOTIFICATIONS}/process-queue`, { headers })).status).toBe(200);
  });
});

describe('npm run notify -- console-link', () => {
  const link = (words = '', over: Record<string, string> = {}) =>
    runCommand(`console-link ${words}`, { DATABASE_URL: databaseUrl(), PUBLIC_BASE_URL: PUBLIC, ...over });

  it('prints a link that lets in an admin, and nothing else', async () => {
    const { code, out, err } = await link();
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [, secret] = /^https:\/\/notify\.example\.com\/console\/sign-in#([\w-]{43})\n$/.exec(out)!;
    expect(await signIn(secret)).toMatchObject({ status: 200, body: { sub: 'admin', role: 'admin', name: null } });
  });

  it('works where an identity provider signs the tokens, for whom the options say', async () => {
    const { out } = await link('--role staff --sub sue --name Sue --ttl 1h --email sue@example.com', {
      JWT_JWKS_URL: 'https://id.example.com/keys',
    });
    const { headers, body } = await signIn(out.trim().split('#')[1]);
    expect(body).toMatchObject({ sub: 'sue', role: 'staff', name: 'Sue' });
    const test = await api.call(null, 'POST', `${NOTIFICATIONS}/test-email`, {
      headers: { cookie: cookieOf(headers), ...OWN_PAGE },
    });
    expect(test).toMatchObject({ status: 200, body: { notifications_queued: 1 } });
  });

  it.each([
    ['--role user', '--role must be one of staff, admin'],
    ['--ttl 0m', '--ttl must be a time from 1s to 7d, such as 10m'],
    ['--ttl 8d', '--ttl must be a time from 1s to 7d, such as 10m'],
    ['--ttl soon', '--ttl must be a number and a unit: 90m, 12h or 3d'],
  ])('refuses %s in one line', async (words, said) => {
    const { code, out, err } = await link(words);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain(said);
  });
});
