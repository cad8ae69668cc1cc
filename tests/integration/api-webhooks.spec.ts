import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { STAFF, NOTIFICATIONS, type ApiUnderTest } from '../support/api.js';
import type { AcceptedRecord } from '../support/fake-provider.js';
import {
  createReceiptSender,
  RECEIPT_SETTINGS,
  sendGridEvent,
  signedByTwilio,
  twilioStatus,
} from '../support/fake-receipts.js';
import { useApi } from '../support/use-api.js';

const provider = createReceiptSender();
const api = useApi(provider.settings);
const unconfigured = useApi();

const SENDGRID = '/api/v2/webhooks/sendgrid';
const TWILIO = '/api/v2/webhooks/twilio/status';
const SENT_AT = '2026-11-22T10:00:00.000Z';

/** A booking's message of one channel, as the provider took it. */
async function sent(channel: 'email' | 'sms'): Promise<AcceptedRecord> {
  const { body } = await api.book(`client-${randomUUID()}`);
  const { id } = body.notifications.find(({ notification_type }) => notification_type === channel)!;
  const message = `message-${id}`;
  const { rows } = await api.sql.query<{ to: string }>(
    `UPDATE notification SET state = 'sent', attempts = 1, sent_at = $2, ended_at = $2, provider = $3, provider_message_id = $4
     WHERE id = $1 RETURNING recipient AS to`,
    [id, SENT_AT, channel === 'email' ? 'sendgrid' : 'twilio', message],
  );
  return {
    at: SENT_AT,
    channel,
    notificationId: id,
    to: rows[0]!.to,
    from: RECEIPT_SETTINGS.TWILIO_PHONE_NUMBER,
    subject: null,
    text: '',
    html: null,
    providerMessageId: message,
    extra: {},
  };
}

const detailOf = async ({ notificationId }: AcceptedRecord) =>
  (await api.call<Record<string, unknown>>(STAFF, 'GET', `${NOTIFICATIONS}/history/${notificationId}`)).body;

const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as { code: string }).code;

/** A call as it is: what nobody signed. */
function unsigned(to: ApiUnderTest, path: string, type: string, text: string, headers: Record<string, string> = {}) {
  return to.call<{ code: string; detail: string }>(null, 'POST', path, {
    text,
    headers: { 'content-type': type, ...headers },
  });
}
const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';

describe('receipts of SendGrid', () => {
  it('show in the history once they were answered', async () => {
    const mail = await sent('email');
    const events = [sendGridEvent(mail, 'delivered'), sendGridEvent(mail, 'open', { timestamp: 1795341600 })];
    expect((await provider.sendGrid(api.url, events)).status).toBe(204);
    expect(await detailOf(mail)).toMatchObject({
      status: 'sent',
      delivery_status: 'opened',
      delivered_at: SENT_AT,
      events: [
        { provider: 'sendgrid', event: 'delivered', status: 'delivered', occurred_at: SENT_AT },
        { provider: 'sendgrid', event: 'open', status: 'opened' },
      ],
    });
  });

  it('that cannot be read do not stop the others', async () => {
    const mail = await sent('email');
    const events = JSON.stringify([
      null,
      17,
      {},
      { event: 5 },
      { event: 'delivered', timestamp: 'soon', sg_message_id: {}, notification_id: ['x'] },
      sendGridEvent(mail, 'delivered', { notification_id: 'not a uuid' }),
      { event: '\0\ud800', email: '\0' },
      { ...sendGridEvent(mail, 'open'), reason: 'a\0b\ud800' },
    ]);
    const withProto = events.replace('null,', '{"__proto__": {"event": "bounce"}},');
    expect((await provider.sendGrid(api.url, withProto)).status).toBe(204);
    expect(await detailOf(mail)).toMatchObject({ delivery_status: 'opened' });
  });

  it('ten thousand in one call are taken', async () => {
    const mail = await sent('email');
    const events = Array.from({ length: 10_000 }, (_, n) => ({
      event: 'delivered',
      timestamp: 1795341600 + (n % 3_600),
      sg_message_id: `other-${n}.filter0001`,
      notification_id: n === 9_999 ? mail.notificationId : randomUUID(),
    }));
    expect((await provider.sendGrid(api.url, events)).status).toBe(204);
    expect(await detailOf(mail)).toMatchObject({ delivery_status: 'delivered' });
  });

  it.each([
    ['an object', '{"event":"delivered"}', 422, 'invalid_values'],
    ['broken JSON', '[{"event":', 400, 'invalid_json'],
    ['JSON without end', '['.repeat(100_000), 400, 'unreadable'],
  ])('as %s are refused', async (_, text, status, code) => {
    const answer = await provider.sendGrid(api.url, text);
    expect(answer.status).toBe(status);
    expect(await codeOf(answer)).toBe(code);
  });

  it('an empty array is taken', async () => {
    expect((await provider.sendGrid(api.url, [])).status).toBe(204);
  });

  it.each<[string, Record<string, string>]>([
    ['no signature', {}],
    ['half of one', { 'x-twilio-email-event-webhook-timestamp': '1' }],
    ['nonsense', { 'x-twilio-email-event-webhook-timestamp': '1', 'x-twilio-email-event-webhook-signature': '%%%' }],
  ])('with %s are refused: 401', async (_, headers) => {
    const mail = await sent('email');
    const answer = await unsigned(api, SENDGRID, JSON_TYPE, JSON.stringify([sendGridEvent(mail, 'bounce')]), headers);
    expect(answer).toMatchObject({ status: 401, body: { code: 'webhook_signature' } });
    expect(answer.headers.get('www-authenticate')).toContain('X-Twilio-Email-Event-Webhook-Signature');
    expect(await detailOf(mail)).toMatchObject({ delivery_status: null, events: [] });
  });

  it('of another account, or another body, are refused: 401', async () => {
    expect((await createReceiptSender().sendGrid(api.url, [])).status).toBe(401);
  });

  it('are refused where the key is not set: 403 names it', async () => {
    const answer = await unsigned(unconfigured, SENDGRID, JSON_TYPE, '[]');
    expect(answer).toMatchObject({ status: 403, body: { code: 'webhook_not_configured' } });
    expect(answer.body.detail).toContain('SENDGRID_WEBHOOK_PUBLIC_KEY');
  });

  it('are JSON, and nothing else: 415', async () => {
    expect(await unsigned(api, SENDGRID, FORM, 'a=b')).toMatchObject({ status: 415 });
    expect(await unsigned(api, SENDGRID, 'text/plain', '[]')).toMatchObject({ status: 415 });
  });
});

