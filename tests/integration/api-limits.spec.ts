import { describe, expect, it } from '@jest/globals';
import { ADMIN, ANN, NOTIFICATIONS, SERVICE, STAFF, booking, refused, type Person, type Sent } from '../support/api.js';
import { useApi } from '../support/use-api.js';

const api = useApi();

const EVENTS = '/api/v2/booking-events';
const PREFERENCES = `${NOTIFICATIONS}/preferences`;
const JSON_TYPE = { 'content-type': 'application/json' };
const KB = 1024;

/** JSON of exactly so many bytes. */
const sized = (value: object, bytes: number): string => {
  const text = JSON.stringify(value);
  return text + ' '.repeat(bytes - text.length);
};

describe('the size of a body', () => {
  it.each<[string, number, string, string, Person, object, number]>([
    ['an event of 5 MB', 202, 'POST', EVENTS, SERVICE, booking('big'), 5 * KB * KB],
    ['an event of a byte more', 413, 'POST', EVENTS, SERVICE, booking('bigger'), 5 * KB * KB + 1],
    ['preferences of 256 KB', 200, 'PUT', PREFERENCES, ANN, {}, 256 * KB],
    ['preferences of a byte more', 413, 'PUT', PREFERENCES, ANN, {}, 256 * KB + 1],
    ['a test send of 256 KB and a byte', 413, 'POST', `${NOTIFICATIONS}/test-email`, ANN, {}, 256 * KB + 1],
  ])('%s: %i', async (_, status, method, path, who, value, bytes) => {
    const answer = await api.call(who, method, path, { text: sized(value, bytes), headers: JSON_TYPE });
    expect(answer.status).toBe(status);
    if (status === 413) expect(answer).toMatchObject(refused(413));
  });
});

describe('how many at once', () => {
  it('1,000 events, and not one more', async () => {
    const many = Array.from({ length: 1_001 }, (_, n) => booking(`many-${n}`));
    expect(await api.call(SERVICE, 'POST', EVENTS, { body: many })).toMatchObject(refused(422));
    const { rows } = await api.sql.query('SELECT FROM booking_event WHERE event_id = $1', [many[0]!.id]);
    expect(rows).toEqual([]);
    const taken = await api.call<unknown[]>(SERVICE, 'POST', EVENTS, { body: many.slice(1) });
    expect(taken.status).toBe(202);
    expect(taken.body).toHaveLength(1_000);
  });

  it('of a page of the history and of a run of the queue are 50, unless told otherwise', async () => {
    await api.call(SERVICE, 'POST', EVENTS, { body: Array.from({ length: 26 }, () => booking('fifty')) });
    const page = await api.call<unknown[]>({ sub: 'fifty' }, 'GET', `${NOTIFICATIONS}/history`);
    expect(page.body).toHaveLength(50);
    expect(page.headers.get('link')).toContain('rel="next"');
    const run = await api.call(ADMIN, 'POST', `${NOTIFICATIONS}/process-queue`);
    expect(run.body).toMatchObject({ result: { processed: 50 } });
  });

  it('an array without an event is refused', async () => {
    expect(await api.call(SERVICE, 'POST', EVENTS, { body: [] })).toMatchObject(refused(422));
  });

  it.each<[string, string, string, Person, string]>([
    ['a page of the history', 'GET', `${NOTIFICATIONS}/history?limit=`, ANN, 'limit'],
    ['a run of the queue', 'POST', `${NOTIFICATIONS}/process-queue?batch_size=`, ADMIN, 'batch_size'],
  ])('%s has 1 to 200', async (_, method, path, who, field) => {
    for (const good of ['1', '200']) expect(await api.call(who, method, path + good)).toMatchObject({ status: 200 });
    for (const bad of ['0', '201', '-1', '1.5', '1e2', '', 'many', '99999999999999999999'])
      expect(await api.call(who, method, path + bad)).toMatchObject(refused(422, field));
  });
});

describe('every refusal has one form', () => {
  const ID = '0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f';
  it.each<[string, number, string, string, Person | null, Sent]>([
    ['an id that is malformed as an address', 400, 'GET', `${NOTIFICATIONS}/history/%E0%A4%A`, ANN, {}],
    ['an id that is no UUID', 404, 'GET', `${NOTIFICATIONS}/history/17`, ANN, {}],
    ['an id that nobody has', 404, 'GET', `${NOTIFICATIONS}/history/${ID}`, ANN, {}],
    ['an id as long as no id is', 414, 'GET', `${NOTIFICATIONS}/history/${'1'.repeat(10_000)}`, ANN, {}],
    ['an address below a call', 404, 'GET', `${EVENTS}/17`, SERVICE, {}],
    ['an address with a slash too many', 404, 'GET', `${PREFERENCES}/`, ANN, {}],
    ['a method that the address does not take', 405, 'DELETE', PREFERENCES, ANN, {}],
    ['PATCH', 405, 'PATCH', PREFERENCES, ANN, { body: {} }],
    ['OPTIONS', 405, 'OPTIONS', PREFERENCES, ANN, {}],
    ['a query parameter that nobody knows', 422, 'GET', `${NOTIFICATIONS}/history?page=2`, ANN, {}],
    ['a query parameter that is given twice', 422, 'GET', `${NOTIFICATIONS}/history?limit=1&limit=2`, ANN, {}],
    ['a query parameter with brackets', 422, 'GET', `${NOTIFICATIONS}/history?limit[gt]=1`, ANN, {}],
    ['a query of another call', 422, 'GET', '/api/v2/sandbox/messages?appointment_id=1', STAFF, {}],
    ['an array where an object is needed', 422, 'PUT', PREFERENCES, ANN, { body: [] }],
    ['a text that is no JSON', 400, 'POST', EVENTS, SERVICE, { text: 'hello', headers: JSON_TYPE }],
    ['a form', 415, 'POST', EVENTS, SERVICE, { text: 'a=b', headers: { 'content-type': 'text/plain' } }],
    [
      'a compressed body',
      415,
      'POST',
      EVENTS,
      SERVICE,
      { text: 'x', headers: { ...JSON_TYPE, 'content-encoding': 'br' } },
    ],
    ['no token', 401, 'GET', PREFERENCES, null, {}],
    ['a role that may not', 403, 'POST', EVENTS, ANN, { body: {} }],
  ])('%s: %i', async (_, status, method, path, who, sent) => {
    const answer = await api.call<{ title: string; detail: string }>(who, method, path, sent);
    expect(answer).toMatchObject(refused(status));
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body.title).toMatch(/\w/);
    expect(answer.body.detail).toMatch(/\w/);
  });

  it.each(['text/html', 'application/xml', 'image/png', 'nonsense'])(
    'whoever accepts only %s gets JSON all the same: there is nothing else',
    async (accept) => {
      expect(await api.call(ANN, 'GET', PREFERENCES, { headers: { accept } })).toMatchObject({ status: 200 });
      const refusal = await api.call(ANN, 'GET', '/nothing', { headers: { accept } });
      expect(refusal.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    },
  );

  it('HEAD is GET without the body, and refuses alike', async () => {
    const known = await api.call(ANN, 'HEAD', PREFERENCES);
    expect([known.status, known.body]).toEqual([200, '']);
    const refusals = [await api.call(null, 'HEAD', PREFERENCES), await api.call(ANN, 'HEAD', '/nothing')];
    expect(refusals.map(({ status, headers }) => [status, headers.get('content-type')?.split(';')[0]])).toEqual([
      [401, 'application/problem+json'],
      [404, 'application/problem+json'],
    ]);
  });
});
