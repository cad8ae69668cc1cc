import { describe, expect, it } from '@jest/globals';
import { startFakeProvider } from '../../../../tests/support/fake-provider.js';
import { retryAfterMs } from './failure-table.js';
import { createSendGridProvider } from './sendgrid.js';

describe('the SendGrid adapter', () => {
  it.each(['The Shop', undefined])('sends both parts, the sender (%s) and the id for receipts', async (name) => {
    const fake = await startFakeProvider({ sendGridKey: 'SG.right' });
    const provider = createSendGridProvider({
      SENDGRID_API_KEY: 'SG.right',
      SENDGRID_FROM_EMAIL: 'shop@example.com',
      SENDGRID_FROM_NAME: name,
      SENDGRID_BASE_URL: fake.url,
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
          tracking_settings: null,
        },
      },
    ]);
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
