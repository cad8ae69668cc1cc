import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startFakeProvider, type FakeProvider } from '../../../../tests/support/fake-provider.js';
import { InDoubt } from '../domain/errors.js';
import type { SmsMessage } from './provider.js';
import { createTwilioProvider, type TwilioConfig } from './twilio.js';

const sms: SmsMessage = {
  channel: 'sms',
  notificationId: '0193f000-0000-7000-8000-000000000002',
  to: '+12025550123',
  text: '50% & more = “good”',
  validitySeconds: 3600,
};

describe('the Twilio adapter', () => {
  let fake: FakeProvider;
  beforeEach(async () => {
    fake = await startFakeProvider({ twilio: { accountSid: 'AC1', authToken: 'token' } });
  });
  afterEach(() => fake.close());

  async function send(settings: Partial<TwilioConfig> = {}, message: Partial<SmsMessage> = {}) {
    const provider = await createTwilioProvider({
      TWILIO_ACCOUNT_SID: 'AC1',
      TWILIO_AUTH_TOKEN: 'token',
      TWILIO_PHONE_NUMBER: '+12025550100',
      TWILIO_MESSAGING_SERVICE_SID: undefined,
      TWILIO_BASE_URL: fake.url,
      PUBLIC_BASE_URL: 'https://notify.example.com',
      PROVIDER_TIMEOUT_MS: 5000,
      WORKER_CONCURRENCY: 1,
      ...settings,
    });
    try {
      return await provider.send({ ...sms, ...message });
    } finally {
      await provider.close();
    }
  }

  it('asks for receipts at PUBLIC_BASE_URL, and for none without it', async () => {
    await send();
    await send({ PUBLIC_BASE_URL: undefined });
    expect(fake.accepted.map(({ extra }) => extra.StatusCallback)).toEqual([
      `https://notify.example.com/api/v2/webhooks/twilio/status?notification_id=${sms.notificationId}`,
      null,
    ]);
  });

  it('keeps the validity period within the limits of Twilio', async () => {
    for (const validitySeconds of [null, -5, 0.5, 90.7, 1_000_000]) await send({}, { validitySeconds });
    expect(fake.accepted.map(({ extra }) => extra.ValidityPeriod)).toEqual([null, 1, 1, 90, 36_000]);
  });

  it('sends from the number, or from the messaging service if one is set', async () => {
    await send();
    await send({ TWILIO_MESSAGING_SERVICE_SID: 'MG1' });
    expect(fake.accepted).toMatchObject([
      { from: '+12025550100', extra: { MessagingServiceSid: null } },
      { from: 'MG1', extra: { MessagingServiceSid: 'MG1' } },
    ]);
  });

  it.each(['', 'not JSON', 'null', '5', '{}', '{"sid":5}', '{"sid":""}'])(
    'is in doubt about a 201 whose body is %j',
    async (body) => {
      fake.script({ status: 201, body });
      await expect(send()).rejects.toBeInstanceOf(InDoubt);
    },
  );

  it('reports a wrong token as a channel that is down', async () => {
    await expect(send({ TWILIO_AUTH_TOKEN: 'other' })).rejects.toMatchObject({
      name: 'ChannelDown',
      detail: { status: 401, code: '20003' },
    });
  });

  it('is not created with an invalid account id', async () => {
    await expect(send({ TWILIO_ACCOUNT_SID: 'SK123' })).rejects.toMatchObject({ variable: 'TWILIO_ACCOUNT_SID' });
  });
});
