import { describe, expect, it } from '@jest/globals';
import {
  changePreferences,
  parseBulkRequest,
  parseSendRequest,
  putRecipient,
  sendBulk,
  sendNotification,
  type DeliverJob,
} from '@booking/notifications-core';
import { createLinks } from '@booking/notifications-core/testing';
import { plant, readRows, type Core, type RowChanges } from '../support/core.js';
import { useCore } from '../support/use-core.js';

const BASE = 'https://notify.example.com/v';
const core = useCore({ environment: { PUBLIC_BASE_URL: BASE, SENDGRID_UNSUBSCRIBE_GROUP_ID: '4711' } });

const CONTEXT = { headline: 'News', message: 'Two for one.', client_name: 'Ana' };
const MARKETING = { template_name: 'marketing_announcement', lane: 'bulk', user_id: 'ana', context: CONTEXT };
const PRODUCTION = {
  NODE_ENV: 'production',
  PUBLIC_BASE_URL: '',
  JWT_SECRET: 'a secret that is long enough for production',
  JWT_ISSUER: 'shop',
  JWT_AUDIENCE: 'notifications',
};

async function plantMarketing(changes: RowChanges = {}): Promise<DeliverJob> {
  await changePreferences(core, 'ana', { email_marketing: true, sms_marketing: true });
  const [job] = await plant(core.dataSource, 1, { ...MARKETING, ...changes });
  return job!;
}

const rowOf = async (job: DeliverJob) => (await readRows(core.dataSource, [job]))[0]!;

