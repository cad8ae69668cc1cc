import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { repositoryRoot } from '@booking/local-stack';
import { Client } from 'pg';
import { createTestDatabase, testRedisUrl, type TestDatabase } from '../support/database.js';
import { startApi, testToken, TEST_TOKENS, type Role, type ServiceProcess } from '../support/processes.js';
import { startTcpProxy } from '../support/tcp-proxy.js';

const EVENTS = '/api/v2/booking-events';
const PREFERENCES = '/api/v2/notifications/preferences';

let database: TestDatabase;
const running: ServiceProcess[] = [];
beforeEach(async () => {
  database = await createTestDatabase();
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((api) => api.stop()));
  await database.drop();
});

async function start(...[environment, options]: Parameters<typeof startApi>): Promise<ServiceProcess> {
  const api = await startApi(environment, options);
  running.push(api);
  return api;
}

async function call(api: ServiceProcess, role: Role, method: string, path: string, body?: unknown, sub: string = role) {
  const response = await fetch(api.url + path, {
    method,
    headers: { authorization: `Bearer ${await testToken({ sub, role })}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
}

async function eventually<T>(ask: () => Promise<T>, good: (answer: T) => boolean): Promise<T> {
  for (const end = Date.now() + 15_000; ;) {
    const answer = await ask();
    if (good(answer) || Date.now() > end) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const event = (id: string) => ({
  specversion: '1.0',
  id,
  source: '/test',
  type: 'booking.created',
  data: {
    appointment: {
      id: `apt-${id}`,
      starts_at: '2035-12-01T14:00:00-05:00',
      service_name: 'Haircut',
      client: { id: 'ann', name: 'Ann', email: 'ann@example.com' },
    },
  },
});
const post = (api: ServiceProcess, id: string) => call(api, 'service', 'POST', EVENTS, event(id));

const away = { status: 503, body: { type: '/problems/unavailable', code: 'unavailable', status: 503 } };

describe('without Postgres', () => {
  it('at boot the API runs, says so, and becomes ready by itself', async () => {
    const proxy = await startTcpProxy(database.url);
    await proxy.cut();
    const api = await start({ DATABASE_URL: proxy.url, REDIS_URL: testRedisUrl() }, { healthy: false });
    expect((await fetch(`${api.url}/health/live`)).status).toBe(200);
    expect((await fetch(`${api.url}/health/ready`)).status).toBe(503);
    const answer = await post(api, '1');
    expect(answer).toMatchObject(away);
    expect(answer.headers.get('retry-after')).toBe('5');
    // No endless answer in which nothing ever comes.
    expect(await call(api, 'staff', 'GET', '/api/v2/stream')).toMatchObject(away);

    await proxy.mend();
    expect(
      await eventually(
        () => post(api, '1'),
        ({ status }) => status === 202,
      ),
    ).toMatchObject({ status: 202 });
    expect((await fetch(`${api.url}/health/ready`)).status).toBe(200);
    running.splice(0);
    expect(await api.stop()).toBe(0);
    await proxy.cut();
  });

  it('in the middle every call is 503, and nothing accepted is lost', async () => {
    const proxy = await startTcpProxy(database.url);
    const api = await start({ DATABASE_URL: proxy.url, REDIS_URL: testRedisUrl() });
    expect(await post(api, '1')).toMatchObject({ status: 202 });

    await proxy.cut();
    expect(await post(api, '2')).toMatchObject(away);
    expect(await call(api, 'user', 'GET', PREFERENCES)).toMatchObject(away);
    expect(await call(api, 'user', 'PUT', PREFERENCES, { sms_enabled: false })).toMatchObject(away);
    const send = { user_id: 'ann', template_name: 'appointment_reminder', context: {} };
    expect(await call(api, 'service', 'POST', '/api/v2/notifications', send)).toMatchObject(away);
    const bulk = { user_ids: ['ann'], template_name: 'appointment_reminder', context: {} };
    expect(await call(api, 'service', 'POST', '/api/v2/notifications/bulk', bulk)).toMatchObject(away);
    // An answer of readiness holds for a second.
    const ready = await eventually(
      () => fetch(`${api.url}/health/ready`),
      ({ status }) => status !== 200,
    );
    expect(ready.status).toBe(503);

    await proxy.mend();
    const again = await eventually(
      () => post(api, '2'),
      ({ status }) => status === 202,
    );
    expect(again).toMatchObject({ status: 202, body: { duplicate: false } });
    expect(await post(api, '1')).toMatchObject({ status: 202, body: { duplicate: true } });
    const sql = new Client({ connectionString: database.url });
    await sql.connect();
    expect((await sql.query('SELECT event_id FROM booking_event ORDER BY 1')).rows).toEqual([
      { event_id: '1' },
      { event_id: '2' },
    ]);
    await sql.end();
    expect(api.logs()).not.toContain('ann@example.com');
    running.splice(0);
    await api.stop();
    await proxy.cut();
  });
});

describe('without Redis', () => {
  it.each(['never configured', 'refusing', 'frozen'])('%s: events are accepted all the same, at once', async (how) => {
    const proxy = await startTcpProxy(testRedisUrl());
    if (how === 'refusing') await proxy.cut();
    const redis: Record<string, string> = how === 'never configured' ? {} : { REDIS_URL: proxy.url };
    const api = await start({ DATABASE_URL: database.url, ...redis });
    if (how === 'frozen') {
      expect(await post(api, 'warm')).toMatchObject({ status: 202 });
      proxy.freeze();
    }
    const began = performance.now();
    expect(await post(api, '1')).toMatchObject({ status: 202 });
    for (let each = 0; each < 20; each += 1)
      expect(await call(api, 'user', 'GET', PREFERENCES)).toMatchObject({ status: 200 });
    expect(performance.now() - began).toBeLessThan(2_000);
    expect((await fetch(`${api.url}/health/ready`)).status).toBe(200);
    running.splice(0);
    expect(await api.stop()).toBe(0);
    await proxy.cut();
  });
});

describe('too many requests', () => {
  it('are counted per user, over all pods, and never for services', async () => {
    const environment = { DATABASE_URL: database.url, REDIS_URL: testRedisUrl(), RATE_LIMIT_PER_MINUTE: '5' };
    const [one, two] = [await start(environment), await start(environment)];
    const answers = [];
    for (let each = 0; each < 7; each += 1)
      for (const api of [one, two]) answers.push(await call(api, 'user', 'GET', PREFERENCES, undefined, 'busy'));
    // Five, and one or two more when Redis was too slow to be waited for; each for itself would be ten.
    const allowed = answers.filter(({ status }) => status === 200).length;
    expect(allowed).toBeGreaterThanOrEqual(5);
    expect(allowed).toBeLessThan(9);
    const refusal = answers.at(-1)!;
    expect(refusal).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
    expect(Number(refusal.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await call(one, 'user', 'GET', PREFERENCES, undefined, 'calm')).toMatchObject({ status: 200 });
    for (let each = 0; each < 10; each += 1) expect(await post(one, String(each))).toMatchObject({ status: 202 });
  });

  it('are counted by the process itself while Redis is away', async () => {
    const api = await start({ DATABASE_URL: database.url, RATE_LIMIT_PER_MINUTE: '2' });
    const statuses = [];
    for (let each = 0; each < 4; each += 1) statuses.push((await call(api, 'user', 'GET', PREFERENCES)).status);
    expect(statuses).toEqual([200, 200, 429, 429]);
  });

  it('have a tighter limit where they send messages, over all pods too', async () => {
    const environment = { DATABASE_URL: database.url, REDIS_URL: testRedisUrl(), TEST_SEND_LIMIT_PER_MINUTE: '2' };
    const [one, two] = [await start(environment), await start(environment)];
    const token = await testToken({ sub: 'sender', email: 'ann@example.com', phone_number: '+12025550123' });
    const send = async (api: ServiceProcess, name: string) =>
      (
        await fetch(`${api.url}/api/v2/notifications/${name}`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}` },
        })
      ).status;
    const statuses = [];
    for (const [api, name] of [
      [one, 'test-email'],
      [two, 'test-sms'],
      [one, 'test-email'],
      [two, 'test-sms'],
    ] as const)
      statuses.push(await send(api, name));
    // The third may pass when Redis was too slow to be waited for; each for itself would let all four.
    expect(statuses.slice(0, 2)).toEqual([200, 200]);
    expect(statuses.at(-1)).toBe(429);
    expect(await call(one, 'user', 'GET', PREFERENCES, undefined, 'sender')).toMatchObject({ status: 200 });
  });
});

