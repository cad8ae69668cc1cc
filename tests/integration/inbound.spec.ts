import { beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { ADMIN, NOTIFICATIONS, SERVICE, type Row } from '../support/api.js';
import { RECEIPT_SETTINGS, signedByTwilio } from '../support/fake-receipts.js';
import { useApi } from '../support/use-api.js';

const api = useApi({ ...RECEIPT_SETTINGS, BUSINESS_NAME: 'Bob & <Sons>', BUSINESS_PHONE: '+12025550100' });

const PATH = '/api/v2/webhooks/twilio/inbound';
const NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response/>';
const ANN = '+12025550123';

/** A text message to the shop, as Twilio tells of it. */
const texted = (Body: string, more: Record<string, string> = {}): Record<string, string> => ({
  ToCountry: 'US',
  SmsMessageSid: 'SM1',
  NumMedia: '0',
  MessageSid: `SM${randomUUID().replaceAll('-', '')}`,
  AccountSid: RECEIPT_SETTINGS.TWILIO_ACCOUNT_SID,
  From: ANN,
  To: RECEIPT_SETTINGS.TWILIO_PHONE_NUMBER,
  Body,
  ...more,
});

async function tell(fields: Record<string, string>) {
  const { status, headers, body } = await api.call<string>(null, 'POST', PATH, {
    text: new URLSearchParams(fields).toString(),
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signedByTwilio(RECEIPT_SETTINGS.PUBLIC_BASE_URL + PATH, fields),
    },
  });
  return { status, type: headers.get('content-type'), body };
}

const listed = async (): Promise<string[]> => {
  const { rows } = await api.sql.query<{ entry: string }>(
    `SELECT channel || ' ' || address || ' ' || cause AS entry FROM suppression ORDER BY 1`,
  );
  return rows.map(({ entry }) => entry);
};

