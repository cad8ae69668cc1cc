import { describe, expect, it } from '@jest/globals';
import { DELIVERY_STATUSES } from '../domain/delivery-status.js';
import { readSendGridEvent, SENDGRID_EVENTS } from './sendgrid-receipts.js';
import { readTwilioStatus, TWILIO_MESSAGE_STATUSES } from './twilio-receipts.js';

const ID = '0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f';
const EVENT = {
  email: 'canary@example.com',
  event: 'delivered',
  timestamp: 1600112492,
  sg_event_id: 'ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA',
  sg_message_id: 'LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0',
  notification_id: ID,
};
const read = (changes: Record<string, unknown>) => readSendGridEvent({ ...EVENT, ...changes })!;

describe('an event of SendGrid', () => {
  it.each<[Record<string, unknown>, string | null, string | null, string | null, boolean]>([
    [{ event: 'processed' }, null, null, null, true],
    [{ event: 'deferred', response: '400 try again later' }, 'deferred', null, null, true],
    [{ event: 'delivered' }, 'delivered', null, null, true],
    [{ event: 'bounce', type: 'bounce', status: '5.1.1' }, 'bounced', '5.1.1', 'bounced', true],
    [{ event: 'bounce', type: 'blocked', status: '5.7.1' }, 'blocked', '5.7.1', null, true],
    [{ event: 'dropped', reason: 'Bounced Address' }, 'dropped', 'Bounced Address', 'bounced', false],
    [{ event: 'dropped', reason: 'Unsubscribed Address' }, 'dropped', 'Unsubscribed Address', 'unsubscribed', false],
    [
      { event: 'dropped', reason: 'Unsubscribed Address', asm_group_id: 7 },
      'dropped',
      'Unsubscribed Address',
      'no_marketing',
      false,
    ],
    [{ event: 'dropped', reason: 'Spam Reporting Address' }, 'dropped', 'Spam Reporting Address', 'spam_report', false],
    [{ event: 'dropped', reason: 'Spam Content' }, 'dropped', null, null, false],
    [{ event: 'open', sg_machine_open: false }, 'opened', null, null, true],
    [{ event: 'open', sg_machine_open: true }, 'delivered', null, null, true],
    [{ event: 'click', url: 'https://shop.example/a?b=c' }, 'clicked', null, null, true],
    [{ event: 'spamreport' }, 'spam_report', null, 'spam_report', true],
    [{ event: 'unsubscribe' }, 'unsubscribed', null, 'unsubscribed', true],
    [{ event: 'group_unsubscribe', asm_group_id: 7 }, 'unsubscribed', null, 'no_marketing', true],
    [{ event: 'group_resubscribe', asm_group_id: 7 }, null, null, 'marketing_again', true],
    [{ event: 'Brand New!' }, 'brand_new_', null, null, true],
  ])('%j means %s (%s), for the address %s', (changes, status, code, consequence, isProof) => {
    expect(read(changes)).toMatchObject({ status, code, consequence, isProof });
  });

  it('is matched by the id that we gave it, and by the id of the send', () => {
    expect(read({})).toMatchObject({
      notificationId: ID,
      providerMessageId: 'LRzXl_NHStOGhQ4kofSm_A',
      occurredAt: new Date('2020-09-14T19:41:32Z'),
    });
    expect(
      read({ notification_id: ID.toUpperCase(), sg_message_id: '14c5d75ce93.dfd.64b469.recvd-x-1' }),
    ).toMatchObject({
      notificationId: ID,
      providerMessageId: '14c5d75ce93.dfd.64b469',
    });
    expect(read({ notification_id: "' OR 1=1", sg_message_id: undefined })).toMatchObject({
      notificationId: null,
      providerMessageId: null,
    });
  });

  it('that comes again under another event id is the same', () => {
    expect(read({ sg_event_id: 'another', attempt: '2' }).dedupeKey).toBe(read({}).dedupeKey);
    for (const other of [
      { timestamp: 1600112493 },
      { event: 'open' },
      { sg_message_id: 'b' },
      { url: 'https://b.example' },
    ])
      expect(read(other).dedupeKey).not.toBe(read({}).dedupeKey);
  });

  it('has no time if it says none that can be', () => {
    for (const timestamp of [
      undefined,
      'soon',
      -1,
      0,
      1e12,
      Number.NaN,
      Infinity,
      {},
      null,
      { toString: 'x', valueOf: 1 },
    ])
      expect(read({ timestamp }).occurredAt).toBeNull();
  });

  it('keeps nothing personal of the raw event', () => {
    const { payload } = read({
      ip: '203.0.113.7',
      useragent: 'Mozilla/5.0 (Canary)',
      reason: '550 5.1.1 no mailbox <canary@example.com>, call +1 (202) 555-0123',
      url: 'https://shop.example/canary/token?email=canary@example.com',
      customer_name: 'Canary',
      nested: { canary: true },
      attempt: '3',
    });
    expect(JSON.stringify(payload).toLowerCase()).not.toMatch(/canary|203\.0|555/);
    expect(payload).toMatchObject({ event: 'delivered', attempt: '3', url: 'https://shop.example' });
    expect(payload['reason']).toBe('550 5.1.1 no mailbox <…>, call …');
  });

  it('keeps a bounded part of the raw event', () => {
    const many = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`field${n}`, 'x'.repeat(10_000)]));
    expect(JSON.stringify(read(many).payload).length).toBeLessThan(25_000);
  });

  it.each([null, 17, 'delivered', [], {}, { event: 5 }, { event: '' }])('that cannot be read is none: %j', (value) => {
    expect(readSendGridEvent(value)).toBeNull();
  });

  it('reads no field that is not its own', () => {
    expect(read({ notification_id: undefined, event: 'constructor' }).status).toBe('constructor');
    expect(readSendGridEvent(Object.create({ event: 'delivered' }))).toBeNull();
  });

  it('has a meaning of our words only', () => {
    for (const { status } of SENDGRID_EVENTS.values()) expect([...DELIVERY_STATUSES, null]).toContain(status);
  });
});

