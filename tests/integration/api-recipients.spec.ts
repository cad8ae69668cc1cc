import { describe, expect, it } from '@jest/globals';
import { ADMIN, ANN, INSTANT, NOTIFICATIONS, SERVICE, STAFF, refused, type Answer } from '../support/api.js';
import { useApi } from '../support/use-api.js';

const api = useApi();

const path = (id: string): string => `/api/v2/recipients/${encodeURIComponent(id)}`;
const put = (id: string, body: unknown): Promise<Answer<Record<string, unknown>>> =>
  api.call(SERVICE, 'PUT', path(id), { body });
const get = (id: string): Promise<Answer<Record<string, unknown>>> => api.call(ADMIN, 'GET', path(id));
const erase = (id: string): Promise<Answer<unknown>> => api.call(SERVICE, 'DELETE', path(id));

interface Waiting {
  readonly channel: string;
  readonly recipient: string | null;
  readonly state: string;
  readonly reason: string | null;
}

/** What is planned for somebody, by channel: where it goes and what became of it, each said once. */
async function planned(user: string, where = 'true'): Promise<string[]> {
  const { rows } = await api.sql.query<Waiting>(
    `SELECT DISTINCT notification_type AS channel, recipient, state, reason FROM notification
     WHERE user_id = $1 AND ${where} ORDER BY 1, 2, 3, 4`,
    [user],
  );
  return rows.map(({ channel, recipient, state, reason }) =>
    [channel, recipient ?? 'nobody', state, ...(reason === null ? [] : [reason])].join(' '),
  );
}

/** A row that belongs to no appointment. */
async function plantRow(user: string, columns: Record<string, unknown>): Promise<void> {
  const row: Record<string, unknown> = {
    id: crypto.randomUUID(),
    user_id: user,
    notification_type: 'email',
    template_name: 'appointment_reminder',
    lane: 'bulk',
    locale: 'en',
    context: '{"client_name":"Somebody"}',
    dedupe_key: crypto.randomUUID(),
    scheduled_for: '2035-01-01T00:00:00Z',
    due_at: '2035-01-01T00:00:00Z',
    ...columns,
  };
  const names = Object.keys(row);
  await api.sql.query(
    `INSERT INTO notification (${names.join(', ')}) VALUES (${names.map((_, n) => `$${n + 1}`).join(', ')})`,
    Object.values(row),
  );
}

