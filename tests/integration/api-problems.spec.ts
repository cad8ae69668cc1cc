import { beforeAll, describe, expect, it } from '@jest/globals';
import { filesBelow } from '../support/files.js';
import { committed } from '../support/reference-files.js';
import { ADMIN, ANN, NOTIFICATIONS, SERVICE, refused, type Person, type Sent } from '../support/api.js';
import { useApi } from '../support/use-api.js';

interface Page {
  readonly code: string;
  readonly type: string;
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
  readonly what_to_do: readonly string[];
}

interface Refusal {
  readonly type: string;
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors?: readonly { readonly field: string; readonly message: string }[];
}

const api = useApi({ RATE_LIMIT_PER_MINUTE: '100000' });

const BROWSER = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
const JSON_BODY = { 'content-type': 'application/json' };
const PREFERENCES = `${NOTIFICATIONS}/preferences`;

let pages: readonly Page[];
beforeAll(async () => {
  ({ body: pages } = await api.call<Page[]>(null, 'GET', '/problems'));
});

describe('the page of an error', () => {
  it('is there only for a code that the API can answer', () => {
    const isSource = (path: string): boolean => /\.ts$/.test(path) && !/(\.spec|problem-catalogue)\.ts$/.test(path);
    const sources = filesBelow('apps/api/src').filter(isSource);
    const text = sources.map((path) => committed(path)).join('\n');
    expect(pages.filter(({ code }) => !text.includes(`'${code}'`))).toEqual([]);
  });

  it('says to a program and to a browser what it means and what to do', async () => {
    expect(pages.length).toBeGreaterThan(15);
    for (const each of pages) {
      const asJson = await api.call<Page>(null, 'GET', each.type);
      expect(asJson).toMatchObject({ status: 200, body: each });
      expect(each).toMatchObject({ type: `/problems/${each.code}`, meaning: expect.stringMatching(/\.$/) });
      expect(each.what_to_do.length).toBeGreaterThan(0);
      const asHtml = await api.call<string>(null, 'GET', each.type, { headers: BROWSER });
      expect(asHtml.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(asHtml.headers.get('vary')).toContain('accept');
      expect(asHtml.body).toContain(`<code>${each.code}</code>`);
      expect(asHtml.body).not.toMatch(/<script|undefined|\[object/);
    }
    const all = await api.call<string>(null, 'GET', '/problems', { headers: BROWSER });
    for (const { type } of pages) expect(all.body).toContain(`href="${type}"`);
  });

  it('is not there for another word', async () => {
    for (const word of ['nothing', 'constructor', '__proto__', '%00', '%3Cb%3E'])
      expect(await api.call(null, 'GET', `/problems/${word}`, { headers: BROWSER })).toMatchObject(refused(404));
  });
});

describe('an error', () => {
  it.each<[string, Person | null, string, string, string, Sent]>([
    ['token_required', null, 'GET', PREFERENCES, 'Bearer', {}],
    ['token_invalid', null, 'GET', PREFERENCES, 'signed', { headers: { authorization: 'Bearer x.y.z' } }],
    ['forbidden', ANN, 'POST', `${NOTIFICATIONS}/process-queue`, 'role admin', {}],
    ['unknown_path', ANN, 'GET', '/api/v2/nothing', '/docs', {}],
    ['not_found', ANN, 'GET', `${NOTIFICATIONS}/history/x`, 'not found', {}],
    ['method_not_allowed', ANN, 'DELETE', PREFERENCES, 'GET, HEAD, PUT', {}],
    ['body_missing', ANN, 'PUT', PREFERENCES, 'JSON body', {}],
    [
      'unsupported_media_type',
      ANN,
      'PUT',
      PREFERENCES,
      'JSON',
      { text: 'a', headers: { 'content-type': 'text/plain' } },
    ],
    ['invalid_json', ANN, 'PUT', PREFERENCES, 'line 1, column 2', { text: '{', headers: JSON_BODY }],
    ['unreadable', ANN, 'PUT', PREFERENCES, '__proto__', { text: '{"__proto__":1}', headers: JSON_BODY }],
    ['invalid_values', ANN, 'PUT', PREFERENCES, '`errors`', { body: { email_enabled: 1 } }],
    ['too_large', ANN, 'PUT', PREFERENCES, '256 KB', { body: { locale: 'x'.repeat(300_000) } }],
    ['malformed_url', ANN, 'GET', '/api/v2/recipients/%E0%A4%A', '%25', {}],
    ['address_missing', { sub: 'nobody-knows' }, 'POST', `${NOTIFICATIONS}/test-sms`, 'phone_number', {}],
  ])('%s has its code, its page and its status', async (code, who, method, path, told, sent) => {
    const { status, body } = await api.call<Refusal>(who, method, path, sent);
    const page = pages.find((each) => each.code === code)!;
    expect({ ...body, httpStatus: status }).toMatchObject({
      code,
      type: `/problems/${code}`,
      status: page.status,
      httpStatus: page.status,
      title: page.title,
      detail: expect.stringContaining(told),
    });
  });

  it('of broken JSON names its line and column, and repeats nothing of it', async () => {
    const text = '{\n  "email_enabled": true,\n  "locale": "canary" "timezone": "x"\n}';
    const { status, body } = await api.call<Refusal>(ANN, 'PUT', PREFERENCES, { text, headers: JSON_BODY });
    expect({ status, body }).toMatchObject({
      status: 400,
      body: {
        code: 'invalid_json',
        detail: 'The JSON is broken at line 3, column 22: a comma is expected between two values or fields.',
        errors: [{ field: 'body', message: expect.stringContaining('line 3, column 22') }],
      },
    });
    expect(JSON.stringify(body)).not.toContain('canary');
  });
});

describe('a field called constructor', () => {
  it.each<[string, string, object, string]>([
    ['PUT', PREFERENCES, { locale: { constructor: { name: 'x' } } }, 'locale'],
    ['PUT', '/api/v2/recipients/ann', { phone: { constructor: 'x' } }, 'phone'],
    ['PUT', '/api/v2/recipients/ann', { nobody: [{ constructor: 1 }] }, 'nobody[0]'],
    ['POST', `${NOTIFICATIONS}/test-email`, { context: { a: { constructor: {} } } }, 'context.a'],
    ['POST', `${NOTIFICATIONS}/templates/preview`, { template_name: 'x', context: { constructor: {} } }, 'context'],
  ])('deep inside %s %s %j is named, and not our fault', async (method, path, body, field) => {
    expect(await api.call(ADMIN, method, path, { body })).toMatchObject(refused(422, field));
  });
});

describe('a NUL or a byte that is no UTF-8', () => {
  const template = `${NOTIFICATIONS}/templates`;
  it.each<[string, string]>([
    ['GET', '/%00'],
    ['GET', '/api/v2/recipients/a%00b'],
    ['PUT', '/api/v2/recipients/a%00b'],
    ['DELETE', '/api/v2/recipients/a%00b'],
    ['GET', `${NOTIFICATIONS}/history/%00`],
    ['DELETE', `${NOTIFICATIONS}/history/%00`],
    ['POST', `${NOTIFICATIONS}/history/%00/resend`],
    ['GET', `${NOTIFICATIONS}/bulk/%00`],
    ['GET', `${template}/a%00b/sms`],
    ['PUT', `${template}/a%00b/sms`],
    ['GET', `${template}/appointment_reminder/sms%00`],
    ['PUT', `${template}/appointment_reminder/sms%00`],
    ['GET', `${template}/appointment_reminder/sms?locale=e%00n`],
    ['GET', `${template}?locale=%00`],
    ['GET', `${NOTIFICATIONS}/history?appointment_id=%00`],
    ['GET', `${NOTIFICATIONS}/history?user_id=%00`],
    ['GET', `${NOTIFICATIONS}/history?template_name=%00`],
    ['GET', `${NOTIFICATIONS}/history?cursor=%00`],
    ['GET', '/api/v2/sandbox/messages?to=%00'],
    ['GET', `${NOTIFICATIONS}/stats?days=%00`],
    ['DELETE', '/api/v2/suppressions/email/a%00b'],
    ['GET', '/api/v2/recipients/%FF'],
    ['GET', '/api/v2/recipients/%'],
    ['PUT', `${template}/%C3%28/sms`],
  ])('in %s %s is a refusal with a code, never our fault', async (method, path) => {
    const sent = method === 'PUT' ? { body: path.includes('recipients') ? { name: 'Ann' } : { body: 'Hi' } } : {};
    const { status, body } = await api.call<Refusal>(ADMIN, method, path, sent);
    expect([400, 404, 422]).toContain(status);
    expect(['malformed_url', 'unknown_path', 'not_found', 'invalid_values']).toContain(body.code);
    if (status === 422) expect(body.errors?.length).toBeGreaterThan(0);
  });

  it.each(['user_id=%FF', 'user_id=%', 'appointment_id=%C3%28'])('in the query ?%s is not our fault', async (query) => {
    const { status } = await api.call(ADMIN, 'GET', `${NOTIFICATIONS}/history?${query}`);
    expect(status).toBeLessThan(500);
  });
});

describe('the front page', () => {
  it('leads to the docs, the errors and the health, which are there', async () => {
    const { status, body } = await api.call<Record<string, unknown>>(null, 'GET', '/');
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { docs: '/docs', openapi: '/openapi.json', health: { live: '/health/live', ready: '/health/ready' } },
    });
    for (const link of ['/docs', '/openapi.json', '/problems', '/health/live', '/health/ready'])
      expect((await api.call(SERVICE, 'GET', link)).status).toBe(200);
  });
});
