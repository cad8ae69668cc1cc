import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createTestDatabase, testRedisUrl, type TestDatabase } from '../support/database.js';
import { startApi, testToken, type Role, type ServiceProcess } from '../support/processes.js';

const NOTIFICATIONS = '/api/v2/notifications';
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let database: TestDatabase;
let sql: Client;
let api: ServiceProcess;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = new Client({ connectionString: database.url });
  await sql.connect();
  api = await startApi({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
});
afterAll(async () => {
  await api.stop();
  await sql.end();
  await database.drop();
});

interface Person {
  readonly sub: string;
  readonly role?: Role;
  readonly email?: string;
  readonly phone_number?: string;
}
const ANN = { sub: 'ann', email: 'ann@example.com', phone_number: '+12025550123' };
const BEN = { sub: 'ben' };
const STAFF = { sub: 'sue', role: 'staff' } as const;
const ADMIN = { sub: 'adam', role: 'admin' } as const;
const SERVICE = { sub: 'booking-platform', role: 'service' } as const;

interface Sent {
  readonly body?: unknown;
  readonly text?: string | Uint8Array;
  readonly headers?: Record<string, string>;
}

async function call(who: Person | null, method: string, path: string, { body, text, headers }: Sent = {}) {
  const response = await fetch(api.url + path, {
    method,
    headers: {
      ...(who && { authorization: `Bearer ${await testToken(who)}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? (text === undefined ? {} : { body: text }) : { body: JSON.stringify(body) }),
  });
  const answer = await response.text();
  const json = response.headers.get('content-type')?.includes('json') === true;
  return { status: response.status, headers: response.headers, body: json ? JSON.parse(answer) : answer };
}

let events = 0;
const booking = (client: string, over: Record<string, unknown> = {}) => {
  events += 1;
  return {
    specversion: '1.0',
    id: `evt-${events}`,
    source: '/test',
    type: 'booking.created',
    data: {
      appointment: {
        id: `apt-${events}`,
        version: 1,
        starts_at: '2035-12-01T14:00:00-05:00',
        timezone: 'America/New_York',
        service_name: 'Haircut',
        client: { id: client, name: 'A Client', email: `${client}@example.com`, phone: '+12025550123' },
        ...over,
      },
    },
  };
};
const book = (client: string, over?: Record<string, unknown>) =>
  call(SERVICE, 'POST', '/api/v2/booking-events', { body: booking(client, over) });

const refused = (status: number, ...fields: string[]) => ({
  status,
  body: {
    type: 'about:blank',
    title: expect.any(String),
    status,
    detail: expect.any(String),
    ...(fields.length > 0 && { errors: fields.map((field) => ({ field, message: expect.any(String) })) }),
  },
});

describe('booking events', () => {
  it('are answered with what was planned', async () => {
    const answer = await book('carl');
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ event_id: `evt-${events}`, duplicate: false, skipped: [] });
    expect(
      answer.body.notifications.map((each: Record<string, string>) => [each['template_name'], each['notification_type']]),
    ).toEqual(expect.arrayContaining([['appointment_confirmation', 'email'], ['appointment_reminder', 'sms']]));
    const { rows } = await sql.query('SELECT id FROM notification WHERE user_id = $1 ORDER BY id', ['carl']);
    expect(rows.map(({ id }) => id)).toEqual(answer.body.notifications.map(({ id }: { id: string }) => id).sort());
  });

  it('come as CloudEvents, one or many, and a repeat gets the first answer', async () => {
    const event = booking('dora');
    const one = await call(SERVICE, 'POST', '/api/v2/booking-events', {
      text: JSON.stringify(event),
      headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
    });
    const many = await call(ADMIN, 'POST', '/api/v2/booking-events', {
      text: JSON.stringify([event, booking('dora')]),
      headers: { 'content-type': 'application/cloudevents-batch+json' },
    });
    expect(many.status).toBe(202);
    expect(many.body).toHaveLength(2);
    expect(many.body[0]).toEqual({ ...one.body, duplicate: true });
    expect(many.body[1]).toMatchObject({ duplicate: false });
  });

  it('of an array are stored all or not at all, and the wrong field is named', async () => {
    const answer = await call(SERVICE, 'POST', '/api/v2/booking-events', {
      body: [booking('emil'), booking('emil', { starts_at: 'tomorrow' })],
    });
    expect(answer).toMatchObject(refused(422, '[1].data.appointment.starts_at'));
    expect((await sql.query('SELECT FROM notification WHERE user_id = $1', ['emil'])).rowCount).toBe(0);
  });

  it('may be larger than other bodies', async () => {
    const note = 'x'.repeat(1_000_000);
    expect(await book('finn', { note })).toMatchObject({ status: 202 });
    expect(await call(SERVICE, 'POST', '/api/v2/booking-events', { body: { note: note.repeat(6) } })).toMatchObject(
      refused(413),
    );
    expect(await call(ANN, 'PUT', `${NOTIFICATIONS}/preferences`, { body: { note } })).toMatchObject(refused(413));
  });
});

describe('preferences', () => {
  const path = `${NOTIFICATIONS}/preferences`;

  it('are made with the defaults on first read, once, however many ask', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => call({ sub: 'gil' }, 'GET', path)));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 200 });
    expect(answers[0]!.body).toEqual({
      id: expect.any(String),
      user_id: 'gil',
      email_enabled: true,
      email_appointment_confirmation: true,
      email_appointment_reminder: true,
      email_appointment_changes: true,
      email_marketing: false,
      sms_enabled: true,
      sms_appointment_confirmation: true,
      sms_appointment_reminder: true,
      sms_appointment_changes: true,
      sms_marketing: false,
      reminder_hours: [24, 2],
      quiet_hours_enabled: false,
      quiet_hours_start: '22:00',
      quiet_hours_end: '08:00',
      timezone: null,
      locale: null,
      created_at: expect.stringMatching(INSTANT),
      updated_at: expect.stringMatching(INSTANT),
    });
  });

  it('change only where one says so', async () => {
    const before = (await call(BEN, 'GET', path)).body;
    const changes = { sms_enabled: false, reminder_hours: [4, 48], timezone: 'Europe/Berlin', locale: 'es-MX' };
    const after = await call(BEN, 'PUT', path, { body: changes });
    expect(after.status).toBe(200);
    expect(after.body).toEqual({ ...before, ...changes, updated_at: expect.stringMatching(INSTANT) });
    expect(after.body.updated_at > before.updated_at).toBe(true);
    expect((await call(BEN, 'GET', path)).body).toEqual(after.body);
    expect((await call(BEN, 'PUT', path, { body: { timezone: null } })).body).toMatchObject({ timezone: null, locale: 'es-MX' });
  });

  it('move the reminders that are already scheduled', async () => {
    await book('hal');
    await call({ sub: 'hal' }, 'PUT', path, { body: { reminder_hours: [72] } });
    const { rows } = await sql.query(
      `SELECT DISTINCT hours_until FROM notification
        WHERE user_id = 'hal' AND template_name = 'appointment_reminder' AND state = 'pending'`,
    );
    expect(rows).toEqual([{ hours_until: 72 }]);
  });

  it.each<[string, unknown, string]>([
    ['an unknown field', { colour: 'red' }, 'colour'],
    ['a field that is not theirs to change', { user_id: 'ann' }, 'user_id'],
    ['a name of Object', { constructor: {} }, 'constructor'],
    ['null for a switch', { email_enabled: null }, 'email_enabled'],
    ['a text for a switch', { sms_marketing: 'true' }, 'sms_marketing'],
    ['the same hour twice', { reminder_hours: [2, 2] }, 'reminder_hours'],
    ['a fraction of an hour', { reminder_hours: [1.5] }, 'reminder_hours'],
    ['no hour', { reminder_hours: [0] }, 'reminder_hours'],
    ['more than 30 days', { reminder_hours: [721] }, 'reminder_hours'],
    ['eleven hours', { reminder_hours: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] }, 'reminder_hours'],
    ['a time that no clock shows', { quiet_hours_start: '24:00' }, 'quiet_hours_start'],
    ['an offset for a zone', { timezone: '+02:00' }, 'timezone'],
    ['a zone that does not exist', { timezone: 'Mars/Olympus' }, 'timezone'],
    ['a locale that is none', { locale: 'en_US' }, 'locale'],
    ['a NUL', { locale: 'e\0' }, 'locale'],
    ['an array', [{ email_enabled: true }], 'body'],
    ['a number', 5, 'body'],
    ['null', null, 'body'],
  ])('refuse %s and name it', async (_, body, field) => {
    expect(await call(BEN, 'PUT', path, { body })).toMatchObject(refused(422, field));
  });
});

describe('templates', () => {
  const path = `${NOTIFICATIONS}/templates`;

  it('are listed without their text', async () => {
    const { status, body } = await call(ANN, 'GET', `${path}?template_type=email&locale=en`);
    expect(status).toBe(200);
    expect(body.map(({ name }: { name: string }) => name)).toEqual([
      'appointment_cancellation',
      'appointment_confirmation',
      'appointment_reminder',
      'appointment_rescheduled',
      'marketing_announcement',
    ]);
    for (const template of body)
      expect(Object.keys(template).sort()).toEqual(
        'category created_at id is_active locale name subject template_type updated_at variables version'.split(' '),
      );
  });

  it('that are off are left out unless asked for', async () => {
    await sql.query(`UPDATE template SET is_active = false WHERE name = 'marketing_announcement' AND template_type = 'sms'`);
    const names = async (query: string) =>
      (await call(SERVICE, 'GET', `${path}?template_type=sms${query}`)).body.map(({ name }: { name: string }) => name);
    expect(await names('')).not.toContain('marketing_announcement');
    expect(await names('&active_only=false')).toContain('marketing_announcement');
  });

  it('refuse filters that mean nothing', async () => {
    const answer = await call(ANN, 'GET', `${path}?template_type=fax&active_only=perhaps&colour=red`);
    expect(answer).toMatchObject(refused(422, 'colour', 'template_type', 'active_only'));
  });
});

describe('history', () => {
  const path = `${NOTIFICATIONS}/history`;
  const ida = { sub: 'ida' };
  let appointment: string;
  beforeAll(async () => {
    for (let each = 0; each < 3; each += 1) await book('ida');
    appointment = `apt-${events}`;
    await call(ADMIN, 'POST', `${NOTIFICATIONS}/process-queue?batch_size=200`);
  });

  it('shows one\'s own, newest first, in the agreed form', async () => {
    const { status, body, headers } = await call(ida, 'GET', path);
    expect(status).toBe(200);
    expect(body).toHaveLength(18);
    expect(headers.get('link')).toBeNull();
    expect(body.map(({ id }: { id: string }) => id)).toEqual(body.map(({ id }: { id: string }) => id).sort().reverse());
    const sent = body.find((item: Record<string, string>) => item['status'] === 'sent' && item['notification_type'] === 'email');
    expect(sent).toEqual({
      id: expect.any(String),
      user_id: 'ida',
      appointment_id: expect.stringMatching(/^apt-/),
      notification_type: 'email',
      template_name: 'appointment_confirmation',
      recipient: 'ida@example.com',
      subject: expect.stringContaining('Haircut'),
      status: 'sent',
      state: 'sent',
      reason: null,
      scheduled_for: expect.stringMatching(INSTANT),
      sent_at: expect.stringMatching(INSTANT),
      attempts: 1,
      error_message: null,
      provider: 'sandbox',
      provider_message_id: expect.any(String),
      delivery_status: null,
      delivered_at: null,
      created_at: expect.stringMatching(INSTANT),
    });
  });

  it('comes page by page, without holes or repeats', async () => {
    const seen: string[] = [];
    let next: string | undefined = `${path}?limit=7&notification_type=email`;
    while (next !== undefined) {
      const { body, headers } = await call(ida, 'GET', next);
      seen.push(...body.map(({ id }: { id: string }) => id));
      next = /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
    }
    const { rows } = await sql.query(
      `SELECT id FROM notification WHERE user_id = 'ida' AND notification_type = 'email' ORDER BY id DESC`,
    );
    expect(seen).toEqual(rows.map(({ id }) => id));
  });

  it('is filtered before it is limited', async () => {
    const count = async (query: string) => (await call(ida, 'GET', `${path}?${query}`)).body.length;
    expect(await count(`appointment_id=${appointment}`)).toBe(6);
    expect(await count('template_name=appointment_confirmation&notification_type=sms')).toBe(3);
    expect(await count('status=sent&limit=5')).toBe(5);
    expect(await count('status=pending')).toBe(12);
    expect(await count('status=failed')).toBe(0);
  });

  it('counts what is being sent, or in doubt, as pending', async () => {
    const { rows } = await sql.query<{ id: string }>(
      `INSERT INTO notification (id, user_id, notification_type, template_name, lane, recipient, locale, context, dedupe_key,
         state, scheduled_for, due_at, lease_until)
       VALUES (gen_random_uuid(), 'jon', 'sms', 't', 'bulk', '+12025550123', 'en', '{}', 'jon-1', 'sending', now(), now(), now() + interval '1 hour'),
         (gen_random_uuid(), 'jon', 'sms', 't', 'bulk', '+12025550123', 'en', '{}', 'jon-2', 'in_doubt', now(), now() + interval '1 hour', NULL)
       RETURNING id`,
    );
    const { body } = await call({ sub: 'jon' }, 'GET', `${path}?status=pending`);
    expect(body.map(({ status, state }: Record<string, string>) => `${status} ${state}`).sort()).toEqual([
      'pending in_doubt',
      'pending sending',
    ]);
    // It may be with the provider already: too late to cancel.
    for (const { id } of rows) expect(await call({ sub: 'jon' }, 'DELETE', `${path}/${id}`)).toMatchObject({ status: 404 });
  });

  it('of others is for staff', async () => {
    expect(await call(BEN, 'GET', `${path}?user_id=ida`)).toMatchObject(refused(403));
    expect(await call(BEN, 'GET', `${path}?user_id=*`)).toMatchObject(refused(403));
    expect((await call(STAFF, 'GET', `${path}?user_id=ida`)).body).toHaveLength(18);
    expect((await call(ADMIN, 'GET', `${path}?user_id=*&limit=1`)).body).toHaveLength(1);
    expect((await call(STAFF, 'GET', path)).body).toEqual([]);
  });

  it.each(['limit=0', 'limit=201', 'limit=1e1', 'limit=1&limit=2', 'status=in_doubt', 'notification_type=fax', 'cursor=zz', 'appointment_id=%00', 'user_id=', 'colour=red'])(
    'refuses ?%s and names it',
    async (query) => {
      expect(await call(ANN, 'GET', `${path}?${query}`)).toMatchObject(refused(422, query.split('=')[0]!));
    },
  );

  it('tells more of one: context, attempts and receipts', async () => {
    const [{ id }] = (await call(ida, 'GET', `${path}?status=sent&limit=1`)).body;
    const { body } = await call(ida, 'GET', `${path}/${id}`);
    expect(body).toMatchObject({ id, context: { service_name: 'Haircut' }, events: [] });
    expect(body.attempts_log).toEqual([
      {
        started_at: expect.stringMatching(INSTANT),
        outcome: 'sent',
        provider: 'sandbox',
        provider_status: null,
        provider_code: null,
        duration_ms: expect.any(Number),
        error_message: null,
      },
    ]);
    expect(await call(STAFF, 'GET', `${path}/${id}`)).toMatchObject({ status: 200 });
    expect(await call(BEN, 'GET', `${path}/${id}`)).toMatchObject(refused(404));
  });

  it('lets the owner and staff cancel what is pending, once, and deletes nothing', async () => {
    const [first, second] = (await call(ida, 'GET', `${path}?status=pending&limit=2`)).body;
    const gone = { status: 404, body: { detail: 'Notification not found or cannot be cancelled' } };
    expect(await call(BEN, 'DELETE', `${path}/${first.id}`)).toMatchObject(gone);
    expect(await call(ida, 'DELETE', `${path}/${first.id}`)).toMatchObject({
      status: 200,
      body: { message: 'Notification cancelled successfully' },
    });
    expect(await call(ida, 'DELETE', `${path}/${first.id}`)).toMatchObject(gone);
    expect(await call(STAFF, 'DELETE', `${path}/${second.id}`)).toMatchObject({ status: 200 });
    expect((await call(ida, 'GET', `${path}/${first.id}`)).body).toMatchObject({
      status: 'cancelled',
      state: 'cancelled',
      reason: 'user_request',
    });
  });

  it.each(["1'%20OR%201=1", 'undefined', '[]', '00000000-0000-0000-0000-000000000000', '%00'])(
    'has nothing under the id %s',
    async (id) => {
      expect(await call(ADMIN, 'GET', `${path}/${id}`)).toMatchObject(refused(404));
      expect(await call(ADMIN, 'DELETE', `${path}/${id}`)).toMatchObject(refused(404));
    },
  );
});

describe('test messages', () => {
  it.each([
    ['test-email', 'Test email queued and processed', 'ann@example.com'],
    ['test-sms', 'Test SMS queued and processed', '+12025550123'],
  ])('%s goes to the caller and nobody else, without any body', async (name, message, to) => {
    const bare = await call(ANN, 'POST', `${NOTIFICATIONS}/${name}`);
    const typed = await call(ANN, 'POST', `${NOTIFICATIONS}/${name}`, { text: '', headers: { 'content-type': 'application/json' } });
    const processing_result = { processed: 1, successful: 1, failed: 0 };
    for (const { status, body } of [bare, typed])
      expect({ status, body }).toEqual({ status: 200, body: { message, notifications_queued: 1, processing_result } });
    const { rows } = await sql.query(
      `SELECT DISTINCT m.recipient FROM sandbox_message m JOIN notification n ON n.id = m.notification_id
        WHERE n.is_test AND n.notification_type = $1`,
      [name === 'test-email' ? 'email' : 'sms'],
    );
    expect(rows).toEqual([{ recipient: to }]);
  });

  it('needs an address', async () => {
    expect(await call({ sub: 'kim' }, 'POST', `${NOTIFICATIONS}/test-email`)).toMatchObject(refused(400));
    expect(await call({ sub: 'kim' }, 'POST', `${NOTIFICATIONS}/test-sms`)).toMatchObject(refused(400));
  });

  it('may name a template, a known one', async () => {
    const send = (template_name: string) => call(ANN, 'POST', `${NOTIFICATIONS}/test-email`, { body: { template_name } });
    expect(await send('appointment_reminder')).toMatchObject({ status: 200 });
    expect(await send('nothing_like_it')).toMatchObject(refused(422, 'template_name'));
  });
});

describe('the queue', () => {
  it('is processed here and now for an admin', async () => {
    await book('lea');
    expect(await call(ADMIN, 'POST', `${NOTIFICATIONS}/process-queue?batch_size=200`)).toMatchObject({
      status: 200,
      body: { message: 'Notification queue processed', result: { processed: 2, successful: 2, failed: 0 } },
    });
    expect(await call(STAFF, 'POST', `${NOTIFICATIONS}/process-queue`)).toMatchObject(refused(403));
    for (const size of ['0', '201', 'x'])
      expect(await call(ADMIN, 'POST', `${NOTIFICATIONS}/process-queue?batch_size=${size}`)).toMatchObject(
        refused(422, 'batch_size'),
      );
  });
});

describe('captured messages', () => {
  const path = '/api/v2/sandbox/messages';

  it('are shown to staff, newest first, and can be forgotten', async () => {
    const mia = { sub: 'mia', email: 'mia@example.com' };
    for (let each = 0; each < 2; each += 1) await call(mia, 'POST', `${NOTIFICATIONS}/test-email`);
    const { body } = await call(STAFF, 'GET', `${path}?to=mia@example.com`);
    expect(body).toHaveLength(2);
    expect(body[0]).toEqual({
      id: expect.any(String),
      notification_id: expect.any(String),
      channel: 'email',
      to: 'mia@example.com',
      subject: expect.any(String),
      html: expect.stringContaining('<'),
      text: expect.any(String),
      captured_at: expect.stringMatching(INSTANT),
    });
    expect(body[0].captured_at >= body[1].captured_at).toBe(true);
    expect((await call(STAFF, 'GET', `${path}?to=mia@example.com&limit=1`)).body).toEqual([body[0]]);
    expect((await call(STAFF, 'DELETE', `${path}?to=mia@example.com&limit=1`)).body).toEqual({ deleted: 1 });
    expect((await call(STAFF, 'GET', `${path}?to=mia@example.com`)).body).toEqual([body[1]]);
    expect((await call(ADMIN, 'DELETE', `${path}?to=mia@example.com`)).body).toEqual({ deleted: 1 });
    expect((await call(STAFF, 'GET', path)).body.length).toBeGreaterThan(0);
    expect(await call(ANN, 'GET', path)).toMatchObject(refused(403));
  });
});

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
    ['GET', '/api/v2/sandbox/messages', [STAFF, ADMIN]],
    ['DELETE', '/api/v2/sandbox/messages?to=nobody', [STAFF, ADMIN]],
  ];

  it.each(routes)('%s %s', async (method, path, allowed) => {
    const nobody = await call(null, method, path);
    expect(nobody).toMatchObject(refused(401));
    expect(nobody.headers.get('www-authenticate')).toBe('Bearer realm="booking-notifications"');
    const body = method === 'PUT' || path.endsWith('events') ? {} : undefined;
    for (const who of [ANN, STAFF, ADMIN, SERVICE]) {
      const { status } = await call(who, method, path, { body });
      if (allowed.includes(who)) expect([200, 202, 400, 404, 422]).toContain(status);
      else expect(status).toBe(403);
    }
  });

  it('is settled before a byte of the body is read', async () => {
    expect(await call(null, 'POST', '/api/v2/booking-events', { text: '{not json' })).toMatchObject(refused(401));
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
    ['JSON without end', 400, 'PUT', preferences, { text: '['.repeat(100_000), headers: json }],
    ['a form', 415, 'PUT', preferences, { text: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    ['no content type', 415, 'PUT', preferences, { text: new TextEncoder().encode('{}') }],
    ['a CloudEvent elsewhere', 415, 'PUT', preferences, { text: '{}', headers: { 'content-type': 'application/cloudevents+json' } }],
    ['a compressed body', 415, 'PUT', preferences, { text: '{}', headers: { ...json, 'content-encoding': 'gzip' } }],
  ])('%s is %i', async (_, status, method, path, sent) => {
    const answer = await call(ANN, method, path, sent);
    expect(answer).toMatchObject(refused(status));
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  });

  it('a method that is not offered says which are', async () => {
    const { headers } = await call(ANN, 'POST', `${NOTIFICATIONS}/history/17`);
    expect(headers.get('allow')).toBe('DELETE, GET, HEAD');
  });
});

describe('around the calls', () => {
  it('every answer carries the request id, the caller\'s own when it is harmless', async () => {
    const id = async (given?: string) =>
      (await call(null, 'GET', '/health/live', { headers: given === undefined ? {} : { 'x-request-id': given } })).headers.get('x-request-id');
    expect(await id('trace-17')).toBe('trace-17');
    expect(await id('a b {"level":"error"}')).toMatch(/^[\da-f-]{36}$/);
    expect(await id()).toMatch(/^[\da-f-]{36}$/);
  });

  it('every answer forbids what a browser could be tricked into', async () => {
    const { headers } = await call(null, 'GET', '/nothing');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('health is told to anybody', async () => {
    expect(await call(null, 'GET', '/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
    expect(await call(null, 'GET', '/health/ready')).toMatchObject({
      status: 200,
      body: { status: 'ready', checks: { postgres: 'up', redis: 'up' } },
    });
  });

  it('metrics count by route, and know no person', async () => {
    await call(ANN, 'GET', `${NOTIFICATIONS}/history/canary-of-ann`);
    const { body } = await call(null, 'GET', '/metrics');
    expect(body).toMatch(
      /http_request_duration_seconds_count\{method="GET",route="\/api\/v2\/notifications\/history\/:id",status="404"\} \d+/,
    );
    expect(body).toContain('process_cpu_seconds_total');
    expect(body).not.toMatch(/ann|canary|example\.com|\+1202/);
  });

  it('neither people nor tokens reach the log', async () => {
    await call({ ...ANN, sub: 'canary-person' }, 'POST', `${NOTIFICATIONS}/test-email?canary-query=1`);
    await call(ANN, 'PUT', `${NOTIFICATIONS}/preferences`, { body: { locale: 'canary-value' } });
    expect(api.logs()).toContain('"message":"request"');
    expect(api.logs()).not.toMatch(/canary|ann@example\.com|\+12025550123|eyJ/);
  });

  it('the documentation describes every call and needs nothing from outside', async () => {
    const { body: document } = await call(null, 'GET', '/openapi.json');
    expect(document.openapi).toMatch(/^3\.1/);
    expect(document.components.securitySchemes.bearer).toMatchObject({ type: 'http', scheme: 'bearer' });
    const operations = Object.values<Record<string, Record<string, unknown>>>(document.paths).flatMap((path) => Object.values(path));
    expect(operations.length).toBeGreaterThanOrEqual(15);
    for (const operation of operations) expect(operation).toMatchObject({ summary: expect.any(String), responses: expect.any(Object) });
    const { body: item } = await call({ sub: 'ida' }, 'GET', `${NOTIFICATIONS}/history?limit=1`);
    expect(Object.keys(document.components.schemas.HistoryItem.properties)).toEqual(Object.keys(item[0]));
    const { body: preferences } = await call(ANN, 'GET', `${NOTIFICATIONS}/preferences`);
    expect(Object.keys(document.components.schemas.Preferences.properties)).toEqual(Object.keys(preferences));

    const { body: page } = await call(null, 'GET', '/docs');
    const assets = [...page.matchAll(/(?:src|href)="\.(\/docs\/[^"]+)"/g)].map(([, asset]) => asset as string);
    expect(assets.length).toBeGreaterThanOrEqual(4);
    for (const asset of assets) expect(await call(null, 'GET', asset)).toMatchObject({ status: 200 });
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });
});
