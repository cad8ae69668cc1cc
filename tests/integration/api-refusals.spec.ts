import { describe, expect, it } from '@jest/globals';
import { ADMIN, ANN, NOTIFICATIONS, SERVICE, STAFF, refused, type Person, type Sent } from '../support/api.js';
import { useApi } from '../support/use-api.js';

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, unknown>>;
  readonly components: {
    readonly schemas: Record<string, { readonly properties: object }>;
    readonly securitySchemes: Record<string, unknown>;
  };
}

const api = useApi();

describe('who may call what', () => {
  const routes: [string, string, Person[]][] = [
    ['POST', '/api/v2/booking-events', [SERVICE, ADMIN]],
    ['GET', `${NOTIFICATIONS}/preferences`, [ANN, STAFF, ADMIN]],
    ['PUT', `${NOTIFICATIONS}/preferences`, [ANN, STAFF, ADMIN]],
    ['GET', `${NOTIFICATIONS}/templates`, [ANN, STAFF, ADMIN, SERVICE]],
    ['GET', `${NOTIFICATIONS}/history`, [ANN, STAFF, ADMIN]],
    ['GET', `${NOTIFICATIONS}/history/x`, [ANN, STAFF, ADMIN]],
    ['DELETE', `${NOTIFICATIONS}/history/x`, [ANN, STAFF, ADMIN]],
    ['POST', `${NOTIFICATIONS}/test-email`, [ANN, STAFF, ADMIN]],
    ['POST', `${NOTIFICATIONS}/test-sms`, [ANN, STAFF, ADMIN]],
    ['POST', `${NOTIFICATIONS}/process-queue`, [ADMIN]],
    ['POST', NOTIFICATIONS, [STAFF, ADMIN, SERVICE]],
    ['POST', `${NOTIFICATIONS}/bulk`, [STAFF, ADMIN, SERVICE]],
    ['GET', `${NOTIFICATIONS}/bulk/x`, [STAFF, ADMIN, SERVICE]],
    ['GET', '/api/v2/sandbox/messages', [STAFF, ADMIN]],
    ['DELETE', '/api/v2/sandbox/messages?to=nobody', [STAFF, ADMIN]],
  ];

  it.each(routes)('%s %s', async (method, path, allowed) => {
    const nobody = await api.call(null, method, path);
    expect(nobody).toMatchObject(refused(401));
    expect(nobody.headers.get('www-authenticate')).toBe('Bearer realm="booking-notifications"');
    const body = method === 'PUT' || (method === 'POST' && /(events|notifications|bulk)$/.test(path)) ? {} : undefined;
    for (const who of [ANN, STAFF, ADMIN, SERVICE]) {
      const { status } = await api.call(who, method, path, { body });
      if (allowed.includes(who)) expect([200, 202, 400, 404, 422]).toContain(status);
      else expect(status).toBe(403);
    }
  });

  it('is settled before a byte of the body is read', async () => {
    expect(await api.call(null, 'POST', '/api/v2/booking-events', { text: '{not json' })).toMatchObject(refused(401));
  });
});

