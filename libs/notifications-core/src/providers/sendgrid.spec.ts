import { describe, expect, it } from '@jest/globals';
import { startFakeProvider } from '../../../../tests/support/fake-provider.js';
import { retryAfterMs } from './failure-table.js';
import { createSendGridProvider } from './sendgrid.js';

describe('the SendGrid adapter', () => {
  it.each([
    ['The Shop', true],
    [undefined, false],
  ])('sends both parts, the sender (%s), the id for receipts, and what is tracked (%s)', async (name, isTracked) => {
    const fake = await startFakeProvider({ sendGridKey: 'SG.right' });
    const provider = createSendGridProvider({
      SENDGRID_API_KEY: 'SG.right',
      SENDGRID_FROM_EMAIL: 'shop@example.com',
      SENDGRID_FROM_NAME: name,
      SENDGRID_BASE_URL: fake.url,
      SENDGRID_TRACKING: isTracked,
      PROVIDER_TIMEOUT_MS: 5000,
      WORKER_CONCURRENCY: 1,
    });
    await provider.send({
      channel: 'email',
      notificationId: 'n-1',
      to: 'john@example.com',
      replyTo: 'desk@example.com',
      subject: 'Grüße {{name}}',
      html: '<p>{{name}} & “more”</p>',
      text: '-name- & “more”',
      unsubscribeUrl: null,
    });
    await Promise.all([provider.close(), fake.close()]);
    // Braces stay as they are: the SDK's own substitutions are off.
    expect(fake.accepted).toMatchObject([
      {
        from: 'shop@example.com',
        subject: 'Grüße {{name}}',
        html: '<p>{{name}} & “more”</p>',
        text: '-name- & “more”',
        extra: {
          from_name: name ?? null,
          reply_to: 'desk@example.com',
          custom_args: { notification_id: 'n-1' },
          tracking_settings: {
            click_tracking: { enable: isTracked, enable_text: false },
            open_tracking: { enable: isTracked },
          },
          asm: null,
        },
      },
    ]);
    expect(fake.accepted[0]?.extra['headers']).toEqual({});
  });
});

describe('marketing by SendGrid', () => {
  it.each([undefined, 4711])('carries both headers to unsubscribe by, and the group %s', async (group) => {
    const fake = await startFakeProvider({ sendGridKey: 'SG.right' });
    const provider = createSendGridProvider({
      SENDGRID_API_KEY: 'SG.right',
      SENDGRID_FROM_EMAIL: 'shop@example.com',
      SENDGRID_FROM_NAME: undefined,
      SENDGRID_UNSUBSCRIBE_GROUP_ID: group,
      SENDGRID_BASE_URL: fake.url,
      SENDGRID_TRACKING: true,
      PROVIDER_TIMEOUT_MS: 5000,
      WORKER_CONCURRENCY: 1,
    });
    await provider.send({
      channel: 'email',
      notificationId: 'n-1',
      to: 'john@example.com',
      replyTo: null,
      subject: 'News',
      html: '<p>News</p>',
      text: 'News',
      unsubscribeUrl: 'https://shop.example.com/u/abc',
    });
    await Promise.all([provider.close(), fake.close()]);
    expect(fake.accepted[0]?.extra).toMatchObject({
      headers: {
        'List-Unsubscribe': '<https://shop.example.com/u/abc>',
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
      asm: group === undefined ? null : { group_id: group },
    });
  });
});

describe('a Retry-After header', () => {
  const now = Date.UTC(2026, 10, 22, 10, 0, 0);
  it.each([
    [undefined, undefined],
    ['', undefined],
    ['soon', undefined],
    ['-5', 0],
    ['0', 0],
    ['7', 7000],
    ['0.5', 500],
    ['99999999999', 86_400_000],
    ['Sun, 22 Nov 2026 10:00:30 GMT', 30_000],
    ['Sun, 22 Nov 2026 09:00:00 GMT', 0],
    [['3', '9'], 3000],
  ])('of %j means %s ms', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});
