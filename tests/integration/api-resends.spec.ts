import { describe, expect, it } from '@jest/globals';
import { ADMIN, ANN, INSTANT, NOTIFICATIONS, SERVICE, STAFF, refused, type Row } from '../support/api.js';
import { useApi } from '../support/use-api.js';

const api = useApi();

const path = `${NOTIFICATIONS}/history`;
const resend = (who: typeof ANN, id: string) => api.call(who, 'POST', `${path}/${id}/resend`);

/** A booking whose email confirmation failed; its id. */
async function failedConfirmation(client: string): Promise<string> {
  const { body } = await api.book(client);
  const id = body.notifications.find(
    (row) => row.template_name === 'appointment_confirmation' && row.notification_type === 'email',
  )!.id;
  await api.sql.query(
    `UPDATE notification SET state = 'failed', reason = 'rejected', error_message = 'It was refused', attempts = 1,
       ended_at = now(), handed_until = NULL, due_at = now() - interval '1 minute' WHERE id = $1`,
    [id],
  );
  return id;
}

describe('resending', () => {
  it('answers the item, pending again, which then goes out', async () => {
    const id = await failedConfirmation('kim');
    const { status, body } = await resend(STAFF, id);
    expect(status).toBe(202);
    expect(body).toEqual({
      id,
      user_id: 'kim',
      appointment_id: expect.any(String),
      notification_type: 'email',
      template_name: 'appointment_confirmation',
      recipient: 'kim@example.com',
      subject: null,
      status: 'pending',
      state: 'pending',
      reason: null,
      scheduled_for: expect.stringMatching(INSTANT),
      sent_at: null,
      attempts: 0,
      error_message: null,
      provider: null,
      provider_message_id: null,
      delivery_status: null,
      delivered_at: null,
      created_at: expect.stringMatching(INSTANT),
    });
    await api.call(ADMIN, 'POST', `${NOTIFICATIONS}/process-queue?batch_size=200`);
    expect((await api.call({ sub: 'kim' }, 'GET', `${path}/${id}`)).body).toMatchObject({
      status: 'sent',
      attempts: 1,
    });
    expect(await resend(STAFF, id)).toMatchObject({
      ...refused(409),
      body: { detail: 'It cannot be sent again: it was sent, and no receipt says that it did not arrive.' },
    });
  });

  it('of two at once is accepted once', async () => {
    const id = await failedConfirmation('leo');
    const answers = await Promise.all([resend(ADMIN, id), resend(STAFF, id)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 409]);
  });

  it('says what is missing', async () => {
    const id = await failedConfirmation('mia');
    await api.sql.query(`UPDATE notification SET recipient = NULL WHERE id = $1`, [id]);
    await api.sql.query(`UPDATE recipient SET email = NULL WHERE id = 'mia'`);
    expect(await resend(STAFF, id)).toMatchObject({
      ...refused(409),
      body: { detail: expect.stringContaining('Add one (PUT /api/v2/recipients/{id})') },
    });
    await api.sql.query(`UPDATE recipient SET email = 'mia@example.com' WHERE id = 'mia'`);
    expect((await resend(STAFF, id)).status).toBe(202);
  });

  it('is for staff and admin, and for what exists', async () => {
    const id = await failedConfirmation('ned');
    expect(await resend({ sub: 'ned' }, id)).toMatchObject(refused(403));
    expect(await resend(SERVICE, id)).toMatchObject(refused(403));
    for (const unknown of ['00000000-0000-0000-0000-000000000000', 'undefined', "1'%20OR%201=1", '%00'])
      expect(await resend(ADMIN, unknown)).toMatchObject(refused(404));
    await api.sql.query(
      `UPDATE recipient SET email = NULL, name = NULL, phone = NULL, erased_at = now() WHERE id = 'ned'`,
    );
    expect(await resend(ADMIN, id)).toMatchObject(refused(404));
  });
});

describe('redriving', () => {
  const redrive = (body: unknown, who = ADMIN) => api.call(who, 'POST', `${path}/redrive`, { body });
  const since = '2026-01-01T00:00:00Z';

  it('says how many are pending again', async () => {
    await api.sql
      .query(`UPDATE notification SET state = 'cancelled', reason = 'user_request', ended_at = now(), handed_until = NULL
      WHERE state = 'failed'`);
    const ids = [await failedConfirmation('ola'), await failedConfirmation('pia'), await failedConfirmation('quy')];
    expect(await redrive({ since, limit: 1 })).toMatchObject({ status: 200, body: { redriven: 1 } });
    expect(await redrive({ since, reason: 'in_doubt' })).toMatchObject({ body: { redriven: 0 } });
    expect(await redrive({ since, template_name: 'appointment_reminder' })).toMatchObject({ body: { redriven: 0 } });
    expect((await redrive({ since, reason: 'rejected', template_name: 'appointment_confirmation' })).body).toEqual({
      redriven: 2,
    });
    const { rows } = await api.sql.query<Row>('SELECT state FROM notification WHERE id = ANY ($1)', [ids]);
    expect(rows.map(({ state }) => state)).toEqual(['pending', 'pending', 'pending']);
  });

  it.each<[string, unknown]>([
    ['since', {}],
    ['since', { since: null }],
    ['since', { since: '2026-01-01' }],
    ['since', { since: '2026-01-01T00:00:00' }],
    ['since', { since: '2026-02-30T00:00:00Z' }],
    ['since', { since: 1_767_225_600_000 }],
    ['reason', { since, reason: 'user_request' }],
    ['reason', { since, reason: null }],
    ['template_name', { since, template_name: '' }],
    ['template_name', { since, template_name: ['a'] }],
    ['limit', { since, limit: 0 }],
    ['limit', { since, limit: 10_001 }],
    ['limit', { since, limit: 1.5 }],
    ['limit', { since, limit: null }],
    ['user_id', { since, user_id: 'ann' }],
  ])('names %s when it is wrong: %j', async (field, body) => {
    expect(await redrive(body)).toMatchObject(refused(422, field));
  });

  it('is for admin', async () => {
    for (const who of [ANN, STAFF, SERVICE]) expect(await redrive({ since }, who)).toMatchObject(refused(403));
    expect(await api.call(null, 'POST', `${path}/redrive`, { body: { since } })).toMatchObject(refused(401));
  });
});