describe('stopping', () => {
  it('finishes the request in flight, takes no new connection, and ends with 0', async () => {
    const api = await start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
    const sql = new Client({ connectionString: database.url });
    await sql.connect();
    await sql.query('BEGIN');
    await sql.query('LOCK TABLE preference');
    const inFlight = call(api, 'user', 'GET', PREFERENCES);
    await eventually(
      async () =>
        (await sql.query(`SELECT FROM pg_locks WHERE NOT granted AND relation = 'preference'::regclass`)).rowCount,
      (waiting) => waiting === 1,
    );
    running.splice(0);
    const code = api.stop();
    const refusal = await eventually(
      () =>
        fetch(`${api.url}/health/live`).then(
          () => 'answered',
          () => 'refused',
        ),
      (outcome) => outcome === 'refused',
    );
    expect(refusal).toBe('refused');
    await sql.query('COMMIT');
    const committed = performance.now();
    expect(await inFlight).toMatchObject({ status: 200, body: { user_id: 'user' } });
    expect(await code).toBe(0);
    expect(performance.now() - committed).toBeLessThan(5_000);
    await sql.end();
  });

  it('does not wait for connections that only sit there', async () => {
    const api = await start({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
    const idle = connect(Number(new URL(api.url).port), '127.0.0.1');
    await once(idle, 'connect');
    idle.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(idle, 'data');
    running.splice(0);
    expect(await api.stop()).toBe(0);
    idle.destroy();
  });
});

describe('a bad setting', () => {
  it.each([
    ['no signing key', { JWT_SECRET: '' }, /^JWT_SECRET is not set: use `npm start`, which makes one, or set it/],
    [
      'a short key in production',
      { NODE_ENV: 'production', JWT_SECRET: 'short' },
      /^JWT_SECRET must have at least 32 bytes/,
    ],
    ['no database', { DATABASE_URL: '' }, /^DATABASE_URL is not set: use `npm start`/],
    ['a port that is none', { API_PORT: '70000' }, /^API_PORT must be a whole number/],
  ])('stops the boot with one line: %s', async (_, setting, line) => {
    const child = spawn(process.execPath, [join(repositoryRoot, 'apps/api/dist/main.js')], {
      env: {
        PATH: process.env['PATH'],
        NODE_ENV: 'test',
        DATABASE_URL: database.url,
        JWT_SECRET: TEST_TOKENS.secret,
        JWT_ISSUER: TEST_TOKENS.issuer,
        JWT_AUDIENCE: TEST_TOKENS.audience,
        ...setting,
      },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(stderr).toMatch(line);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