describe('a recipient', () => {
  const WHOLE = {
    name: 'John Doe',
    email: 'John@EXAMPLE.com',
    phone: '(202) 555-0123',
    locale: 'es-mx',
    timezone: 'America/Chicago',
  };

  it('is new the first time, and stored in canonical form', async () => {
    const written = await put('pat', WHOLE);
    expect(written).toMatchObject({ status: 201 });
    expect(written.body).toEqual({
      id: 'pat',
      name: 'John Doe',
      email: 'John@example.com',
      phone: '+12025550123',
      locale: 'es-MX',
      timezone: 'America/Chicago',
      created_at: expect.stringMatching(INSTANT),
      updated_at: expect.stringMatching(INSTANT),
    });
    expect(await get('pat')).toMatchObject({ status: 200, body: written.body });
  });

  it('keeps what a change leaves out, and loses what it sets to null', async () => {
    const { body: before } = await put('quin', WHOLE);
    const { status, body } = await put('quin', { email: 'quin@example.com', phone: null });
    expect(status).toBe(200);
    expect(body).toEqual({
      ...before,
      email: 'quin@example.com',
      phone: null,
      updated_at: expect.stringMatching(INSTANT),
    });
    expect(body['updated_at']! > before['updated_at']!).toBe(true);
    expect(await put('quin', body)).toMatchObject({ status: 200, body: { email: 'quin@example.com', phone: null } });
  });

  it('may have a number in a country that no SMS goes to', async () => {
    expect(await put('rae', { phone: '+44 20 7946 0123' })).toMatchObject({
      status: 201,
      body: { phone: '+442079460123' },
    });
    const { body } = await api.book('rae', { client: { id: 'rae' } });
    expect(body).toMatchObject({
      notifications: [],
      skipped: expect.arrayContaining([
        expect.objectContaining({ notification_type: 'sms', reason: 'country_not_allowed' }),
      ]),
    });
  });

  it.each<[string, unknown, ...string[]]>([
    ['an address that is none', { email: 'john at example' }, 'email'],
    ['an address with a name', { email: 'John <john@example.com>' }, 'email'],
    ['an address with a line break', { email: 'john@example.com\r\nbcc: x@example.com' }, 'email'],
    ['a number that is none', { phone: '+1000' }, 'phone'],
    ['a premium number', { phone: '+19005550123' }, 'phone'],
    ['two wrong addresses', { email: 'x', phone: 'y' }, 'email', 'phone'],
    ['an address that is no text', { email: 5 }, 'email'],
    ['a blank name', { name: ' ' }, 'name'],
    ['a name with a NUL', { name: 'a\0b' }, 'name'],
    ['a name that has no end', { name: 'x'.repeat(501) }, 'name'],
    ['a locale that is none', { locale: 'english' }, 'locale'],
    ['a zone that does not exist', { timezone: 'Mars/Olympus' }, 'timezone'],
    ['a field that nobody knows', { address: '1 Main St' }, 'address'],
    ['the id of another', { id: 'ben' }, 'id'],
    [
      'everything wrong at once',
      { id: 'ben', name: ' ', email: 'x', phone: 'y', locale: 'no tag', timezone: 'Mars/Olympus' },
      'name',
      'locale',
      'timezone',
      'id',
      'email',
      'phone',
    ],
    ['the name of a constructor', { constructor: 'x' }, 'constructor'],
    ['a list', [{ email: 'john@example.com' }], 'body'],
  ])('is refused with %s, by name', async (_, body, ...fields) => {
    const answer = await put('sal', body);
    expect(answer).toMatchObject(refused(422, ...fields));
    expect(JSON.stringify(answer.body)).not.toMatch(/john|19005550123/i);
    expect(await get('sal')).toMatchObject(refused(404));
  });

  it.each([
    ['a slash and a space', 'a/b c'],
    ['200 characters of three bytes', '的'.repeat(200)],
    ['a quote and a semicolon', `'; DROP TABLE recipient; --`],
    ['a line break', 'a\nb'],
  ])('may have an id with %s', async (_, id) => {
    expect(await put(id, { name: 'Ann' })).toMatchObject({ status: 201, body: { id } });
    expect(await get(id)).toMatchObject({ status: 200, body: { id, name: 'Ann' } });
    expect((await erase(id)).status).toBe(204);
  });

  it.each([
    ['a NUL', 'a%00b'],
    ['nothing but blanks', '%20%20'],
    ['more than 200 characters', 'x'.repeat(201)],
  ])('is refused under an id with %s', async (_, id) => {
    for (const method of ['GET', 'PUT', 'DELETE'])
      expect(
        await api.call(ADMIN, method, `/api/v2/recipients/${id}`, method === 'PUT' ? { body: {} } : {}),
      ).toMatchObject(refused(422, 'id'));
  });

  it('is changed by the platform and by admins only, and read by staff too', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) {
      const body = method === 'PUT' ? { body: { name: 'Ann' } } : {};
      expect(await api.call(null, method, path('ann'), body)).toMatchObject(refused(401));
      expect(await api.call(ANN, method, path('ann'), body)).toMatchObject(refused(403));
      expect(await api.call(STAFF, method, path('ann'), body)).toMatchObject(refused(method === 'GET' ? 404 : 403));
    }
    expect(await get('ann')).toMatchObject(refused(404));
  });
});

