import { describe, expect, it } from '@jest/globals';
import {
  ADMIN,
  ANN,
  INSTANT,
  NOTIFICATIONS,
  SERVICE,
  STAFF,
  refused,
  type Answer,
  type Person,
  type Row,
} from '../support/api.js';
import { useApi } from '../support/use-api.js';
import { until } from '../support/core.js';

interface SendAnswer {
  readonly notifications: readonly (Row & { readonly scheduled_for: string })[];
  readonly skipped: readonly Readonly<Record<string, unknown>>[];
}

const CONTEXT = { service_name: 'Haircut', appointment_date: 'May 1, 2030', appointment_time: '2 PM' };

const api = useApi();

const send = (body: unknown, headers: Record<string, string> = {}, who: Person = SERVICE) =>
  api.call<SendAnswer>(who, 'POST', NOTIFICATIONS, { body, headers });

const toUser = (id: string, over: Record<string, unknown> = {}) =>
  send({ user_id: id, template_name: 'appointment_reminder', context: CONTEXT, ...over });

const toRecipient = (recipient: Record<string, unknown>, over: Record<string, unknown> = {}) =>
  send({ recipient, template_name: 'appointment_reminder', context: CONTEXT, ...over });

async function store(id: string, over: Record<string, unknown> = {}): Promise<void> {
  const row = { id, name: 'Ana', email: `${id}@example.com`, phone: '+12025550123', ...over };
  await api.sql.query('INSERT INTO recipient SELECT * FROM json_populate_record(NULL::recipient, $1)', [
    JSON.stringify({ ...row, created_at: new Date(), updated_at: new Date() }),
  ]);
}

async function rowsOf(userId: string): Promise<Record<string, unknown>[]> {
  const { rows } = await api.sql.query<Record<string, unknown>>(
    'SELECT * FROM notification WHERE user_id = $1 ORDER BY id',
    [userId],
  );
  return rows;
}

const outcome = ({ status, body }: Answer<SendAnswer>): unknown => [
  status,
  ...body.notifications.map((each) => `${each.notification_type} ${each.status}`),
  ...body.skipped.map((each) => `${String(each['notification_type'])} skipped ${String(each['reason'])}`),
];

describe('who may send', () => {
  it('staff, admins and services, and nobody else', async () => {
    await store('may');
    const body = { user_id: 'may', template_name: 'appointment_reminder', context: CONTEXT };
    for (const who of [STAFF, ADMIN, SERVICE]) expect((await send(body, {}, who)).status).toBe(202);
    expect(await send(body, {}, ANN)).toMatchObject(refused(403));
    expect(await api.call(null, 'POST', NOTIFICATIONS, { body })).toMatchObject(refused(401));
  });
});

