import { describe, expect, it } from '@jest/globals';
import { sendTest } from '@booking/notifications-core';
import { ADMIN, ANN, NOTIFICATIONS, refused, STAFF, type Person, type Row } from '../support/api.js';
import { useApi } from '../support/use-api.js';
import { useCore } from '../support/use-core.js';

interface Captured {
  readonly subject: string | null;
  readonly html: string | null;
  readonly text: string;
}
interface Sent {
  readonly message: string;
  readonly processing_result: object;
  readonly reason?: string;
}

const withAddresses = (person: Person): Person => ({
  ...person,
  email: `${person.sub}@example.com`,
  phone_number: '+12025550123',
});
const SUE = withAddresses(STAFF);

describe('staff who write a text', () => {
  const api = useApi();
  const test = (name: 'test-email' | 'test-sms', body: object, who = SUE) =>
    api.call<Sent>(who, 'POST', `${NOTIFICATIONS}/${name}`, { body });
  const lastTo = async (to: string): Promise<Captured> =>
    (await api.call<Captured[]>(ADMIN, 'GET', `/api/v2/sandbox/messages?to=${encodeURIComponent(to)}&limit=1`))
      .body[0]!;

  it('send it to themselves as it stands, rendered as a stored one', async () => {
    const answer = await test('test-email', {
      subject: 'News of {{service_name}}',
      body: '{{#> layout lang="en" title="x"}}{{#> card}}<p>Dear {{client_name}}</p>{{/card}}{{/layout}}',
      context: { client_name: 'Zoe', service_name: 'Shave' },
    });
    expect(answer).toMatchObject({ status: 200, body: { message: 'Test email queued and processed' } });
    const mail = await lastTo('sue@example.com');
    expect(mail.subject).toBe('News of Shave');
    expect(mail.html).toContain('<p>Dear Zoe</p>');
    expect(mail.html).toContain('Manage what you receive');
    expect(mail.text).toContain('Dear Zoe');
  });

  it('take what they did not write from the template that is named, or do without', async () => {
    await test('test-email', { template_name: 'appointment_reminder', body: '<p>Only the body</p>' });
    expect((await lastTo('sue@example.com')).subject).toContain('Haircut');
    await test('test-email', { subject: 'Only the subject' });
    expect(await lastTo('sue@example.com')).toMatchObject({
      subject: 'Only the subject',
      html: expect.stringContaining('Haircut'),
    });
    await test('test-email', { body: '<p>Alone</p>' });
    expect((await lastTo('sue@example.com')).subject).toBe('Test message');
    await test('test-sms', { template_name: 'new_text', body: 'Hi {{client_name}}, see you.' });
    expect((await lastTo('+12025550123')).text).toMatch(/^Hi John Doe, see you\./);
  });

  it('are told what is wrong with it, line by line, and nothing is sent', async () => {
    const before = await api.sql.query('SELECT FROM notification');
    const broken = await test('test-email', {
      subject: 'x {{{a}}}',
      body: '<p>\n<a href="{{b}}">c</a>\n{{> nothing}}',
    });
    expect(broken).toMatchObject(refused(422, 'subject', 'body', 'body'));
    expect(JSON.stringify(broken.body)).toMatch(/line 1.*line 2.*line 3/);
    expect(await test('test-sms', { subject: 'x', body: 'y' })).toMatchObject(refused(422, 'subject'));
    expect(await test('test-sms', { body: ' ' })).toMatchObject(refused(422, 'body'));
    expect(
      await test('test-sms', { body: '{{client_name}}', context: { client_name: 'x'.repeat(1_700) } }),
    ).toMatchObject(refused(422, 'body'));
    expect(await test('test-email', { template_name: 'nothing_like_it', subject: 'x' })).toMatchObject(
      refused(422, 'body'),
    );
    expect((await api.sql.query('SELECT FROM notification')).rowCount).toBe(before.rowCount);
  });

  it('are staff: a user is refused by name', async () => {
    for (const text of [{ body: '<p>x</p>' }, { subject: 'x' }]) {
      const answer = await test('test-email', text, ANN);
      expect(answer).toMatchObject(refused(403));
      expect(JSON.stringify(answer.body)).toContain('leave out `subject` and `body`');
    }
    expect(await test('test-email', {}, ANN)).toMatchObject({ status: 200 });
  });

  it('leave no text behind: the history names a draft and holds no body', async () => {
    await test('test-sms', { body: 'A secret surprise' });
    const { body } = await api.call<Row[]>(STAFF, 'GET', `${NOTIFICATIONS}/history?limit=1`);
    expect(body[0]).toMatchObject({ template_name: 'test (draft)', status: 'sent' });
    const { rows } = await api.sql.query(`SELECT FROM notification n WHERE n::text LIKE '%surprise%'`);
    expect(rows).toEqual([]);
  });
});

describe('a text that is being written', () => {
  const core = useCore();
  const send = () =>
    sendTest(core, core.delivery, {
      ...{ userId: 'sue', channel: 'sms', address: '+12025550123', name: null, locale: null },
      text: { body: 'Try me' },
    });

  it('has a name that may stand in logs and in the history', async () => {
    const named = {
      ...{ userId: 'sue', channel: 'sms' as const, address: '+12025550123', name: null, locale: null },
      ...{ templateName: 'for Ann +12025550124', text: { body: 'Try me' } },
    };
    await expect(sendTest(core, core.delivery, named)).rejects.toThrow(/^template_name: must be lower-case words/);
    expect(await core.sql('SELECT FROM notification')).toEqual([]);
  });

  const rowNow = async () =>
    (
      await core.sql<Record<string, unknown>>(
        'SELECT state, reason, template_name, template_version, due_at FROM notification',
      )
    )[0];

  it.each([
    ['has trouble', [{ status: 500, body: {} }], 'retries_exhausted'],
    ['gives no clear answer', ['accept then reset'], 'in_doubt'],
  ] as const)('has one try, because nobody keeps it: the provider %s', async (_, script, reason) => {
    core.fake.script([...script]);
    expect(await send()).toMatchObject({ reason, processing_result: { successful: 0 } });
    expect(await rowNow()).toMatchObject({ state: 'failed', reason, template_version: null });
    expect(core.fake.requests).toBe(1);
  });

  it('is not replaced by a stored one when its process dies before it is sent', async () => {
    await send();
    await core.sql(
      `UPDATE notification SET state = 'pending', reason = NULL, sent_at = NULL, ended_at = NULL, generation = 2`,
    );
    const [{ id } = { id: '' }] = await core.sql<{ id: string }>('SELECT id FROM notification');
    expect(await core.delivery.deliver({ id, generation: 2 })).toBe('failed');
    expect(await rowNow()).toMatchObject({ reason: 'template_missing', template_name: 'test (draft)' });
    expect(core.fake.accepted).toHaveLength(1);
  });
});
