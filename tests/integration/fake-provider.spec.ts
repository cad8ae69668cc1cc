import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider.js';

const mail = {
  personalizations: [{ to: [{ email: 'john@example.com' }], custom_args: { notification_id: 'n-1' } }],
  from: { email: 'shop@example.com' },
  subject: 'Hello',
  content: [
    { type: 'text/plain', value: 'Hello' },
    { type: 'text/html', value: '<p>Hello</p>' },
  ],
};
const sms = { To: '+12025550123', From: '+12025550100', Body: 'Hello' };

/** A fake that takes what the real ones refuse would hide our mistakes. */
describe('the fake is as strict as the providers', () => {
  let fake: FakeProvider;
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fake-provider-'));
    fake = await startFakeProvider({ logFile: join(folder, 'accepts.jsonl') });
  });
  afterEach(async () => {
    await fake.close();
    await rm(folder, { recursive: true });
  });

  const postMail = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${fake.url}/v3/mail/send`, {
      method: 'POST',
      headers: { authorization: 'Bearer SG.key', 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const postSms = (form: Record<string, string>, token = 'token') =>
    fetch(`${fake.url}/2010-04-01/Accounts/AC1/Messages.json`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`AC1:${token}`).toString('base64')}` },
      body: new URLSearchParams(form),
    });

  it.each([
    ['no personalizations', { ...mail, personalizations: [] }, 'personalizations'],
    ['too many', { ...mail, personalizations: Array(1001).fill(mail.personalizations[0]) }, 'personalizations'],
    ['a bad address', { ...mail, personalizations: [{ to: [{ email: 'x' }] }] }, 'personalizations.0.to.0.email'],
    ['no sender', { ...mail, from: undefined }, 'from'],
    ['no subject', { ...mail, subject: '' }, 'subject'],
    ['HTML first', { ...mail, content: mail.content.toReversed() }, 'content'],
    ['an empty part', { ...mail, content: [{ type: 'text/plain', value: '' }] }, 'content.0.value'],
    ['a number as argument', { ...mail, custom_args: { a: 1 } }, 'custom_args.a'],
    ['long arguments', { ...mail, custom_args: { a: 'x'.repeat(10_000) } }, 'custom_args'],
    ['no object', '"text"', null],
    ['no JSON', '{', null],
  ])('SendGrid: %s', async (_case, body, field) => {
    const response = await postMail(body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ field }] });
    expect(fake.accepted).toEqual([]);
  });

  it('SendGrid: asks for a key and for JSON', async () => {
    expect((await postMail(mail, { authorization: 'Basic x' })).status).toBe(401);
    expect((await postMail(mail, { 'content-type': 'text/plain' })).status).toBe(415);
  });

  it.each([
    ['no E.164', { ...sms, To: '2025550123' }, 21211],
    ['nobody', { Body: 'Hello', From: sms.From }, 21604],
    ['no sender', { To: sms.To, Body: 'Hello' }, 21603],
    ['a bad sender', { ...sms, From: 'shop' }, 21212],
    ['no text', { ...sms, Body: '' }, 21602],
    ['a long text', { ...sms, Body: 'x'.repeat(1601) }, 21617],
    ['a long validity', { ...sms, ValidityPeriod: '36001' }, 90007],
    ['a relative callback', { ...sms, StatusCallback: '/status' }, 21609],
  ])('Twilio: %s', async (_case, form, code) => {
    const response = await postSms(form);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code, status: 400 });
  });

  it('Twilio: asks for the token', async () => {
    const response = await postSms(sms, '');
    expect(await response.json()).toMatchObject({ code: 20003, status: 401 });
  });

  it('writes every accept to its log before it answers, and lists messages for evidence', async () => {
    expect((await postMail(mail)).headers.get('x-message-id')).toBe(fake.accepted[0]!.providerMessageId);
    expect(await (await postSms(sms)).json()).toMatchObject({ sid: expect.stringMatching(/^SM[0-9a-f]{32}$/) });
    const lines = (await readFile(join(folder, 'accepts.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(fake.accepted);
    const list = await fetch(`${fake.url}/2010-04-01/Accounts/AC1/Messages.json?To=%2B12025550123`, {
      headers: { authorization: `Basic ${Buffer.from('AC1:token').toString('base64')}` },
    });
    expect(await list.json()).toMatchObject({
      messages: [{ sid: fake.accepted[1]!.providerMessageId, body: 'Hello' }],
    });
  });

  it('is steered over HTTP by tests in other processes', async () => {
    const steer = (path: string, body?: unknown) =>
      fetch(fake.url + path, { method: 'POST', body: body === undefined ? null : JSON.stringify(body) });
    await steer('/__script', [{ status: 503 }, { status: 504, accept: true }]);
    expect([(await postMail(mail)).status, (await postMail(mail)).status, (await postMail(mail)).status]).toEqual([
      503, 504, 202,
    ]);
    expect(await (await fetch(`${fake.url}/__status`)).json()).toMatchObject({ requests: 3, accepted: 2 });
    expect(await (await fetch(`${fake.url}/__accepted`)).json()).toEqual(fake.accepted);
    await steer('/__clear');
    expect([fake.requests, fake.accepted]).toEqual([0, []]);
  });
});