describe('a send', () => {
  it('is answered with what was planned, on each channel that has the template', async () => {
    await store('amy');
    const answer = await toUser('amy', { channels: null });
    expect(answer).toMatchObject({ status: 202, body: { skipped: [] } });
    expect(answer.body.notifications).toEqual(
      ['email', 'sms'].map((notification_type) => ({
        id: expect.any(String),
        notification_type,
        template_name: 'appointment_reminder',
        status: 'pending',
        scheduled_for: expect.stringMatching(INSTANT),
      })),
    );
    const rows = await rowsOf('amy');
    expect(rows.map(({ id }) => id)).toEqual(answer.body.notifications.map(({ id }) => id));
    expect(rows[0]).toMatchObject({
      recipient: 'amy@example.com',
      lane: 'reminder',
      appointment_id: null,
      appointment_revision: null,
      batch_id: null,
      expires_at: null,
      context: { client_name: 'Ana', business_name: 'Our shop', current_year: new Date().getUTCFullYear(), ...CONTEXT },
    });
  });

  it('stores what it brings of the person, and keeps the rest', async () => {
    await store('bob');
    await toRecipient(
      { id: 'bob', name: 'Bob', email: 'new@example.com' },
      { context: { ...CONTEXT, client_name: 'Bobby' } },
    );
    const { rows } = await api.sql.query('SELECT name, email, phone FROM recipient WHERE id = $1', ['bob']);
    expect(rows).toEqual([{ name: 'Bob', email: 'new@example.com', phone: '+12025550123' }]);
    expect(await rowsOf('bob')).toMatchObject([
      { recipient: 'new@example.com', context: { client_name: 'Bobby' } },
      { recipient: '+12025550123' },
    ]);
  });

  it('goes at its time; a time that has passed means now', async () => {
    await store('cat');
    const at = new Date(Date.now() + 86_400_000);
    const later = await toUser('cat', { scheduled_for: at.toISOString(), channels: ['email'] });
    expect(later.body.notifications[0]!.scheduled_for).toBe(at.toISOString());
    const past = await toUser('cat', { scheduled_for: '2020-01-01T00:00:00+01:00', channels: ['email'] });
    expect(Math.abs(Date.parse(past.body.notifications[0]!.scheduled_for) - Date.now())).toBeLessThan(10_000);
  });

  it('is urgent when it is told so, or tells of something that has just happened', async () => {
    await store('dan');
    await toUser('dan', { channels: ['email'] });
    await toUser('dan', { channels: ['email'], urgent: true });
    await toUser('dan', { channels: ['email'], template_name: 'appointment_rescheduled' });
    expect((await rowsOf('dan')).map(({ lane }) => lane)).toEqual(['reminder', 'urgent', 'urgent']);
  });

  it('about an appointment is of no use after its start, but may be of one that is over', async () => {
    await store('eve');
    await api.book('eve', { id: 'apt-eve' });
    const [starts] = (
      await api.sql.query<{ starts_at: Date }>(`SELECT starts_at FROM appointment WHERE id = 'apt-eve'`)
    ).rows;
    const ids = (answer: Answer<SendAnswer>) => answer.body.notifications[0]!.id;
    const before = ids(await toUser('eve', { appointment_id: 'apt-eve', channels: ['email'] }));
    await api.sql.query(`UPDATE appointment SET starts_at = now() - interval '1 day' WHERE id = 'apt-eve'`);
    const after = ids(await toUser('eve', { appointment_id: 'apt-eve', channels: ['email'] }));
    const unknown = ids(await toUser('eve', { appointment_id: 'apt-nobody-knows', channels: ['email'] }));
    const { rows } = await api.sql.query('SELECT id, expires_at FROM notification WHERE id = ANY ($1) ORDER BY id', [
      [before, after, unknown],
    ]);
    expect(rows).toEqual([
      { id: before, expires_at: starts!.starts_at },
      { id: after, expires_at: null },
      { id: unknown, expires_at: null },
    ]);
  });

  it('names what it cannot be: template, channel, field', async () => {
    await store('fay');
    expect(await toUser('fay', { template_name: 'nothing_like_it' })).toMatchObject(refused(422, 'template_name'));
    await api.sql.query(
      `UPDATE template SET is_active = false WHERE name = 'appointment_cancellation' AND template_type = 'sms'`,
    );
    const cancelled = { template_name: 'appointment_cancellation' };
    // Within the time that a change of templates takes to be noticed.
    const refusal = await until(
      () => toUser('fay', { ...cancelled, channels: ['sms'] }),
      ({ status }) => status !== 202,
    );
    expect(refusal).toMatchObject(refused(422, 'channels'));
    expect(outcome(await toUser('fay', cancelled))).toEqual([202, 'email pending']);
    expect(await toUser('fay', { template_name: undefined, context: 'x', urgent: 1, colour: 'red' })).toMatchObject(
      refused(422, 'colour', 'template_name', 'context', 'urgent'),
    );
    expect(await send({ template_name: 'appointment_reminder', context: {} })).toMatchObject(refused(422, 'user_id'));
    expect(await toRecipient({ id: 'fay', email: 'no address', phone: '12' })).toMatchObject(
      refused(422, 'recipient.email', 'recipient.phone'),
    );
    expect(await send([])).toMatchObject(refused(422, 'body'));
    expect(await toUser('fay', { context: { text: 'x'.repeat(300_000) } })).toMatchObject(refused(413));
  });

  it('names every variable that its template needs and nobody gives, and plans nothing', async () => {
    await store('flo');
    expect(await toUser('flo', { context: {} })).toMatchObject(
      refused(422, 'context.service_name', 'context.appointment_date', 'context.appointment_time'),
    );
    const near = { ...CONTEXT, service_name: ' ', appointment_date: null, appointmentDate: 'May 1' };
    const { status, body } = await api.call<{ errors: unknown[] }>(SERVICE, 'POST', NOTIFICATIONS, {
      body: { user_id: 'flo', template_name: 'appointment_reminder', context: near },
    });
    expect({ status, errors: body.errors }).toEqual({
      status: 422,
      errors: [
        { field: 'context.service_name', message: 'is needed by the template: give it a value' },
        {
          field: 'context.appointment_date',
          message: 'is needed by the template: give it a value; `appointmentDate` is given: is that it?',
        },
      ],
    });
    expect(await rowsOf('flo')).toEqual([]);
  });

  it('says why it is not sent', async () => {
    await store('gus', { email: 'broken@', phone: '+442079460958' });
    expect(outcome(await toUser('gus'))).toEqual([202, 'email failed', 'sms skipped country_not_allowed']);
    expect(await rowsOf('gus')).toMatchObject([
      {
        state: 'failed',
        reason: 'invalid_recipient',
        recipient: null,
        error_message: expect.stringContaining('email'),
      },
    ]);
    expect(outcome(await toUser('nobody'))).toEqual([202, 'email skipped no_address', 'sms skipped no_address']);
    expect((await toUser('nobody')).body.skipped[0]).toEqual({
      template_name: 'appointment_reminder',
      notification_type: 'email',
      hours_until: null,
      reason: 'no_address',
    });
    expect(outcome(await toRecipient({ id: 'hedy', phone: '+442079460958' }))).toEqual([
      202,
      'email skipped no_address',
      'sms skipped country_not_allowed',
    ]);

    await store('ike');
    await api.sql.query(
      `INSERT INTO suppression (channel, address, cause) VALUES ('email', 'ike@example.com', 'bounced')`,
    );
    const off = { sub: 'ike' };
    await api.call(off, 'PUT', `${NOTIFICATIONS}/preferences`, { body: { sms_appointment_reminder: false } });
    expect(outcome(await toUser('ike'))).toEqual([202, 'email skipped suppressed', 'sms skipped preference_off']);
    const marketing = { template_name: 'marketing_announcement', context: { headline: 'x', message: 'y' } };
    expect(outcome(await toUser('ike', marketing))).toEqual([
      202,
      'email skipped preference_off',
      'sms skipped preference_off',
    ]);
    await api.call(off, 'PUT', `${NOTIFICATIONS}/preferences`, { body: { sms_marketing: true } });
    expect(outcome(await toUser('ike', marketing))).toEqual([202, 'sms pending', 'email skipped preference_off']);
  });

  it('leaves nothing personal in the log', async () => {
    await toRecipient({ id: 'canary', name: 'Canary Smith', email: 'canary@example.com', phone: '+12025550177' });
    await toRecipient({ id: 'canary', name: 'Canary Smith', email: 'canary at example' });
    expect(api.logs()).not.toMatch(/canary@|Canary Smith|2025550177|canary at/);
  });
});

