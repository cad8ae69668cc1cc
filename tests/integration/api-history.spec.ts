import { beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, ANN, BEN, INSTANT, NOTIFICATIONS, STAFF, refused, type Answer, type Row } from '../support/api.js';
import { useApi } from '../support/use-api.js';

const api = useApi();

describe('history', () => {
  const path = `${NOTIFICATIONS}/history`;
  const ida = { sub: 'ida' };
  beforeAll(async () => {
    for (const id of ['ida-1', 'ida-2', 'ida-3']) await api.book('ida', { id });
    await api.call(ADMIN, 'POST', `${NOTIFICATIONS}/process-queue?batch_size=200`);
  });

  it("shows one's own, newest first, in the agreed form", async () => {
    const { status, body, headers } = await api.call<Row[]>(ida, 'GET', path);
    expect(status).toBe(200);
    expect(body).toHaveLength(18);
    expect(headers.get('link')).toBeNull();
    expect(body.map(({ id }) => id)).toEqual(
      body
        .map(({ id }) => id)
        .sort()
        .reverse(),
    );
    const sent = body.find((item) => item.status === 'sent' && item.notification_type === 'email');
    expect(sent).toEqual({
      id: expect.any(String),
      user_id: 'ida',
      appointment_id: expect.stringMatching(/^ida-/),
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
      provider_message_id: null,
      delivery_status: null,
      delivered_at: null,
      created_at: expect.stringMatching(INSTANT),
    });
  });

  it('comes page by page, without holes or repeats', async () => {
    const seen: string[] = [];
    let next: string | undefined = `${path}?limit=7&notification_type=email`;
    while (next !== undefined) {
      const { body, headers }: Answer<Row[]> = await api.call(ida, 'GET', next);
      seen.push(...body.map(({ id }) => id));
      next = /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
    }
    const { rows } = await api.sql.query<Row>(
      `SELECT id FROM notification WHERE user_id = 'ida' AND notification_type = 'email' ORDER BY id DESC`,
    );
    expect(seen).toEqual(rows.map(({ id }) => id));
  });

  it('is filtered before it is limited', async () => {
    const count = async (query: string) => (await api.call<Row[]>(ida, 'GET', `${path}?${query}`)).body.length;
    expect(await count(`appointment_id=ida-2`)).toBe(6);
    expect(await count('template_name=appointment_confirmation&notification_type=sms')).toBe(3);
    expect(await count('status=sent&limit=5')).toBe(5);
    expect(await count('status=pending')).toBe(12);
    expect(await count('status=failed')).toBe(0);
  });

  it('counts what is being sent, or in doubt, as pending', async () => {
    const { rows } = await api.sql.query<{ id: string }>(
      `INSERT INTO notification (id, user_id, notification_type, template_name, lane, recipient, locale, context, dedupe_key,
         state, scheduled_for, due_at, lease_until)
       VALUES (gen_random_uuid(), 'jon', 'sms', 't', 'bulk', '+12025550123', 'en', '{}', 'jon-1', 'sending', now(), now(), now() + interval '1 hour'),
         (gen_random_uuid(), 'jon', 'sms', 't', 'bulk', '+12025550123', 'en', '{}', 'jon-2', 'in_doubt', now(), now() + interval '1 hour', NULL)
       RETURNING id`,
    );
    const { body } = await api.call<Row[]>({ sub: 'jon' }, 'GET', `${path}?status=pending`);
    expect(body.map(({ status, state }) => `${status} ${state}`).sort()).toEqual([
      'pending in_doubt',
      'pending sending',
    ]);
    // With the provider at this moment: too late. In doubt: cancelling it prevents that it is sent once more.
    const answers = rows.map(({ id }) => api.call({ sub: 'jon' }, 'DELETE', `${path}/${id}`));
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([404, 200]);
  });

  it('of others is for staff', async () => {
    expect(await api.call(BEN, 'GET', `${path}?user_id=ida`)).toMatchObject(refused(403));
    expect(await api.call(BEN, 'GET', `${path}?user_id=*`)).toMatchObject(refused(403));
    expect((await api.call(STAFF, 'GET', `${path}?user_id=ida`)).body).toHaveLength(18);
    expect((await api.call(ADMIN, 'GET', `${path}?user_id=*&limit=1`)).body).toHaveLength(1);
    expect((await api.call(STAFF, 'GET', path)).body).toEqual([]);
  });

  it('of everybody is filtered before it is limited too, and comes page by page', async () => {
    await api.sql.query(
      `INSERT INTO notification (id, user_id, notification_type, template_name, lane, recipient, locale, context, dedupe_key,
         state, reason, scheduled_for, due_at, ended_at)
       SELECT gen_random_uuid(), 'kai', 'sms', 'a 50%_off day', 'bulk', '+12025550123', 'en', '{}', 'kai-' || n,
         'cancelled', 'user_request', now(), now(), now() FROM generate_series(1, 3) AS n`,
    );
    const filters = [
      ['status=pending', `state IN ('pending', 'sending', 'in_doubt')`],
      ['status=sent', `state = 'sent'`],
      ['status=failed', `state = 'failed'`],
      ['notification_type=sms', `notification_type = 'sms'`],
      ['notification_type=sms&status=cancelled', `notification_type = 'sms' AND state = 'cancelled'`],
      ['template_name=a%2050%25_off%20day', `user_id = 'kai'`],
      ['template_name=a%2050%25_off%20day&status=sent', 'false'],
      ['template_name=appointment_reminder', `template_name = 'appointment_reminder'`],
      ['template_name=appointment', 'false'],
      ['appointment_id=ida-2&notification_type=email', `appointment_id = 'ida-2' AND notification_type = 'email'`],
      ['', 'true'],
    ] as const;
    for (const [query, condition] of filters) {
      const seen: string[] = [];
      let next: string | undefined = `${path}?user_id=*&limit=4&${query}`;
      while (next !== undefined) {
        const { body, headers }: Answer<Row[]> = await api.call(STAFF, 'GET', next);
        seen.push(...body.map(({ id }) => id));
        next = /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
      }
      const { rows } = await api.sql.query<Row>(`SELECT id FROM notification WHERE ${condition} ORDER BY id DESC`);
      expect({ query, seen }).toEqual({ query, seen: rows.map(({ id }) => id) });
    }
  });

  it('is filtered by state, reason, address and time, one’s own and everybody’s, before it is limited', async () => {
    // Their ids say nothing of a time, unlike those that a process makes.
    await api.sql.query(`DELETE FROM notification WHERE user_id IN ('jon', 'kai')`);
    await api.sql.query(
      `INSERT INTO notification (id, user_id, notification_type, template_name, lane, recipient, locale, context, dedupe_key,
         state, reason, scheduled_for, due_at, ended_at, sent_at, lease_until, created_at)
       SELECT (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7000a000' || lpad(to_hex(n), 12, '0'))::uuid,
         'lea', CASE WHEN n % 2 = 0 THEN 'email' ELSE 'sms' END, 't ' || n % 3, 'bulk',
         CASE WHEN n % 2 = 0 THEN 'Lea@example.com' ELSE '+12025550177' END, 'en', '{}', 'lea-' || n, state,
         CASE state WHEN 'failed' THEN 'rejected' WHEN 'cancelled' THEN 'superseded' END, at, at,
         CASE WHEN state IN ('sent', 'failed', 'cancelled') THEN at END, CASE WHEN state = 'sent' THEN at END,
         CASE WHEN state = 'sending' THEN at END, at
       FROM generate_series(0, 29) AS n,
         LATERAL (SELECT (ARRAY['pending', 'sending', 'in_doubt', 'sent', 'failed', 'cancelled'])[1 + n % 6] AS state) AS s,
         LATERAL (SELECT timestamptz '2026-03-01T00:00:00Z' + n * interval '1 day' AS at) AS t`,
    );
    const filters = [
      ['state=in_doubt', `state = 'in_doubt'`],
      ['state=sending&template_name=t%201', `state = 'sending' AND template_name = 't 1'`],
      ['state=pending&notification_type=email', `state = 'pending' AND notification_type = 'email'`],
      ['state=sending&status=pending', `state = 'sending'`],
      ['state=sent&status=failed', 'false'],
      ['reason=rejected', `reason = 'rejected'`],
      ['reason=superseded&notification_type=sms', `reason = 'superseded' AND notification_type = 'sms'`],
      ['reason=superseded&template_name=t%202', `reason = 'superseded' AND template_name = 't 2'`],
      ['reason=rejected&status=sent', 'false'],
      ['recipient=LEA@Example.com', `recipient = 'Lea@example.com'`],
      ['recipient=+1%20(202)%20555-0177', `recipient = '+12025550177'`],
      ['recipient=2025550177&state=sent', `recipient = '+12025550177' AND state = 'sent'`],
      ['from=2026-03-20T00:00:00Z', `created_at >= '2026-03-20T00:00:00Z'`],
      ['to=2026-03-05T00:00:00+00:00', `created_at < '2026-03-05T00:00:00Z'`],
      [
        'from=2026-03-03T00:00:00Z&to=2026-03-21T00:00:00Z&status=pending',
        `created_at >= '2026-03-03T00:00:00Z' AND created_at < '2026-03-21T00:00:00Z' AND state IN ('pending', 'sending', 'in_doubt')`,
      ],
      ['from=2026-03-03T00:00:00Z&state=in_doubt', `created_at >= '2026-03-03T00:00:00Z' AND state = 'in_doubt'`],
      ['to=2026-03-21T00:00:00Z&reason=rejected', `created_at < '2026-03-21T00:00:00Z' AND reason = 'rejected'`],
    ] as const;
    for (const [who, whose] of [
      ['*', 'true'],
      ['lea', `user_id = 'lea'`],
    ] as const)
      for (const [query, condition] of filters) {
        const seen: string[] = [];
        let next: string | undefined = `${path}?user_id=${who}&limit=7&${query}`;
        while (next !== undefined) {
          const { body, headers }: Answer<Row[]> = await api.call(STAFF, 'GET', next);
          seen.push(...body.map(({ id }) => id));
          next = /^<(.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1];
        }
        const { rows } = await api.sql.query<Row>(
          `SELECT id FROM notification WHERE ${condition} AND ${whose} ORDER BY id DESC`,
        );
        expect({ who, query, seen }).toEqual({ who, query, seen: rows.map(({ id }) => id) });
      }
    await api.sql.query(`DELETE FROM notification WHERE user_id = 'lea'`);
  });

  it.each([
    'limit=0',
    'limit=201',
    'limit=1e1',
    'limit=1&limit=2',
    'status=in_doubt',
    'state=broken',
    'reason=because',
    'recipient=%00',
    'from=yesterday',
    'to=2026-11-22',
    'notification_type=fax',
    'cursor=zz',
    'appointment_id=%00',
    'user_id=',
    'colour=red',
  ])('refuses ?%s and names it', async (query) => {
    expect(await api.call(ANN, 'GET', `${path}?${query}`)).toMatchObject(refused(422, query.split('=')[0]!));
  });

  it('names every filter that is wrong at once', async () => {
    const query = 'limit=0&status=x&state=y&reason=z&from=a&to=b&cursor=c';
    expect(await api.call(ANN, 'GET', `${path}?${query}`)).toMatchObject({
      status: 422,
      body: {
        errors: expect.arrayContaining(
          ['limit', 'status', 'state', 'reason', 'from', 'to', 'cursor'].map((field) =>
            expect.objectContaining({ field }),
          ),
        ),
      },
    });
    const turned = 'from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z';
    expect(await api.call(ANN, 'GET', `${path}?${turned}`)).toMatchObject(refused(422, 'to'));
  });

  it('tells more of one: context, attempts and receipts', async () => {
    const [sent] = (await api.call<Row[]>(ida, 'GET', `${path}?status=sent&limit=1`)).body;
    const { id } = sent!;
    const { body } = await api.call<{ attempts_log: unknown }>(ida, 'GET', `${path}/${id}`);
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
        evidence: null,
        evidence_at: null,
      },
    ]);
    expect(await api.call(STAFF, 'GET', `${path}/${id}`)).toMatchObject({ status: 200 });
    expect(await api.call(BEN, 'GET', `${path}/${id}`)).toMatchObject(refused(404));
  });

  it('lets the owner and staff cancel what is pending, once, and deletes nothing', async () => {
    const [first, second] = (await api.call<Row[]>(ida, 'GET', `${path}?status=pending&limit=2`)).body;
    const gone = { status: 404, body: { detail: 'Notification not found or cannot be cancelled' } };
    expect(await api.call(BEN, 'DELETE', `${path}/${first!.id}`)).toMatchObject(gone);
    expect(await api.call(ida, 'DELETE', `${path}/${first!.id}`)).toMatchObject({
      status: 200,
      body: { message: 'Notification cancelled successfully' },
    });
    expect(await api.call(ida, 'DELETE', `${path}/${first!.id}`)).toMatchObject(gone);
    expect(await api.call(STAFF, 'DELETE', `${path}/${second!.id}`)).toMatchObject({ status: 200 });
    expect((await api.call(ida, 'GET', `${path}/${first!.id}`)).body).toMatchObject({
      status: 'cancelled',
      state: 'cancelled',
      reason: 'user_request',
    });
  });

  it.each(["1'%20OR%201=1", 'undefined', '[]', '00000000-0000-0000-0000-000000000000', '%00'])(
    'has nothing under the id %s',
    async (id) => {
      expect(await api.call(ADMIN, 'GET', `${path}/${id}`)).toMatchObject(refused(404));
      expect(await api.call(ADMIN, 'DELETE', `${path}/${id}`)).toMatchObject(refused(404));
    },
  );
});