const wholeDatabase = async (): Promise<string> => {
  const { rows: tables } = await api.sql.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`,
  );
  const dumps = [];
  for (const { name } of tables)
    dumps.push((await api.sql.query<{ all: string }>(`SELECT json_agg(t)::text AS all FROM "${name}" t`)).rows[0]!.all);
  return dumps.join('\n');
};

beforeEach(() => api.sql.query('TRUNCATE suppression, inbound_command, appointment, notification, recipient CASCADE'));

describe('a text message to the shop', () => {
  it('with STOP puts the number on the list before it is answered, known to us or not, and says nothing more', async () => {
    expect(await tell(texted('Stop.'))).toEqual({ status: 200, type: 'text/xml; charset=utf-8', body: NOTHING });
    expect(await listed()).toEqual([`sms ${ANN} opted_out`]);
  });

  it('with START takes that back, and nothing that is listed for another cause', async () => {
    await tell(texted('STOP'));
    await api.sql.query(`INSERT INTO suppression (channel, address, cause) VALUES ('sms', '+12025550124', 'manual')`);

    expect((await tell(texted('start'))).body).toBe(NOTHING);
    await tell(texted('UNSTOP', { From: '+12025550124' }));

    expect(await listed()).toEqual(['sms +12025550124 manual']);
  });

  it('with STOP touches no appointment, no email and no preference', async () => {
    await api.book('ann');
    await tell(texted('CANCEL'));

    const { rows } = await api.sql.query(
      `SELECT a.status, p.sms_enabled, (SELECT count(*)::int FROM suppression WHERE channel = 'email') AS emails
       FROM appointment a LEFT JOIN preference p ON true`,
    );
    expect(rows).toEqual([{ status: 'confirmed', sms_enabled: null, emails: 0 }]);
    const { body } = await api.call<Row[]>(
      ADMIN,
      'GET',
      `${NOTIFICATIONS}/history?user_id=ann&notification_type=email`,
    );
    expect(body.every(({ status }) => status === 'pending')).toBe(true);
  });

  it('with STOP ends what is planned from then on: skipped, on SMS alone', async () => {
    await tell(texted('STOP'));
    const { body } = await api.call<{ notifications: Row[]; skipped: { reason: string; notification_type: string }[] }>(
      SERVICE,
      'POST',
      NOTIFICATIONS,
      {
        body: {
          recipient: { id: 'ann', phone: ANN, email: 'ann@example.com' },
          template_name: 'appointment_confirmation',
          context: { service_name: 'Haircut', appointment_date: 'May 1', appointment_time: '2 PM' },
        },
      },
    );
    expect(body.notifications.map(({ notification_type }) => notification_type)).toEqual(['email']);
    expect(body.skipped).toMatchObject([{ notification_type: 'sms', reason: 'suppressed' }]);
  });

  it('that comes twice, or again after a later START, is obeyed once', async () => {
    const stop = texted('STOP');
    await Promise.all([tell(stop), tell(stop), tell(stop)]);
    expect(await listed()).toEqual([`sms ${ANN} opted_out`]);

    const start = texted('START');
    await tell(start);
    await tell(stop);
    expect(await listed()).toEqual([]);

    await tell(texted('STOP'));
    await tell(start);
    expect(await listed()).toEqual([`sms ${ANN} opted_out`]);
  });

  it('with HELP is answered who writes, whom to call and how to stop', async () => {
    const { status, body } = await tell(texted(' help? '));
    expect(status).toBe(200);
    expect(body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?><Response><Message>Bob &amp; &lt;Sons&gt;: messages about your appointments. ' +
        'Help: (202) 555-0100. Reply STOP to opt out.</Message></Response>',
    );
    expect(await listed()).toEqual([]);
  });

  it('that a messaging service has understood counts as that says, and is answered by that alone', async () => {
    expect((await tell(texted('ARRET', { OptOutType: 'STOP' }))).body).toBe(NOTHING);
    expect(await listed()).toEqual([`sms ${ANN} opted_out`]);
    expect((await tell(texted('AIDE', { OptOutType: 'HELP' }))).body).toBe(NOTHING);
    await tell(texted('OUI', { OptOutType: 'START' }));
    expect(await listed()).toEqual([]);
  });

  it.each(['please stop by at 5', 'YES', 'C', '', '\u{1f600}'.repeat(400), 'x'.repeat(1_600)])(
    'with %j changes nothing and leaves no trace of its words',
    async (body) => {
      expect(await tell(texted(body))).toMatchObject({ status: 200, body: NOTHING });
      expect(await listed()).toEqual([]);
    },
  );

  it('from another channel of Twilio is not taken for one of a phone', async () => {
    await tell(texted('STOP', { From: `whatsapp:${ANN}` }));
    expect(await listed()).toEqual([]);
  });

  it('stands neither in the log nor in the database', async () => {
    await tell(texted('the canary sings at five', { ProfileName: 'Canary Jones' }));
    await tell(texted('STOP', { From: '+12025550177' }));
    expect(api.logs()).not.toMatch(/canary|2025550177/i);
    expect(await wholeDatabase()).not.toMatch(/canary/i);
  });

  it('is counted by what it asks for', async () => {
    const stop = texted('STOP');
    const count = async (line: string): Promise<number> => {
      const { body } = await api.call<string>(null, 'GET', '/metrics');
      return Number(
        body
          .split('\n')
          .find((each) => each.startsWith(line))
          ?.split(' ')[1] ?? 0,
      );
    };
    const lines = [
      'sms_inbound_total{command="stop"}',
      'sms_inbound_total{command="repeated"}',
      'sms_inbound_total{command="none"}',
      'notification_suppressions_total{channel="sms",cause="opted_out"}',
    ];
    const counts = async () => Promise.all(lines.map(count));
    const before = await counts();
    for (const fields of [stop, stop, texted('hello')]) await tell(fields);
    const after = await counts();
    expect(after.map((each, at) => each - before[at]!)).toEqual([1, 1, 1, 1]);
  });
});

describe('a call that is not Twilio’s, or not whole', () => {
  it('is refused and changes nothing', async () => {
    const fields = texted('STOP');
    const unsigned = {
      text: new URLSearchParams(fields).toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    };
    expect((await api.call(null, 'POST', PATH, unsigned)).status).toBe(401);
    for (const [field, value] of [
      ['From', ''],
      ['MessageSid', ''],
      ['MessageSid', 'a b'],
      ['MessageSid', 'S'.repeat(101)],
    ] as const)
      expect((await tell({ ...fields, [field]: value })).status).toBe(422);
    expect(await listed()).toEqual([]);
  });
});