describe('receipts of Twilio', () => {
  it('show in the history once they were answered, behind a proxy that takes a part of the address away', async () => {
    const sms = await sent('sms');
    for (const [status, code] of [['queued'], ['sent'], ['undelivered', '30005']] as const)
      expect((await provider.twilio(api.url, twilioStatus(sms, status, code), sms.notificationId)).status).toBe(204);
    expect(await detailOf(sms)).toMatchObject({
      status: 'sent',
      delivery_status: 'undelivered',
      error_message: expect.stringContaining('30005'),
      events: [{ event: 'queued' }, { event: 'sent' }, { event: 'undelivered', status: 'undelivered', code: '30005' }],
    });
  });

  it('are matched by the message where the address names no notification', async () => {
    const sms = await sent('sms');
    expect((await provider.twilio(api.url, twilioStatus(sms, 'delivered'), null)).status).toBe(204);
    expect(await detailOf(sms)).toMatchObject({ delivery_status: 'delivered' });
  });

  it('that say nothing are refused by name: 422', async () => {
    const answer = await provider.twilio(api.url, { AccountSid: 'AC0' }, null);
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ field: 'MessageSid' }, { field: 'MessageStatus' }] });
  });

  it('that were signed for another notification, or with another token, are refused: 401', async () => {
    const sms = await sent('sms');
    const fields = twilioStatus(sms, 'delivered');
    const text = new URLSearchParams(fields).toString();
    const signedFor = (path: string, token?: string) =>
      unsigned(api, `${TWILIO}?notification_id=${sms.notificationId}`, FORM, text, {
        'x-twilio-signature': signedByTwilio(RECEIPT_SETTINGS.PUBLIC_BASE_URL + path, fields, token),
      });
    const path = `${TWILIO}?notification_id=${sms.notificationId}`;
    expect(await signedFor(`${TWILIO}?notification_id=${randomUUID()}`)).toMatchObject({ status: 401 });
    expect(await signedFor(path, 'another token')).toMatchObject({ status: 401 });
    expect(await unsigned(api, path, FORM, text)).toMatchObject({ status: 401, body: { code: 'webhook_signature' } });
    expect(await detailOf(sms)).toMatchObject({ delivery_status: null });
    expect(await signedFor(path)).toMatchObject({ status: 204 });
  });

  it('are refused where the token is not set: 403 names it', async () => {
    const answer = await unsigned(unconfigured, TWILIO, FORM, 'MessageSid=SM1');
    expect(answer).toMatchObject({ status: 403, body: { code: 'webhook_not_configured' } });
    expect(answer.body.detail).toContain('TWILIO_AUTH_TOKEN');
  });

  it('are forms, and nothing else: 415', async () => {
    expect(await unsigned(api, TWILIO, JSON_TYPE, '{}')).toMatchObject({ status: 415 });
    expect(await unsigned(api, TWILIO, 'multipart/form-data; boundary=x', '--x--')).toMatchObject({ status: 415 });
  });
});

it('receipts are counted, and refused calls by their cause', async () => {
  const mail = await sent('email');
  await provider.deliver(api.url, [mail, await sent('sms')]);
  await provider.deliver(api.url, [mail]);
  const { body } = await api.call<string>(null, 'GET', '/metrics');
  expect(body).toMatch(/receipts_total\{provider="sendgrid",status="delivered"\} \d/);
  expect(body).toMatch(/receipts_total\{provider="twilio",status="delivered"\} \d/);
  expect(body).toMatch(/webhook_refused_total\{provider="sendgrid",cause="signature"\} \d/);
  expect(body).toMatch(/webhook_refused_total\{provider="twilio",cause="unreadable"\} \d/);
  expect(api.logs()).not.toContain(mail.to);
});