describe('a status of Twilio', () => {
  const FIELDS = {
    MessageSid: 'SM0123456789abcdef',
    MessageStatus: 'delivered',
    To: '+12025550123',
    AccountSid: 'AC0',
  };

  it.each<[string, string | undefined, string | null, string | null]>([
    ['queued', undefined, null, null],
    ['sent', undefined, null, null],
    ['delivered', undefined, 'delivered', null],
    ['read', undefined, 'opened', null],
    ['undelivered', '30005', 'undelivered', null],
    ['failed', '21610', 'failed', 'opted_out'],
    ['canceled', undefined, 'failed', null],
    ['teleported', undefined, 'teleported', null],
  ])('%s %s means %s, for the address %s', (word, code, status, consequence) => {
    const form = { ...FIELDS, MessageStatus: word, ...(code === undefined ? {} : { ErrorCode: code }) };
    expect(readTwilioStatus(form, ID)).toMatchObject({
      event: word,
      status,
      consequence,
      code: code ?? null,
      isProof: true,
      notificationId: ID,
      providerMessageId: FIELDS.MessageSid,
    });
  });

  it('keeps neither number nor account', () => {
    const { payload } = readTwilioStatus(FIELDS, ID);
    expect(payload).toEqual({ MessageSid: FIELDS.MessageSid, MessageStatus: 'delivered' });
  });

  it('that does not say of which message is refused by name', () => {
    expect(() => readTwilioStatus({}, undefined)).toThrow('MessageSid: is missing');
    expect(() => readTwilioStatus({ MessageSid: 'SM1' }, undefined)).toThrow('MessageStatus: is missing');
  });

  it('has a meaning of our words only', () => {
    for (const status of TWILIO_MESSAGE_STATUSES.values()) expect([...DELIVERY_STATUSES, null]).toContain(status);
  });
});
