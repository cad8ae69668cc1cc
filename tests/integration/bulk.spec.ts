import { describe, expect, it } from '@jest/globals';
import { until } from '../support/core.js';
import { ADMIN, ANN, NOTIFICATIONS, SERVICE, STAFF, refused, type Person } from '../support/api.js';
import { useApi } from '../support/use-api.js';

interface BulkAnswer {
  readonly batch_id: string;
  readonly notifications_queued: number;
  readonly skipped: readonly {
    readonly user_id: string;
    readonly notification_type: string;
    readonly reason: string;
  }[];
}

const BULK = `${NOTIFICATIONS}/bulk`;
const CONTEXT = { service_name: 'Haircut', appointment_date: 'May 1, 2030', appointment_time: '2 PM' };
const OTHER_SERVICE: Person = { sub: 'another-platform', role: 'service' };

const api = useApi();

const bulk = (body: Record<string, unknown>, who: Person = SERVICE, headers: Record<string, string> = {}) =>
  api.call<BulkAnswer>(who, 'POST', BULK, {
    body: { template_name: 'appointment_reminder', context: CONTEXT, ...body },
    headers,
  });

/** People with both addresses. */
async function store(...ids: string[]): Promise<void> {
  await api.sql.query(
    `INSERT INTO recipient (id, name, email, phone)
     SELECT id, 'Ana', id || '@example.com', '+12025550123' FROM unnest($1::text[]) AS id`,
    [ids],
  );
}