describe('what waits for a recipient', () => {
  it('goes to the new address at once, whatever it belongs to; a test send stays', async () => {
    await api.book('uma');
    await api.book('uma');
    await plantRow('uma', { recipient: 'UMA@example.com' });
    await plantRow('uma', { recipient: 'elsewhere@example.com' });
    await plantRow('uma', { recipient: 'uma@example.com', is_test: true });
    await put('uma', { email: 'uma.new@example.com' });
    expect(await planned('uma')).toEqual([
      'email elsewhere@example.com pending',
      'email uma.new@example.com pending',
      'email uma@example.com pending',
      'sms +12025550123 pending',
    ]);
    expect(await planned('uma', 'is_test')).toEqual(['email uma@example.com pending']);
  });

  it('is cancelled when the address goes, and does not come back with a change of preferences', async () => {
    await api.book('vic');
    await plantRow('vic', { notification_type: 'sms', recipient: '+12025550123' });
    await put('vic', { phone: null });
    const without = ['email vic@example.com pending', 'sms +12025550123 cancelled invalid_recipient'];
    expect(await planned('vic')).toEqual(without);
    await api.call({ sub: 'vic' }, 'PUT', `${NOTIFICATIONS}/preferences`, { body: { reminder_hours: [5] } });
    expect(await planned('vic', `state = 'pending' AND notification_type = 'sms'`)).toEqual([]);

    await put('vic', { phone: '+12025550124' });
    expect(await planned('vic', `state = 'pending' AND notification_type = 'sms'`)).toEqual([
      'sms +12025550124 pending',
    ]);
  });

  it('is cancelled when the new number is in a country that no SMS goes to', async () => {
    await api.book('wes');
    await put('wes', { phone: '+442079460123' });
    expect(await planned('wes', `notification_type = 'sms'`)).toEqual([
      'sms +12025550123 cancelled country_not_allowed',
    ]);
  });

  it('follows their language, their zone and their name', async () => {
    await api.book('xia', { id: 'xia-1' });
    await put('xia', { name: 'Xia Li', locale: 'es-MX', timezone: 'Asia/Shanghai' });
    const { rows } = await api.sql.query(
      `SELECT DISTINCT locale, context->>'client_name' AS name, context->>'appointment_timezone' AS zone,
         context->>'appointment_date' AS date FROM notification WHERE user_id = 'xia' AND hours_until IS NOT NULL`,
    );
    // There is no Spanish template: an English sentence keeps its English date.
    expect(rows).toEqual([{ locale: 'es-MX', name: 'Xia Li', zone: 'EST', date: 'December 1, 2035' }]);
  });

  it('follows the address that a newer event of another booking brings, not that of a stale one', async () => {
    await api.book('yves', { id: 'yves-1', version: 2 });
    await api.book('yves', { id: 'yves-2', client: { id: 'yves', email: 'y.new@example.com' } });
    expect(await planned('yves', `notification_type = 'email'`)).toEqual(['email y.new@example.com pending']);

    const stale = await api.book('yves', { id: 'yves-1', version: 1 });
    expect(stale.body.notifications).toEqual([]);
    expect(await planned('yves', `notification_type = 'email'`)).toEqual(['email y.new@example.com pending']);
    expect(await get('yves')).toMatchObject({ body: { email: 'y.new@example.com', phone: '+12025550123' } });
  });

  it('fails as a reminder, and keeps the address that worked as a notice, when an event brings one that cannot be one', async () => {
    await api.book('zoe', { id: 'zoe-1' });
    await api.book('zoe', { id: 'zoe-2', client: { id: 'zoe', email: 'zoe at home' } });
    expect(await planned('zoe', `appointment_id = 'zoe-1' AND notification_type = 'email'`)).toEqual([
      'email zoe@example.com cancelled invalid_recipient',
      'email zoe@example.com pending',
      'email nobody failed invalid_recipient',
    ]);
  });

  it('keeps the address that worked, for what was asked for, when an event brings one that cannot be one', async () => {
    await api.book('zelda', { id: 'zelda-1' });
    await api.call(SERVICE, 'POST', NOTIFICATIONS, {
      body: {
        user_id: 'zelda',
        template_name: 'appointment_reminder',
        context: { service_name: 'Haircut', appointment_date: 'May 1, 2030', appointment_time: '2 PM' },
        channels: ['email'],
        scheduled_for: '2027-11-01T10:00:00Z',
      },
    });
    await api.book('zelda', { id: 'zelda-2', client: { id: 'zelda', email: 'zelda at home' } });
    expect(await planned('zelda', `appointment_id IS NULL`)).toEqual(['email zelda@example.com pending']);
  });
});

