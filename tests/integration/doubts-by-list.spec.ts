import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  editTemplate,
  lookUpDoubts,
  readHistoryDetail,
  readShippedPartials,
  sweep,
  type DeliverJob,
  type TemplateEdit,
} from '@booking/notifications-core';
import { held, passTime, plant, readRows, until, type Row, type RowChanges } from '../support/core.js';
import { useCore } from '../support/use-core.js';

const core = useCore();
const SMS = { notification_type: 'sms', recipient: '+12025550123' };

async function rowOf({ id }: { readonly id: string }): Promise<Row> {
  const [row] = await readRows(core.dataSource, [{ id }]);
  return row!;
}
const again = async ({ id }: DeliverJob): Promise<DeliverJob> => ({
  id,
  generation: (await rowOf({ id })).generation,
});

// Calls without an answer, five in a row or ten of twenty, would pause the channel.
beforeEach(async () => {
  for (let n = 0; n < 20; n++) await Promise.all([core.gate.answer('sms'), core.gate.answer('email')]);
});

/** SMS that Twilio took, and did not say so. */
async function doubtful(count = 1, changes: RowChanges = {}): Promise<DeliverJob[]> {
  core.fake.script(Array<'accept then reset'>(count).fill('accept then reset'));
  const jobs = await plant(core.dataSource, count, { ...SMS, ...changes });
  for (const job of jobs) expect(await core.delivery.deliver(job)).toBe('in_doubt');
  return jobs;
}
/** SMS of which Twilio has nothing, and did not say so either. */
async function lost(changes: RowChanges = {}): Promise<DeliverJob> {
  const [job] = await plant(core.dataSource, 1, { ...SMS, ...changes });
  core.fake.script(['reset before accepting']);
  expect(await core.delivery.deliver(job!)).toBe('in_doubt');
  return job!;
}
const edit = (template: Omit<TemplateEdit, 'locale' | 'editedBy'>): Promise<unknown> =>
  core.dataSource.transaction((manager) =>
    editTemplate(
      manager,
      { locale: 'en', editedBy: 'ann', ...template },
      { defaultLocale: 'en', partials: readShippedPartials() },
    ),
  );
async function waitIsOver(): Promise<void> {
  await passTime(core.dataSource, 'due_at', 120_000);
  await core.sql(`UPDATE notification SET look_at = look_at - interval '120 s'`);
}
/** What every worker does every two seconds. */
async function round(): Promise<void> {
  await lookUpDoubts(core);
  await sweep(core);
}

