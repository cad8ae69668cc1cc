import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { AcceptedRecord } from './fake-provider.js';

/** What a test's API must know to trust these receipts. */
export const RECEIPT_SETTINGS = {
  PUBLIC_BASE_URL: 'https://notify.shop.example/booking',
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_AUTH_TOKEN: 'token',
  // Nobody's: the clients of tests have numbers of 555-01xx.
  TWILIO_PHONE_NUMBER: '+15005550006',
} as const;

export type SendGridEvent = Readonly<Record<string, unknown>>;
export type TwilioFields = Readonly<Record<string, string>>;

/** The way of a message through SendGrid's servers, which it writes behind the id of the send. */
const WAY = '.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0';

/** An event as SendGrid sends it for a message that it took. */
export function sendGridEvent(message: AcceptedRecord, event: string, more: SendGridEvent = {}): SendGridEvent {
  return {
    email: message.to,
    event,
    timestamp: Math.floor(Date.parse(message.at) / 1_000),
    sg_event_id: `${event}-${message.providerMessageId}`,
    sg_message_id: `${message.providerMessageId}${WAY}`,
    'smtp-id': `<${message.providerMessageId}@ismtpd0039p1iad1.sendgrid.net>`,
    ip: '203.0.113.7',
    useragent: 'Mozilla/5.0 (Canary)',
    ...(message.notificationId === null ? {} : { notification_id: message.notificationId }),
    ...more,
  };
}

/** The fields of a status callback of Twilio for a message that it took. */
export function twilioStatus(message: AcceptedRecord, status: string, errorCode?: string): TwilioFields {
  return {
    AccountSid: `AC${'0'.repeat(32)}`,
    ApiVersion: '2010-04-01',
    From: message.from,
    MessageSid: message.providerMessageId,
    MessageStatus: status,
    SmsSid: message.providerMessageId,
    SmsStatus: status,
    To: message.to,
    ...(errorCode === undefined ? {} : { ErrorCode: errorCode }),
  };
}

export interface ReceiptSender {
  /** Settings of the API that is called. */
  readonly settings: Readonly<Record<string, string>>;
  /** Signs and posts events as SendGrid does. A text goes out as it is. */
  sendGrid(apiUrl: string, events: readonly SendGridEvent[] | string): Promise<Response>;
  /** Signs and posts a status callback as Twilio does. */
  twilio(apiUrl: string, fields: TwilioFields, notificationId: string | null): Promise<Response>;
  /**
   * Tells the API what became of messages that the fake took, in a word of their providers. Default: `delivered`.
   * @throws when the API does not take it.
   */
  deliver(apiUrl: string, messages: readonly AcceptedRecord[], word?: string): Promise<void>;
}

/** SendGrid and Twilio on the way back: they sign what they say, each by its own rules. */
export function createReceiptSender(): ReceiptSender {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const post = (url: string, body: string, headers: Record<string, string>): Promise<Response> =>
    fetch(url, { method: 'POST', body, headers });

  const sendGrid: ReceiptSender['sendGrid'] = (apiUrl, events) => {
    const body = typeof events === 'string' ? events : `${JSON.stringify(events)}\r\n`;
    const timestamp = String(Math.floor(Date.now() / 1_000));
    return post(`${apiUrl}/api/v2/webhooks/sendgrid`, body, {
      'content-type': 'application/json',
      'x-twilio-email-event-webhook-timestamp': timestamp,
      'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.from(timestamp + body), privateKey).toString(
        'base64',
      ),
    });
  };
  const twilio: ReceiptSender['twilio'] = (apiUrl, fields, notificationId) => {
    const path = `/api/v2/webhooks/twilio/status${notificationId === null ? '' : `?notification_id=${notificationId}`}`;
    return post(apiUrl + path, new URLSearchParams(fields).toString(), {
      'content-type': 'application/x-www-form-urlencoded',
      'x-twilio-signature': signedByTwilio(RECEIPT_SETTINGS.PUBLIC_BASE_URL + path, fields),
    });
  };

  return {
    settings: {
      ...RECEIPT_SETTINGS,
      SENDGRID_WEBHOOK_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    },
    sendGrid,
    twilio,
    async deliver(apiUrl, messages, word = 'delivered') {
      const mails = messages.filter(({ channel }) => channel === 'email');
      const answers = [
        ...(mails.length === 0
          ? []
          : [
              sendGrid(
                apiUrl,
                mails.map((mail) => sendGridEvent(mail, word)),
              ),
            ]),
        ...messages
          .filter(({ channel }) => channel === 'sms')
          .map((sms) => twilio(apiUrl, twilioStatus(sms, word), sms.notificationId)),
      ];
      for (const { status } of await Promise.all(answers))
        if (status !== 204) throw new Error(`a receipt was answered ${status}`);
    },
  };
}

/** By Twilio's rule: the address, then each field's name and value, in the order of the names. */
export function signedByTwilio(
  url: string,
  fields: TwilioFields,
  token: string = RECEIPT_SETTINGS.TWILIO_AUTH_TOKEN,
): string {
  const signed = Object.keys(fields)
    .sort()
    .reduce((text, name) => text + name + (fields[name] ?? ''), url);
  return createHmac('sha1', token).update(signed).digest('base64');
}