describe('an erasure', () => {
  it('is answered alike when it is repeated, and with 404 for somebody unheard of', async () => {
    await put('abe', { name: 'Abe', email: 'abe@example.com' });
    expect(await erase('abe')).toMatchObject({ status: 204, body: '' });
    expect(await erase('abe')).toMatchObject({ status: 204 });
    expect(await get('abe')).toMatchObject(refused(404));
    expect(await erase('nobody-at-all')).toMatchObject(refused(404));
  });

  it('finds somebody who has nothing but preferences', async () => {
    await api.call({ sub: 'bea' }, 'GET', `${NOTIFICATIONS}/preferences`);
    expect((await erase('bea')).status).toBe(204);
    expect((await api.sql.query(`SELECT FROM preference WHERE user_id = 'bea'`)).rowCount).toBe(0);
  });

  it('ends what waits and keeps what is counted', async () => {
    await api.book('cal', { id: 'cal-1' });
    await plantRow('cal', { recipient: 'cal.old@example.com', state: 'in_doubt', doubts: 1 });
    await plantRow('cal', {
      recipient: 'cal@example.com',
      state: 'sent',
      sent_at: 'now',
      ended_at: 'now',
      subject: 'Hi',
    });
    await api.book('dan');
    expect((await erase('cal')).status).toBe(204);
    expect(await planned('cal')).toEqual([
      'email nobody cancelled erased',
      'email nobody sent',
      'sms nobody cancelled erased',
    ]);
    expect(await planned('dan')).toEqual(['email dan@example.com pending', 'sms +12025550123 pending']);

    const history = await api.call<unknown[]>(ADMIN, 'GET', `${NOTIFICATIONS}/history?user_id=cal`);
    expect(history.body).toHaveLength(8);
    const { rows } = await api.sql.query(
      `SELECT (SELECT count(*)::int FROM notification WHERE user_id = 'cal' AND (context <> '{}' OR subject IS NOT NULL)) AS told,
         (SELECT snapshot FROM appointment WHERE id = 'cal-1') AS snapshot,
         (SELECT array_agg(payload) FROM booking_event WHERE appointment_id = 'cal-1') AS payloads`,
    );
    expect(rows).toEqual([{ told: 0, snapshot: { id: 'cal-1', client: { id: 'cal' } }, payloads: [{}] }]);
  });

  it('is not undone by preferences, which find nothing to plan', async () => {
    await api.book('eli', { id: 'eli-1' });
    await erase('eli');
    const changed = await api.call({ sub: 'eli' }, 'PUT', `${NOTIFICATIONS}/preferences`, {
      body: { reminder_hours: [7] },
    });
    expect(changed.status).toBe(200);
    expect(await planned('eli')).toEqual(['email nobody cancelled erased', 'sms nobody cancelled erased']);
    await put('eli', { email: 'eli@example.com' });
    expect(await planned('eli', `state = 'pending'`)).toEqual([]);
  });

  it('is followed by a new beginning when the platform says so', async () => {
    const { body: before } = await put('fay', { name: 'Fay', phone: '+12025550123' });
    await erase('fay');
    const again = await put('fay', { email: 'fay@example.com' });
    expect(again).toMatchObject({ status: 201, body: { name: null, email: 'fay@example.com', phone: null } });
    expect(again.body['created_at']! > before['created_at']!).toBe(true);
  });

  it.each([
    ['older than what was known', 1, ['stale']],
    ['a repeat of what was known, under another id', 2, ['stale']],
  ])('is not undone by an event that is %s', async (_, version, reasons) => {
    const user = `gus-${version}`;
    await api.book(user, { id: user, version: 2 });
    await erase(user);
    const told = await api.book(user, { id: user, version });
    expect(told).toMatchObject({ status: 202, body: { notifications: [] } });
    const { skipped } = told.body as unknown as { skipped: { reason: string }[] };
    expect([...new Set(skipped.map(({ reason }) => reason))]).toEqual(reasons);
    expect(await get(user)).toMatchObject(refused(404));
    const { rows } = await api.sql.query(
      `SELECT count(*)::int AS events, count(*) FILTER (WHERE payload <> '{}')::int AS told FROM booking_event WHERE appointment_id = $1`,
      [user],
    );
    expect(rows).toEqual([{ events: 2, told: 0 }]);
  });

  it('is over when a newer event tells of them anew', async () => {
    await api.book('hal', { id: 'hal-1', version: 1 });
    await erase('hal');
    const told = await api.book('hal', { id: 'hal-1', version: 2 });
    expect(told.body.notifications).toHaveLength(6);
    expect(await get('hal')).toMatchObject({ status: 200, body: { email: 'hal@example.com' } });
    expect(await planned('hal', `state = 'pending'`)).toEqual([
      'email hal@example.com pending',
      'sms +12025550123 pending',
    ]);
  });

  it('says nothing of anybody in the log', () => {
    expect(api.logs()).not.toMatch(/@example\.com|2025550123|Xia Li/);
  });
});