describe('an SMS in doubt', () => {
  it('that is in the list of Twilio is sent, at once, without another', async () => {
    const [job] = await doubtful();
    await round();
    expect(await rowOf(job!)).toMatchObject({
      state: 'sent',
      provider_message_id: core.fake.accepted[0]!.providerMessageId,
      attempts: 1,
    });
    expect(await readHistoryDetail(core.dataSource.manager, job!.id, 'everybody')).toMatchObject({
      attempts_log: [{ outcome: 'in_doubt', evidence: 'list' }],
    });
    await waitIsOver();
    await round();
    expect([core.fake.accepted.length, core.fake.looks]).toEqual([1, 1]);
  });

  it('with a link of its reader is found there by its whole text', async () => {
    await edit({
      name: 'appointment_confirmation',
      channel: 'sms',
      body: 'See you soon.{{#if preferences_url}} What you receive: {{preferences_url}}{{/if}}',
    });
    await core.templates.refresh();
    const [job] = await doubtful(1, { template_name: 'appointment_confirmation' });
    expect(core.fake.accepted[0]!.text).toContain('/api/v2/preferences/');
    await round();
    expect(await rowOf(job!)).toMatchObject({ state: 'sent', attempts: 1 });
  });

  it('whose worker was killed between the accept and the record is found there too', async () => {
    const [job] = await doubtful();
    await core.sql('DELETE FROM delivery_attempt');
    await core.sql(
      `UPDATE notification SET state = 'sending', reason = NULL, attempts = 0, doubts = 0, template_version = NULL,
         lease_until = now() - interval '1 s'`,
    );
    await sweep(core);
    expect(await rowOf(job!)).toMatchObject({ state: 'in_doubt', doubts: 1 });
    await round();
    expect(await rowOf(job!)).toMatchObject({ state: 'sent', attempt_log: ['in_doubt'] });
  });

  it('that is not in the list is looked for again at the end of its wait, then sent once more', async () => {
    const job = await lost();
    await round();
    await round();
    expect([await rowOf(job), core.fake.looks]).toMatchObject([{ state: 'in_doubt' }, 1]);
    await waitIsOver();
    await round();
    expect([await rowOf(job), core.fake.looks]).toMatchObject([{ state: 'pending' }, 2]);
    expect(await core.delivery.deliver(await again(job))).toBe('sent');
    expect(core.fake.accepted).toHaveLength(1);
  });

  it('waits for the list when the wait is over, and not longer than five minutes', async () => {
    const job = await lost();
    await waitIsOver();
    await sweep(core);
    expect(await rowOf(job)).toMatchObject({ state: 'in_doubt' });
    await passTime(core.dataSource, 'due_at', 300_000);
    await sweep(core);
    expect(await rowOf(job)).toMatchObject({ state: 'pending' });
  });

  it.each([
    ['fails', { status: 500 }],
    ['is no JSON', { body: '<html>' }],
    ['is of another kind', { body: { messages: 5 } }],
    ['has no messages', { body: {} }],
    ['is refused', { status: 401, body: { code: 20003 } }],
  ])('is looked for again while the list %s, and sent once more in the end', async (_, answer) => {
    const [job] = await doubtful();
    core.fake.scriptList(answer);
    await round();
    expect(await rowOf(job!)).toMatchObject({ state: 'in_doubt' });
    const [{ soon } = { soon: 0 }] = await core.sql<{ soon: number }>(
      'SELECT extract(epoch FROM look_at - now())::float8 AS soon FROM notification',
    );
    expect(soon).toBeLessThanOrEqual(10);
    await waitIsOver();
    await core.sql('UPDATE notification SET look_at = now()');
    await round();
    expect(await rowOf(job!)).toMatchObject({ state: 'pending' });
  });

  it('is found by the next look when the first list could not be read', async () => {
    const [job] = await doubtful();
    core.fake.scriptList({ status: 503 });
    await round();
    core.fake.scriptList({});
    await core.sql('UPDATE notification SET look_at = now()');
    await round();
    expect(await rowOf(job!)).toMatchObject({ state: 'sent' });
  });

  it('is not waited for behind others while the list hangs, and comes first in the next round', async () => {
    const jobs = [await lost(), await lost({ recipient: '+12025550124' }), await lost({ recipient: '+12025550125' })];
    const hasty = await core.open({ PROVIDER_TIMEOUT_MS: '1500' });
    const { promise, release } = held();
    core.fake.scriptList({ after: promise });
    await waitIsOver();
    await lookUpDoubts(hasty);
    await sweep(core);
    const states = async () => (await readRows(core.dataSource, jobs)).map(({ state }) => state).sort();
    expect([core.fake.looks, await states()]).toEqual([1, ['in_doubt', 'in_doubt', 'pending']]);
    release();
    core.fake.scriptList({});
    await round();
    expect([core.fake.looks, await states()]).toEqual([3, ['pending', 'pending', 'pending']]);
  });

  it('is looked up by one process at a time', async () => {
    const [job] = await doubtful();
    const { promise, release } = held();
    core.fake.scriptList({ after: promise });
    const first = lookUpDoubts(core);
    await until(
      () => core.fake.looks,
      (n) => n === 1,
    );
    await lookUpDoubts(core);
    await waitIsOver();
    await sweep(core);
    expect([await rowOf(job!), core.fake.looks]).toMatchObject([{ state: 'in_doubt' }, 1]);
    release();
    await first;
    expect(await rowOf(job!)).toMatchObject({ state: 'sent' });
  });

  it.each([
    ['a text of another message', { text: 'Something else' }],
    ['what the recipient wrote', { extra: { direction: 'inbound' } }],
    ['the same text an hour before', { at: new Date(Date.now() - 3_600_000).toISOString() }],
    ['the same text to another number', { to: '+12025550124' }],
  ])('takes no evidence from %s', async (_, changes) => {
    const [job] = await doubtful();
    const [taken] = core.fake.accepted;
    core.fake.clear();
    core.fake.has({ ...taken!, ...changes });
    await waitIsOver();
    await round();
    expect([await rowOf(job!), core.fake.looks]).toMatchObject([{ state: 'pending' }, 1]);
  });

  it('takes no entry that belongs to another notification with the same text', async () => {
    const [other] = await plant(core.dataSource, 1, SMS);
    expect(await core.delivery.deliver(other!)).toBe('sent');
    const job = await lost();
    await waitIsOver();
    await round();
    expect(await rowOf(job)).toMatchObject({ state: 'pending' });
  });

  it('shares no entry with another of the same text to the same number', async () => {
    const [job] = await doubtful();
    const other = await lost();
    await waitIsOver();
    await round();
    expect(core.fake.looks).toBe(1);
    expect([(await rowOf(job!)).state, (await rowOf(other)).state].sort()).toEqual(['pending', 'sent']);

    const both = await doubtful(2, { recipient: '+12025550133' });
    await round();
    const ids = (await readRows(core.dataSource, both)).map((row) => row.provider_message_id);
    expect(ids.sort()).toEqual(
      core.fake.accepted
        .slice(-2)
        .map((record) => record.providerMessageId)
        .sort(),
    );
  });

  it('is found behind many other messages to its number', async () => {
    const [job] = await doubtful();
    const [taken] = core.fake.accepted;
    for (let n = 0; n < 120; n++) core.fake.has({ ...taken!, text: `Message ${n}`, providerMessageId: `SM${n}` });
    await round();
    expect([await rowOf(job!), core.fake.looks]).toMatchObject([{ state: 'sent' }, 3]);
  });

  it('is found when it is marketing whose text has the link to unsubscribe by', async () => {
    await edit({ name: 'sale', channel: 'sms', body: 'Sale. Stop: {{unsubscribe_url}}', category: 'marketing' });
    await core.sql(
      `INSERT INTO preference (id, user_id, reminder_hours, sms_marketing) VALUES (gen_random_uuid(), 'fan', '{24}', true)`,
    );
    const [job] = await doubtful(1, { user_id: 'fan', template_name: 'sale' });
    await round();
    expect(await rowOf(job!)).toMatchObject({ state: 'sent' });
  });

  it('is found although its template was changed meanwhile', async () => {
    const [job] = await doubtful();
    await edit({ name: 'appointment_confirmation', channel: 'sms', body: 'New words {{service_name}}' });
    await round();
    expect(await rowOf(job!)).toMatchObject({ state: 'sent' });
  });
});

