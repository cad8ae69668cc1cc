import { beforeAll, describe, expect, it } from '@jest/globals';
import { ADMIN, ANN, BEN, INSTANT, NOTIFICATIONS, SERVICE, STAFF, refused } from '../support/api.js';
import { useApi } from '../support/use-api.js';

const api = useApi();
beforeAll(async () => {
  await api.book('ann');
  await api.book('ben');
  await api.call(ADMIN, 'POST', `${NOTIFICATIONS}/process-queue?batch_size=200`);
  await api.sql.query(
    `UPDATE notification SET delivery_status = 'opened' WHERE user_id = 'ann' AND notification_type = 'email' AND state = 'sent'`,
  );
});

describe('statistics', () => {
  const path = `${NOTIFICATIONS}/stats`;
  const none = { sent: 0, failed: 0, pending: 0, cancelled: 0 };

  it("are one's own for a user", async () => {
    const { status, body } = await api.call(ANN, 'GET', path);
    expect(status).toBe(200);
    // A confirmation and two reminders on each channel.
    expect(body).toEqual({
      period_days: 7,
      since_date: expect.stringMatching(INSTANT),
      email: { ...none, sent: 1, pending: 2 },
      sms: { ...none, sent: 1, pending: 2 },
      delivery: expect.objectContaining({ opened: 1, delivered: 0, bounced: 0 }),
      service_stats: { emails_sent: 1, emails_failed: 0, sms_sent: 1, sms_failed: 0 },
      user_specific: true,
    });
    expect((await api.call(BEN, 'GET', path)).body).toMatchObject({ delivery: { opened: 0 }, user_specific: true });
    expect((await api.call({ sub: 'zoe' }, 'GET', path)).body).toMatchObject({ email: none, sms: none });
  });

  it("are everybody's for staff and admin", async () => {
    for (const who of [STAFF, ADMIN]) {
      const { body } = await api.call(who, 'GET', `${path}?days=90`);
      expect(body).toMatchObject({
        period_days: 90,
        email: { ...none, sent: 2, pending: 4 },
        sms: { ...none, sent: 2, pending: 4 },
        delivery: { opened: 1 },
        service_stats: { emails_sent: 2, emails_failed: 0, sms_sent: 2, sms_failed: 0 },
      });
      expect(body).not.toHaveProperty('user_specific');
    }
  });

  it.each(['days=0', 'days=91', 'days=abc', 'days=7.5', 'days=-7', 'days=', 'days=7&days=8', 'user_id=ann'])(
    'refuse ?%s and name it',
    async (query) => {
      expect(await api.call(ANN, 'GET', `${path}?${query}`)).toMatchObject(refused(422, query.split('=')[0]!));
    },
  );

  it('are for people', async () => {
    expect(await api.call(SERVICE, 'GET', path)).toMatchObject(refused(403));
    expect(await api.call(null, 'GET', path)).toMatchObject(refused(401));
  });
});