const linkIn = (text: string | null): string => /https:\/\/notify\.example\.com\/\S*?(?=["\s]|$)/.exec(text ?? '')![0];

describe('a marketing mail', () => {
  it('has its link in both parts and in the headers of RFC 8058, beside the group of the account', async () => {
    expect(await core.delivery.deliver(await plantMarketing())).toBe('sent');

    const [mail] = core.fake.accepted;
    const url = linkIn(mail!.html);
    expect(url).toMatch(/^https:\/\/notify\.example\.com\/v\/api\/v2\/unsubscribe\/[\w-]+$/);
    expect(linkIn(mail!.text)).toBe(url);
    expect(mail!.extra).toMatchObject({
      headers: { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
      asm: { group_id: 4711 },
    });
    const token = url.split('/').at(-1)!;
    expect(core.links.readUnsubscribe(token)).toEqual({ recipientId: 'ana', channel: 'email' });
  });

  it('has the link of its own reader, whatever the caller gave, and stores none', async () => {
    const job = await plantMarketing({ context: { ...CONTEXT, unsubscribe_url: 'https://evil.example/u' } });
    await core.delivery.deliver(job);

    expect(core.fake.accepted[0]!.html).not.toContain('evil.example');
    const [stored] = await core.sql<{ row: string }>('SELECT context::text AS row FROM notification');
    expect(stored!.row).not.toContain('/api/v2/unsubscribe/');
  });

  it('is known by a link of years ago after a restart with another JWT_SECRET', async () => {
    const other = await core.open({ JWT_SECRET: 'another secret that is as long as ours was' });
    const token = core.links.unsubscribeUrl({ recipientId: 'ana', channel: 'email' })!.split('/').at(-1)!;
    expect(other.links.readUnsubscribe(token)).toEqual({ recipientId: 'ana', channel: 'email' });
  });

  it('is not sent where no link could be opened, and says what to set', async () => {
    const production = await core.open(PRODUCTION);
    const job = await plantMarketing();

    expect(await production.delivery.deliver(job)).toBe('failed');
    expect(await rowOf(job)).toMatchObject({
      reason: 'template_error',
      error_message: 'Marketing needs a link to unsubscribe by: set PUBLIC_BASE_URL, then resend',
    });
    expect(core.fake.requests).toBe(0);
  });
});

describe('a message about an appointment', () => {
  it('has neither link nor headers to unsubscribe by', async () => {
    const [job] = await plant(core.dataSource, 1);
    await core.delivery.deliver(job!);

    const [mail] = core.fake.accepted;
    expect(mail!.extra).toMatchObject({ asm: null });
    expect(mail!.extra['headers']).toEqual({});
    expect(`${mail!.html}${mail!.text}`).not.toMatch(/unsubscribe/i);
  });
});

describe('the link to one’s preferences', () => {
  const preferencesLinks = (html: string | null): string[] =>
    [...(html ?? '').matchAll(/href="([^"]*\/preferences\/[\w-]+)"/g)].map(([, url = '']) => url);

  it('is in every mail, follows PUBLIC_BASE_URL and is known again', async () => {
    const [job] = await plant(core.dataSource, 1, { user_id: 'ana' });
    await core.delivery.deliver(job!);
    await core.delivery.deliver(await plantMarketing());
    for (const { html } of core.fake.accepted) {
      const [url = ''] = preferencesLinks(html);
      expect(url).toBe(core.links.preferencesUrl('ana'));
      expect(url.startsWith(`${BASE}/api/v2/preferences/`)).toBe(true);
      expect(core.links.readPreferences(url.split('/').at(-1)!)).toBe('ana');
    }
    expect(core.fake.accepted).toHaveLength(2);
  });

  it('is left out where nobody could open it, and the mail goes out', async () => {
    const production = await core.open(PRODUCTION);
    const context = { client_name: 'Ana', service_name: 'Haircut', preferences_url: 'https://evil.example/p' };
    const [job] = await plant(core.dataSource, 1, { user_id: 'ana', context });
    expect(await production.delivery.deliver(job!)).toBe('sent');
    const [mail] = core.fake.accepted;
    expect(`${mail!.html}${mail!.text}`).not.toMatch(/Manage what you receive|evil\.example/);
  });
});

describe('a marketing SMS', () => {
  it('fits one segment and says how to stop, by a word', async () => {
    await core.delivery.deliver(await plantMarketing({ notification_type: 'sms', recipient: '+12025550123' }));
    expect(core.fake.accepted[0]!.text).toMatch(/\nReply STOP to opt out$/);
  });
});

describe('a request for marketing where PUBLIC_BASE_URL is not set in production', () => {
  const send = (to: Core) =>
    sendNotification(
      to,
      to.producer,
      parseSendRequest(
        { user_id: 'ana', template_name: 'marketing_announcement', context: CONTEXT },
        to.config,
        new Date(),
      ),
      null,
    );
  const bulk = (to: Core) =>
    sendBulk(
      to,
      parseBulkRequest({ user_ids: ['ana'], template_name: 'marketing_announcement', context: CONTEXT }, new Date()),
      'staff',
      null,
    );

  it.each([
    ['a single one', send],
    ['a bulk', bulk],
  ])('is refused, naming what to set: %s', async (_, ask) => {
    await putRecipient(core, 'ana', { email: 'ana@example.com' });
    await changePreferences(core, 'ana', { email_marketing: true });
    const production = await core.open(PRODUCTION);

    await expect(ask(production)).rejects.toMatchObject({
      errors: [{ field: 'template_name', message: expect.stringContaining('must set PUBLIC_BASE_URL') }],
    });
    expect(await core.sql('SELECT FROM notification')).toEqual([]);
    await expect(ask(core)).resolves.toBeDefined();
  });
});

describe('the key of the links', () => {
  it('is one for all processes that start at once on an empty database', async () => {
    await core.sql('DELETE FROM signing_key');
    const processes = Array.from({ length: 8 }, () => createLinks(core.config, core.dataSource));
    await Promise.all(processes.map((links) => links.start()));
    const urls = processes.map((links) => links.unsubscribeUrl({ recipientId: 'ana', channel: 'email' }));
    expect(new Set(urls).size).toBe(1);
    expect(await core.sql('SELECT purpose, octet_length(key) AS bytes FROM signing_key')).toEqual([
      { purpose: 'links', bytes: 32 },
    ]);
  });
});