describe('a bulk send', () => {
  it('plans a message for each, on each channel, with contexts of their own', async () => {
    await store('a1', 'a2');
    const answer = await bulk({ user_ids: ['a1', 'a2'], contexts: { a2: { service_name: 'Beard' } } });
    expect(answer).toMatchObject({ status: 202, body: { notifications_queued: 4, skipped: [] } });
    const { rows } = await api.sql.query(
      `SELECT user_id, notification_type AS type, lane, state, context ->> 'service_name' AS service,
         context ->> 'client_name' AS client, handed_until
       FROM notification WHERE batch_id = $1 ORDER BY id`,
      [answer.body.batch_id],
    );
    const row = { lane: 'bulk', state: 'pending', client: 'Ana', handed_until: null };
    expect(rows).toEqual([
      { ...row, user_id: 'a1', type: 'email', service: 'Haircut' },
      { ...row, user_id: 'a1', type: 'sms', service: 'Haircut' },
      { ...row, user_id: 'a2', type: 'email', service: 'Beard' },
      { ...row, user_id: 'a2', type: 'sms', service: 'Beard' },
    ]);
  });

  it('is stopped by nobody who cannot be written to, and says why, in the order of the users', async () => {
    await store('b1', 'b2', 'b3');
    await api.sql.query(`UPDATE recipient SET email = 'broken@', phone = '+442079460958' WHERE id = 'b1'`);
    await api.sql.query(
      `INSERT INTO suppression (channel, address, cause) VALUES ('email', 'b2@example.com', 'bounced')`,
    );
    await api.call({ sub: 'b2' }, 'PUT', `${NOTIFICATIONS}/preferences`, { body: { sms_enabled: false } });
    const { status, body } = await bulk({ user_ids: ['b1', 'b3', 'unknown', 'b3', 'b2'] });
    expect(status).toBe(202);
    expect(body.notifications_queued).toBe(2);
    expect(body.skipped.map((each) => `${each.user_id} ${each.notification_type} ${each.reason}`)).toEqual([
      'b1 email invalid_recipient',
      'b1 sms country_not_allowed',
      'unknown email no_address',
      'unknown sms no_address',
      'b3 email duplicate',
      'b3 sms duplicate',
      'b2 email suppressed',
      'b2 sms preference_off',
    ]);
    const { rows } = await api.sql.query('SELECT DISTINCT user_id, state FROM notification WHERE batch_id = $1', [
      body.batch_id,
    ]);
    expect(rows).toEqual([{ user_id: 'b3', state: 'pending' }]);
  });

  it('is not stopped by ids that nobody can have', async () => {
    await store('g1');
    const junk = ['', ' ', 'x'.repeat(201), 'nul\0', 'half\ud800'];
    const { status, body } = await bulk({ user_ids: [...junk, 'g1'] });
    expect(status).toBe(202);
    expect(body.notifications_queued).toBe(2);
    expect(body.skipped.map(({ user_id, reason }) => [user_id, reason])).toEqual(
      junk.flatMap((id) => [
        [id, 'no_address'],
        [id, 'no_address'],
      ]),
    );
  });

  it('of marketing goes to those who said yes', async () => {
    await store('c1', 'c2');
    await api.call({ sub: 'c2' }, 'PUT', `${NOTIFICATIONS}/preferences`, { body: { email_marketing: true } });
    const { body } = await bulk({
      user_ids: ['c1', 'c2'],
      template_name: 'marketing_announcement',
      context: { headline: 'x', message: 'y' },
    });
    expect(body.notifications_queued).toBe(1);
    expect(new Set(body.skipped.map(({ reason }) => reason))).toEqual(new Set(['preference_off']));
  });

  it('skips those for whom a variable of the template has no value, and nobody else', async () => {
    await store('v1', 'v2');
    const answer = await bulk({
      user_ids: ['v1', 'v2'],
      context: { service_name: 'Haircut', appointment_date: 'May 1, 2030' },
      contexts: { v2: { appointment_time: '2 PM' } },
    });
    expect(answer).toMatchObject({ status: 202, body: { notifications_queued: 2 } });
    expect(answer.body.skipped).toEqual(
      ['email', 'sms'].map((notification_type) => ({ user_id: 'v1', notification_type, reason: 'missing_variables' })),
    );
  });

  it('skips those whose language the template does not speak', async () => {
    await store('f1', 'f2');
    await api.sql.query(`UPDATE recipient SET locale = 'fr' WHERE id = 'f2'`);
    await api.sql.query(
      `INSERT INTO template (id, name, template_type, locale, category, body, variables)
       VALUES (gen_random_uuid(), 'bonjour', 'sms', 'fr', 'transactional', 'Bonjour {{client_name}}', '["client_name"]')`,
    );
    // Within the time that a new template takes to be noticed.
    const { body } = await until(
      () => bulk({ user_ids: ['f1', 'f2'], template_name: 'bonjour' }),
      ({ status }) => status === 202,
    );
    expect(body).toMatchObject({
      notifications_queued: 1,
      skipped: [{ user_id: 'f1', notification_type: 'sms', reason: 'template_missing' }],
    });
  });

  it('names what is wrong', async () => {
    expect(await bulk({ user_ids: [] })).toMatchObject(refused(422, 'user_ids'));
    expect(await bulk({ user_ids: ['a1'], template_name: 'nothing_like_it' })).toMatchObject(
      refused(422, 'template_name'),
    );
    expect(await bulk({ user_ids: ['a1'], contexts: { zoe: {} } })).toMatchObject(refused(422, 'contexts.zoe'));
    expect(await bulk({ user_ids: ['a1'], context: undefined })).toMatchObject(refused(422, 'context'));
    expect(await bulk({ user_ids: ['a1'] }, ANN)).toMatchObject(refused(403));
  });

  it('shows its progress to those who may see it', async () => {
    await store('d1', 'd2', 'd3', 'd4');
    const { body } = await bulk({ user_ids: ['d1', 'd2', 'd3', 'd4'], scheduled_for: '2027-11-01T10:00:00Z' });
    await api.sql.query(
      `UPDATE notification SET state = s.state, ended_at = CASE WHEN s.ends THEN now() END, reason = s.reason,
         sent_at = CASE WHEN s.state = 'sent' THEN now() END, lease_until = CASE WHEN s.state = 'sending' THEN now() END
       FROM (VALUES ('d1', 'sent', true, NULL), ('d2', 'failed', true, 'rejected'), ('d3', 'cancelled', true, 'expired'),
         ('d4', 'sending', false, NULL)) AS s(user_id, state, ends, reason)
       WHERE notification.user_id = s.user_id AND batch_id = $1 AND notification_type = 'email'`,
      [body.batch_id],
    );
    const progress = { total: 8, pending: 5, sent: 1, failed: 1, cancelled: 1 };
    for (const who of [SERVICE, OTHER_SERVICE, STAFF, ADMIN])
      expect(await api.call(who, 'GET', `${BULK}/${body.batch_id}`)).toMatchObject({ status: 200, body: progress });
    expect(await api.call(ANN, 'GET', `${BULK}/${body.batch_id}`)).toMatchObject(refused(403));
    for (const id of ['x', '01930000-0000-7000-8000-000000000001'])
      expect(await api.call(STAFF, 'GET', `${BULK}/${id}`)).toMatchObject(refused(404));
    await api.sql.query('DELETE FROM notification WHERE batch_id = $1', [body.batch_id]);
  });

  it('to nobody who can be written to is a batch all the same', async () => {
    const { body } = await bulk({ user_ids: ['unknown'] }, STAFF);
    expect((await api.call(STAFF, 'GET', `${BULK}/${body.batch_id}`)).body).toEqual({
      total: 0,
      pending: 0,
      sent: 0,
      failed: 0,
      cancelled: 0,
    });
  });

  it('of 10,000 users on two channels is accepted in seconds, once, while other calls are answered', async () => {
    const ids = Array.from({ length: 10_000 }, (_, n) => `many-${n}`);
    await store(...ids);
    const key = { 'idempotency-key': 'many' };
    const waits: number[] = [];
    const accepted = new AbortController();
    const others = (async () => {
      while (!accepted.signal.aborted) {
        const asked = performance.now();
        await api.call(STAFF, 'GET', `${NOTIFICATIONS}/templates`);
        waits.push(performance.now() - asked);
      }
    })();
    const started = performance.now();
    const answers = await Promise.all([1, 2].map(() => bulk({ user_ids: ids }, SERVICE, key)));
    const ms = Math.round(performance.now() - started);
    accepted.abort();
    await others;
    console.log(
      `bulk of 10,000 users on two channels: accepted in ${ms} ms; meanwhile ${waits.length} calls, the slowest ${Math.round(Math.max(...waits))} ms`,
    );
    expect(answers[0]!.body).toEqual(answers[1]!.body);
    expect(answers.map(({ headers }) => headers.get('idempotency-replayed')).sort()).toEqual([null, 'true']);
    expect(answers[0]!.body).toMatchObject({ notifications_queued: 20_000, skipped: [] });
    const { rows } = await api.sql.query('SELECT count(*)::int AS n FROM notification WHERE user_id LIKE $1', [
      'many-%',
    ]);
    expect(rows).toEqual([{ n: 20_000 }]);
    expect(ms).toBeLessThan(15_000);
    expect(Math.max(...waits)).toBeLessThan(2_000);
  }, 60_000);
});