describe('an idempotency key', () => {
  const body = { user_id: 'kay', template_name: 'appointment_reminder', context: CONTEXT };
  const keyed = (key: string, over: Record<string, unknown> = {}, who: Person = SERVICE) =>
    send({ ...body, ...over }, { 'idempotency-key': key }, who);

  it('gives the first answer again, word for word, and sends nothing more', async () => {
    await store('kay');
    const first = await keyed('key-1');
    const again = await keyed('key-1');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.status).toBe(202);
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body));
    expect(await rowsOf('kay')).toHaveLength(2);
  });

  it('gives the first answer also when the template was switched off since', async () => {
    const path = `${NOTIFICATIONS}/templates/passing_offer/sms`;
    const write = (over: Record<string, unknown>) =>
      api.call(ADMIN, 'PUT', path, { body: { body: 'Hello {{service_name}}', ...over } });
    const bulk = { user_ids: ['kay'], template_name: 'passing_offer', context: CONTEXT };
    const ask = async () => [
      await keyed('key-off', { template_name: 'passing_offer' }),
      await api.call(SERVICE, 'POST', `${NOTIFICATIONS}/bulk`, {
        body: bulk,
        headers: { 'idempotency-key': 'key-off-bulk' },
      }),
    ];
    await write({});
    const first = await ask();
    await write({ is_active: false });
    const again = await ask();
    expect(first.map(({ status }) => status)).toEqual([202, 202]);
    expect(again.map(({ status, body }) => [status, body])).toEqual(first.map(({ body }) => [202, body]));
    // And another request is told that the key is taken, whatever else is wrong with it.
    expect(await keyed('key-off', { template_name: 'nothing_like_it' })).toMatchObject(refused(409));
  });

  it('does not mind in which order the fields are', async () => {
    const { user_id, ...rest } = body;
    const again = await send({ ...rest, user_id }, { 'idempotency-key': 'key-1' });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });

  it("is refused for another request, and is nobody else's", async () => {
    expect(await keyed('key-1', { urgent: true })).toMatchObject(refused(409));
    const bulk = { user_ids: ['kay'], template_name: 'appointment_reminder', context: CONTEXT };
    const headers = { 'idempotency-key': 'key-1' };
    expect(await api.call(SERVICE, 'POST', `${NOTIFICATIONS}/bulk`, { body: bulk, headers })).toMatchObject(
      refused(409),
    );
    expect((await keyed('key-1', { urgent: true }, STAFF)).headers.get('idempotency-replayed')).toBeNull();
  });

  it('is free again when the request was refused', async () => {
    expect(await keyed('key-2', { template_name: 'nothing_like_it' })).toMatchObject(refused(422));
    expect((await keyed('key-2')).status).toBe(202);
  });

  it.each([
    ['too long', 'x'.repeat(256)],
    ['blank inside', 'a b'],
    ['not ASCII', 'schl\u00fcssel'],
  ])('that is %s is refused', async (_, key) => {
    expect(await keyed(key)).toMatchObject(refused(422, 'Idempotency-Key'));
  });
});