describe('what cannot be understood', () => {
  const preferences = `${NOTIFICATIONS}/preferences`;
  const json = { 'content-type': 'application/json' };

  it.each<[string, number, string, string, Sent]>([
    ['an unknown address', 404, 'GET', '/nothing', {}],
    ['a malformed address', 400, 'GET', '/%', {}],
    ['a method that is not offered', 405, 'POST', `${NOTIFICATIONS}/templates`, {}],
    ['broken JSON', 400, 'PUT', preferences, { text: '{', headers: json }],
    ['no body where one is needed', 400, 'PUT', preferences, {}],
    ['__proto__', 400, 'PUT', preferences, { text: '{"__proto__":{"role":"admin"}}', headers: json }],
    ['constructor.prototype', 400, 'PUT', preferences, { text: '{"constructor":{"prototype":{}}}', headers: json }],
    [
      'bytes that are no UTF-8',
      400,
      'PUT',
      preferences,
      { text: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), headers: json },
    ],
    ['JSON without end', 400, 'PUT', preferences, { text: '['.repeat(100_000), headers: json }],
    [
      'a form',
      415,
      'PUT',
      preferences,
      { text: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    ],
    ['no content type', 415, 'PUT', preferences, { text: new TextEncoder().encode('{}') }],
    [
      'a CloudEvent elsewhere',
      415,
      'PUT',
      preferences,
      { text: '{}', headers: { 'content-type': 'application/cloudevents+json' } },
    ],
    ['a compressed body', 415, 'PUT', preferences, { text: '{}', headers: { ...json, 'content-encoding': 'gzip' } }],
  ])('%s is %i', async (_, status, method, path, sent) => {
    const answer = await api.call(ANN, method, path, sent);
    expect(answer).toMatchObject(refused(status));
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('a name that JSON may hold and we do not take is named', async () => {
    const answer = await api.call<{ detail: string }>(ANN, 'PUT', preferences, {
      text: '{"__proto__":{"role":"admin"}}',
      headers: json,
    });
    expect(answer.body.detail).toMatch(/__proto__.*remove it/);
  });

  it('a method that is not offered says which are', async () => {
    const { headers } = await api.call(ANN, 'POST', `${NOTIFICATIONS}/history/17`);
    expect(headers.get('allow')).toBe('DELETE, GET, HEAD');
  });
});

describe('around the calls', () => {
  it("every answer carries the request id, the caller's own when it is harmless", async () => {
    const id = async (given?: string) =>
      (
        await api.call(null, 'GET', '/health/live', { headers: given === undefined ? {} : { 'x-request-id': given } })
      ).headers.get('x-request-id');
    expect(await id('trace-17')).toBe('trace-17');
    expect(await id('a b {"level":"error"}')).toMatch(/^[\da-f-]{36}$/);
    expect(await id()).toMatch(/^[\da-f-]{36}$/);
  });

  it('every answer forbids what a browser could be tricked into', async () => {
    const { headers } = await api.call(null, 'GET', '/nothing');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('health is told to anybody', async () => {
    expect(await api.call(null, 'GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await api.call(null, 'GET', '/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'ready', checks: { postgres: 'up', redis: 'up' } },
    });
  });

  it('metrics count by route, and know no person', async () => {
    await api.call(ANN, 'GET', `${NOTIFICATIONS}/history/canary-of-ann`);
    const { body } = await api.call<string>(null, 'GET', '/metrics');
    expect(body).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api\/v2\/notifications\/history\/:id",status="404"\} \d+/,
    );
    expect(body).toContain('process_cpu_seconds_total');
    expect(body).not.toMatch(/\bann\b|canary|example\.com|\+1202/);
  });

  it('neither people nor tokens reach the log', async () => {
    await api.call({ ...ANN, sub: 'canary-person' }, 'POST', `${NOTIFICATIONS}/test-email?canary-query=1`);
    await api.call(ANN, 'PUT', `${NOTIFICATIONS}/preferences`, { body: { locale: 'canary-value' } });
    expect(api.logs()).toContain('"message":"request"');
    expect(api.logs()).not.toMatch(/canary|ann@example\.com|\+12025550123|eyJ/);
  });

  it('the documentation describes every call and needs nothing from outside', async () => {
    const { body: document } = await api.call<Document>(null, 'GET', '/openapi.json');
    expect(document.openapi).toMatch(/^3\.1/);
    expect(document.components.securitySchemes['bearer']).toMatchObject({ type: 'http', scheme: 'bearer' });
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(operations.length).toBeGreaterThanOrEqual(15);
    for (const operation of operations)
      expect(operation).toMatchObject({ summary: expect.any(String), responses: expect.any(Object) });
    await api.book('ida');
    const { body: items } = await api.call<object[]>({ sub: 'ida' }, 'GET', `${NOTIFICATIONS}/history?limit=1`);
    expect(Object.keys(document.components.schemas['HistoryItem']!.properties)).toEqual(Object.keys(items[0]!));
    const { body: preferences } = await api.call(ANN, 'GET', `${NOTIFICATIONS}/preferences`);
    expect(Object.keys(document.components.schemas['Preferences']!.properties)).toEqual(Object.keys(preferences));

    const { body: page } = await api.call<string>(null, 'GET', '/docs');
    const assets = [...page.matchAll(/(?:src|href)="\.(\/docs\/[^"]+)"/g)].map(([, asset]) => asset as string);
    expect(assets.length).toBeGreaterThanOrEqual(4);
    for (const asset of assets) expect(await api.call(null, 'GET', asset)).toMatchObject({ status: 200 });
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });
});