describe('without a wait for evidence (IN_DOUBT_WAIT_SECONDS=0)', () => {
  it('the list is asked all the same before an SMS is sent once more', async () => {
    const other = await core.open({ IN_DOUBT_WAIT_SECONDS: '0' });
    core.fake.script(['accept then reset', 'reset before accepting']);
    const jobs = await plant(core.dataSource, 2, SMS);
    for (const job of jobs) expect(await other.delivery.deliver(job)).toBe('in_doubt');
    await round();
    expect((await readRows(core.dataSource, jobs)).map(({ state }) => state).sort()).toEqual(['pending', 'sent']);
  });
});

describe('a message in doubt that nothing proves', () => {
  it('is not sent twice when it is marketing', async () => {
    await edit({ name: 'offer', channel: 'email', subject: 'Offer', body: '<p>Offer</p>', category: 'marketing' });
    await core.sql(
      `INSERT INTO preference (id, user_id, reminder_hours, email_marketing) VALUES (gen_random_uuid(), 'fan', '{24}', true)`,
    );
    const job = await lost({
      template_name: 'offer',
      user_id: 'fan',
      notification_type: 'email',
      recipient: 'ana@example.com',
    });
    expect(await rowOf(job)).toMatchObject({ state: 'in_doubt' });
    await waitIsOver();
    await sweep(core);
    expect(await rowOf(job)).toMatchObject({ state: 'failed', reason: 'in_doubt', attempts: 1 });
    expect((await rowOf(job)).error_message).toContain('not sent twice');
  });

  it('is not sent twice when it is of no use any more', async () => {
    const job = await lost({ notification_type: 'email', recipient: 'ana@example.com', expiresInMs: 60_000 });
    await passTime(core.dataSource, 'expires_at', 120_000);
    await waitIsOver();
    await sweep(core);
    expect(await rowOf(job)).toMatchObject({ state: 'failed', reason: 'in_doubt' });
    expect((await rowOf(job)).error_message).toContain('too late');
  });
});

// The last one: it takes texts away.
describe('an SMS in doubt whose text of then is gone', () => {
  it('is not found, and sent once more', async () => {
    const [gone] = await doubtful(1, { recipient: '+12025550144' });
    await core.sql(`DELETE FROM template_version WHERE template_id IN
      (SELECT id FROM template WHERE name = 'appointment_confirmation' AND template_type = 'sms')`);
    await waitIsOver();
    await round();
    expect(await rowOf(gone!)).toMatchObject({ state: 'pending' });
  });
});
