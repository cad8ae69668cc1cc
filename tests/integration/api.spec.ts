import { describe, expect, it } from '@jest/globals';
import {
  ADMIN,
  ANN,
  INSTANT,
  NOTIFICATIONS,
  SERVICE,
  STAFF,
  booking,
  refused,
  type BookingAnswer,
  type Row,
} from '../support/api.js';
import { useApi } from '../support/use-api.js';

const api = useApi();

describe('booking events', () => {
  it('are answered with what was planned', async () => {
    const answer = await api.book('carl');
    expect(answer.status).toBe(202);
    expect(answer.body).toMatchObject({ event_id: expect.stringMatching(/^evt-/), duplicate: false, skipped: [] });
    expect(answer.body.notifications.map((each) => [each.template_name, each.notification_type])).toEqual(
      expect.arrayContaining([
        ['appointment_confirmation', 'email'],
        ['appointment_reminder', 'sms'],
      ]),
    );
    const { rows } = await api.sql.query<Row>('SELECT id FROM notification WHERE user_id = $1 ORDER BY id', ['carl']);
    expect(rows.map(({ id }) => id)).toEqual(answer.body.notifications.map(({ id }) => id).sort());
  });

  it('come as CloudEvents, one or many, and a repeat gets the first answer', async () => {
    const event = booking('dora');
    const one = await api.call<BookingAnswer>(SERVICE, 'POST', '/api/v2/booking-events', {
      text: JSON.stringify(event),
      headers: { 'content-type': 'application/cloudevents+json; charset=utf-8' },
    });
    const many = await api.call<BookingAnswer[]>(ADMIN, 'POST', '/api/v2/booking-events', {
      text: JSON.stringify([event, booking('dora')]),
      headers: { 'content-type': 'application/cloudevents-batch+json' },
    });
    expect(many.status).toBe(202);
    expect(many.body).toHaveLength(2);
    expect(many.body[0]).toEqual({ ...one.body, duplicate: true });
    expect(many.body[1]).toMatchObject({ duplicate: false });
  });

  it('come in binary mode too, the attributes as headers and the data as the body', async () => {
    const { id, source, type, specversion, data } = booking('dirk');
    const headers = { 'ce-specversion': specversion, 'ce-id': id, 'ce-source': source, 'ce-type': type };
    const binary = await api.call<BookingAnswer>(SERVICE, 'POST', '/api/v2/booking-events', {
      body: data,
      headers: { ...headers, 'ce-time': '2026-11-22T10:00:00Z', 'ce-traceparent': '00-abc' },
    });
    expect(binary).toMatchObject({ status: 202, body: { event_id: id, duplicate: false } });
    const structured = await api.call<BookingAnswer>(SERVICE, 'POST', '/api/v2/booking-events', {
      body: { specversion, id, source, type, data },
    });
    expect(structured.body).toEqual({ ...binary.body, duplicate: true });
    const { rows } = await api.sql.query<{ payload: unknown }>(
      'SELECT payload FROM booking_event WHERE event_id = $1',
      [id],
    );
    expect(rows).toEqual([
      { payload: { specversion, id, source, type, time: '2026-11-22T10:00:00Z', traceparent: '00-abc', data } },
    ]);
  });

  it('in binary mode have percent-encoded attributes', async () => {
    const { source, type, data } = booking('dora');
    const post = (id: string) =>
      api.call<BookingAnswer>(SERVICE, 'POST', '/api/v2/booking-events', {
        body: data,
        headers: { 'ce-id': id, 'ce-source': source, 'ce-type': type },
      });
    expect(await post(encodeURIComponent('Größe 100 %'))).toMatchObject({
      status: 202,
      body: { event_id: 'Größe 100 %' },
    });
    expect(await post('100 %')).toMatchObject(refused(422, 'ce-id'));
  });

  it('in binary mode are refused with every wrong header and field', async () => {
    const answer = await api.call(SERVICE, 'POST', '/api/v2/booking-events', {
      body: { appointment: { ...booking('dora').data.appointment, starts_at: 'tomorrow' } },
      headers: { 'ce-type': 'booking.canceled', 'ce-source': '/test' },
    });
    expect(answer).toMatchObject(refused(422, 'ce-id', 'ce-type', 'data.appointment.starts_at'));
    expect(
      await api.call(SERVICE, 'POST', '/api/v2/booking-events', { body: [], headers: { 'ce-id': 'x' } }),
    ).toMatchObject(refused(422, 'ce-source', 'ce-type', 'data'));
  });

  it('of a CloudEvents type are read from the body, whatever the headers say', async () => {
    const event = booking('dora');
    const answer = await api.call(SERVICE, 'POST', '/api/v2/booking-events', {
      text: JSON.stringify(event),
      headers: { 'content-type': 'application/cloudevents+json', 'ce-id': 'another' },
    });
    expect(answer).toMatchObject({ status: 202, body: { event_id: event.id } });
  });

  it('that are whole are read from the body, also where a gateway copied an attribute into a header', async () => {
    const [one, other] = [booking('dora'), booking('dora')];
    const post = (body: unknown) =>
      api.call(SERVICE, 'POST', '/api/v2/booking-events', { body, headers: { 'ce-id': 'another' } });
    expect(await post(one)).toMatchObject({ status: 202, body: { event_id: one.id } });
    expect(await post([other])).toMatchObject({ status: 202, body: [{ event_id: other.id }] });
  });

  it('about a client with a wrong address say why each message failed, at the repeat too', async () => {
    const told = booking('dave', { client: { id: 'dave', email: 'dave', phone: '12' } });
    const first = await api.call<BookingAnswer>(SERVICE, 'POST', '/api/v2/booking-events', { body: told });
    const failed = first.body.notifications.filter(({ status }) => status === 'failed');
    expect(failed.length).toBeGreaterThan(0);
    for (const each of failed)
      expect(each).toMatchObject({
        reason: 'invalid_recipient',
        error_message: expect.stringMatching(/^The client's (email|phone) must be/) as unknown,
      });
    const again = await api.call<BookingAnswer>(SERVICE, 'POST', '/api/v2/booking-events', { body: told });
    expect(again.body).toEqual({ ...first.body, duplicate: true });
  });

  it('of an array are stored all or not at all, and the wrong field is named', async () => {
    const answer = await api.call(SERVICE, 'POST', '/api/v2/booking-events', {
      body: [booking('emil'), booking('emil', { starts_at: 'tomorrow' })],
    });
    expect(answer).toMatchObject(refused(422, '[1].data.appointment.starts_at'));
    expect((await api.sql.query('SELECT FROM notification WHERE user_id = $1', ['emil'])).rowCount).toBe(0);
  });

  it('may be larger than other bodies', async () => {
    const note = 'x'.repeat(1_000_000);
    expect(await api.book('finn', { note })).toMatchObject({ status: 202 });
    expect(await api.call(SERVICE, 'POST', '/api/v2/booking-events', { body: { note: note.repeat(6) } })).toMatchObject(
      refused(413),
    );
    expect(await api.call(ANN, 'PUT', `${NOTIFICATIONS}/preferences`, { body: { note } })).toMatchObject(refused(413));
  });
});

describe('templates', () => {
  const path = `${NOTIFICATIONS}/templates`;

  it('are listed without their text', async () => {
    const { status, body } = await api.call<Row[]>(ANN, 'GET', `${path}?template_type=email&locale=en`);
    expect(status).toBe(200);
    expect(body.map(({ name }) => name)).toEqual([
      'appointment_cancellation',
      'appointment_confirmation',
      'appointment_reminder',
      'appointment_request',
      'appointment_rescheduled',
      'marketing_announcement',
    ]);
    for (const template of body)
      expect(Object.keys(template).sort()).toEqual(
        'category created_at id is_active locale name subject template_type updated_at variables version'.split(' '),
      );
  });

  it('that are off are left out unless asked for', async () => {
    await api.sql.query(
      `UPDATE template SET is_active = false WHERE name = 'marketing_announcement' AND template_type = 'sms'`,
    );
    const names = async (query: string) =>
      (await api.call<Row[]>(SERVICE, 'GET', `${path}?template_type=sms${query}`)).body.map(({ name }) => name);
    expect(await names('')).not.toContain('marketing_announcement');
    expect(await names('&active_only=false')).toContain('marketing_announcement');
  });

  it('refuse filters that mean nothing', async () => {
    const answer = await api.call(ANN, 'GET', `${path}?template_type=fax&active_only=perhaps&colour=red`);
    expect(answer).toMatchObject(refused(422, 'colour', 'template_type', 'active_only'));
  });
});

describe('test messages', () => {
  it.each([
    ['test-email', 'Test email queued and processed', 'ann@example.com'],
    ['test-sms', 'Test SMS queued and processed', '+12025550123'],
  ])('%s goes to the caller and nobody else, without any body', async (name, message, to) => {
    const bare = await api.call(ANN, 'POST', `${NOTIFICATIONS}/${name}`);
    const typed = await api.call(ANN, 'POST', `${NOTIFICATIONS}/${name}`, {
      text: '',
      headers: { 'content-type': 'application/json' },
    });
    const processing_result = { processed: 1, successful: 1, failed: 0 };
    for (const { status, body } of [bare, typed])
      expect({ status, body }).toEqual({ status: 200, body: { message, notifications_queued: 1, processing_result } });
    const { rows } = await api.sql.query(
      `SELECT DISTINCT m.recipient FROM sandbox_message m JOIN notification n ON n.id = m.notification_id
        WHERE n.is_test AND n.notification_type = $1`,
      [name === 'test-email' ? 'email' : 'sms'],
    );
    expect(rows).toEqual([{ recipient: to }]);
  });

  it('needs an address', async () => {
    expect(await api.call({ sub: 'kim' }, 'POST', `${NOTIFICATIONS}/test-email`)).toMatchObject(refused(400));
    expect(await api.call({ sub: 'kim' }, 'POST', `${NOTIFICATIONS}/test-sms`)).toMatchObject(refused(400));
  });

  it('may name a template, a known one', async () => {
    const send = (template_name: string) =>
      api.call(ANN, 'POST', `${NOTIFICATIONS}/test-email`, { body: { template_name } });
    expect(await send('appointment_reminder')).toMatchObject({ status: 200 });
    expect(await send('nothing_like_it')).toMatchObject(refused(422, 'template_name'));
  });
});

describe('the queue', () => {
  it('is processed here and now for an admin', async () => {
    const process = () => api.call(ADMIN, 'POST', `${NOTIFICATIONS}/process-queue?batch_size=200`);
    await process();
    await api.book('lea');
    expect(await process()).toMatchObject({
      status: 200,
      body: { message: 'Notification queue processed', result: { processed: 2, successful: 2, failed: 0 } },
    });
    expect(await api.call(STAFF, 'POST', `${NOTIFICATIONS}/process-queue`)).toMatchObject(refused(403));
    for (const size of ['0', '201', 'x'])
      expect(await api.call(ADMIN, 'POST', `${NOTIFICATIONS}/process-queue?batch_size=${size}`)).toMatchObject(
        refused(422, 'batch_size'),
      );
  });
});

describe('captured messages', () => {
  const path = '/api/v2/sandbox/messages';

  it('are found by a number however it is written', async () => {
    await api.call({ sub: 'noa', phone_number: '+12025550177' }, 'POST', `${NOTIFICATIONS}/test-sms`);
    for (const written of ['+12025550177', '%2B12025550177', '(202) 555-0177', '202.555.0177'])
      expect((await api.call<Row[]>(STAFF, 'GET', `${path}?to=${written}`)).body).toHaveLength(1);
  });

  it('are shown to staff, newest first, and can be forgotten', async () => {
    const mia = { sub: 'mia', email: 'mia@example.com' };
    for (let each = 0; each < 2; each += 1) await api.call(mia, 'POST', `${NOTIFICATIONS}/test-email`);
    const { body } = await api.call<Row[]>(STAFF, 'GET', `${path}?to=mia@example.com`);
    expect(body).toHaveLength(2);
    expect(body[0]).toEqual({
      id: expect.any(String),
      notification_id: expect.any(String),
      channel: 'email',
      to: 'mia@example.com',
      subject: expect.any(String),
      html: expect.stringContaining('<'),
      text: expect.any(String),
      sms: null,
      captured_at: expect.stringMatching(INSTANT),
    });
    expect(body[0]!.captured_at >= body[1]!.captured_at).toBe(true);
    expect((await api.call(STAFF, 'GET', `${path}?to=mia@example.com&limit=1`)).body).toEqual([body[0]]);
    expect((await api.call(STAFF, 'DELETE', `${path}?to=mia@example.com&limit=1`)).body).toEqual({ deleted: 1 });
    expect((await api.call(STAFF, 'GET', `${path}?to=mia@example.com`)).body).toEqual([body[1]]);
    expect((await api.call(ADMIN, 'DELETE', `${path}?to=mia@example.com`)).body).toEqual({ deleted: 1 });
    expect((await api.call<Row[]>(STAFF, 'GET', path)).body.length).toBeGreaterThan(0);
    expect(await api.call(ANN, 'GET', path)).toMatchObject(refused(403));
  });
});
