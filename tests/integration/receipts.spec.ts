import { describe, expect, it } from '@jest/globals';
import {
  changeSubscription,
  cleanUp,
  compactStatistics,
  erasePerson,
  matchLateReceipts,
  readHistoryDetail,
  readPreferences,
  readSendGridEvent,
  readStatistics,
  readTwilioStatus,
  receive,
  resend,
  sweep,
  type HistoryDetail,
} from '@booking/notifications-core';
import { readSuppressed, recordOutcomes } from '@booking/notifications-core/testing';
import { plant, until, type RowChanges } from '../support/core.js';
import type { AcceptedRecord } from '../support/fake-provider.js';
import { sendGridEvent, twilioStatus, type SendGridEvent } from '../support/fake-receipts.js';
import { statementsOf } from '../support/statements.js';
import { useCore } from '../support/use-core.js';

const core = useCore();

const SENT_AT = '2026-11-22T10:00:00.000Z';
let messages = 0;

/** A message that a provider took, and its notification. */
async function sent(changes: RowChanges = {}): Promise<AcceptedRecord> {
  const [message] = await manySent(1, changes);
  return message!;
}

async function manySent(count: number, changes: RowChanges = {}): Promise<AcceptedRecord[]> {
  const channel = changes['notification_type'] === 'sms' ? 'sms' : 'email';
  const first = messages;
  messages += count;
  const to = (n: number): string =>
    channel === 'sms' ? `+1202555${String(n).padStart(4, '0')}` : `ana${first + n}@example.com`;
  const jobs = await plant(core.dataSource, count, (n) => ({
    state: 'sent',
    recipient: to(n),
    provider: channel === 'sms' ? 'twilio' : 'sendgrid',
    provider_message_id: `message-${first + n}`,
    sent_at: SENT_AT,
    ended_at: SENT_AT,
    attempts: 1,
    ...changes,
  }));
  return jobs.map(({ id }, n) => ({
    at: SENT_AT,
    channel,
    notificationId: id,
    to: to(n),
    from: 'shop@example.com',
    subject: null,
    text: '',
    html: null,
    providerMessageId: `message-${first + n}`,
    extra: {},
  }));
}

const tell = (...events: SendGridEvent[]): Promise<number> =>
  receive(
    core,
    events.map((event) => readSendGridEvent(event)!),
  );
const tellStatus = (message: AcceptedRecord, status: string, code?: string): Promise<number> =>
  receive(core, [readTwilioStatus(twilioStatus(message, status, code), message.notificationId)]);

async function detailOf({ notificationId }: AcceptedRecord): Promise<HistoryDetail> {
  return (await readHistoryDetail(core.dataSource.manager, notificationId!, 'everybody'))!;
}
/** A transaction that holds what its statement locked. */
async function holding(statement: string, parameters: unknown[] = []) {
  const runner = core.dataSource.createQueryRunner();
  await runner.startTransaction();
  await runner.query(statement, parameters);
  const ended = (end: Promise<void>): Promise<void> => end.finally(() => runner.release());
  return { letGo: () => ended(runner.commitTransaction()), giveUp: () => ended(runner.rollbackTransaction()) };
}
/** Until so many statements wait for a lock. */
const waiting = (count: number): Promise<number> =>
  until(
    async () => {
      const [row] = await core.sql<{ n: number }>(
        `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      return row!.n;
    },
    (n) => n === count,
  );
/** Seconds after the message was sent. */
const after = (seconds: number) => ({ timestamp: Date.parse(SENT_AT) / 1_000 + seconds });
const instant = (seconds: number): Date => new Date(Date.parse(SENT_AT) + seconds * 1_000);
const listed = (): Promise<unknown[]> => core.sql('SELECT channel, address, cause FROM suppression ORDER BY address');

/** The same numbers in each run. */
function shuffled<T>(all: readonly T[], seed: number): T[] {
  let state = seed;
  const random = (): number => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
  return all
    .map((value) => ({ value, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
}

describe('what a provider says later', () => {
  it('shows in the history, in the words of the provider and in ours', async () => {
    const mail = await sent();
    await tell(
      sendGridEvent(mail, 'processed', after(1)),
      sendGridEvent(mail, 'delivered', after(3)),
      sendGridEvent(mail, 'open', after(60)),
    );
    const detail = await detailOf(mail);
    expect(detail).toMatchObject({
      status: 'sent',
      delivery_status: 'opened',
      delivered_at: instant(3),
      error_message: null,
      events: [
        { provider: 'sendgrid', event: 'processed', status: null, code: null, occurred_at: instant(1) },
        { provider: 'sendgrid', event: 'delivered', status: 'delivered', code: null, occurred_at: instant(3) },
        { provider: 'sendgrid', event: 'open', status: 'opened', code: null, occurred_at: instant(60) },
      ],
    });
    expect(Object.keys(detail.events[0]!)).toEqual([
      'provider',
      'event',
      'status',
      'code',
      'occurred_at',
      'received_at',
    ]);
  });

  it('of an SMS that the carrier drops shows its code, and the status stays sent', async () => {
    const sms = await sent({ notification_type: 'sms' });
    await tellStatus(sms, 'sent');
    expect(await detailOf(sms)).toMatchObject({ delivery_status: null });
    await tellStatus(sms, 'undelivered', '30005');
    expect(await detailOf(sms)).toMatchObject({
      status: 'sent',
      delivery_status: 'undelivered',
      delivered_at: null,
      error_message: 'Twilio says undelivered (30005): the carrier did not deliver it',
    });
  });

  it('in a word that nobody knows is kept and counted by that word, until something else is known', async () => {
    const mail = await sent();
    await tell(sendGridEvent(mail, 'teleported', after(1)));
    expect(await detailOf(mail)).toMatchObject({ delivery_status: 'teleported', events: [{ event: 'teleported' }] });
    const { delivery } = await readStatistics(core.dataSource, 'everybody', 1);
    expect(delivery).toMatchObject({ teleported: 1, delivered: 0 });
    await tell(sendGridEvent(mail, 'delivered', after(2)));
    expect(await detailOf(mail)).toMatchObject({ delivery_status: 'delivered' });
  });

  it('ends the same in every order, doubled and in any number of calls', async () => {
    const story = (mail: AcceptedRecord): SendGridEvent[] => [
      sendGridEvent(mail, 'processed', after(1)),
      sendGridEvent(mail, 'deferred', after(2)),
      sendGridEvent(mail, 'delivered', after(3)),
      sendGridEvent(mail, 'bounce', { ...after(4), type: 'bounce', status: '5.1.1' }),
      sendGridEvent(mail, 'bounce', { ...after(5), type: 'bounce', status: '5.2.1' }),
      sendGridEvent(mail, 'open', after(6)),
      sendGridEvent(mail, 'click', { ...after(7), url: 'https://shop.example/a' }),
      sendGridEvent(mail, 'teleported', after(8)),
    ];
    const mails = await manySent(40);
    for (const [seed, mail] of mails.entries()) {
      // The last ones hear less, so that lower statuses end a story too.
      const heard = story(mail).slice(0, seed < 20 ? 8 : 2 + (seed % 5));
      const events = shuffled([...heard, ...heard], seed + 1);
      const cut = seed % events.length;
      await tell(...events.slice(0, cut));
      await tell(...events.slice(cut));
      const end =
        heard.length === 8 ? 'clicked' : ['deferred', 'delivered', 'bounced', 'bounced', 'opened'][heard.length - 2];
      const detail = await detailOf(mail);
      expect({ seed, status: detail.delivery_status, at: detail.delivered_at, events: detail.events.length }).toEqual({
        seed,
        status: end,
        at: heard.length > 2 ? instant(3) : null,
        events: heard.length,
      });
    }
    const codes = await core.sql<{ code: string }>(
      `SELECT DISTINCT delivery_code AS code FROM notification n WHERE delivery_status = 'bounced'
       AND (SELECT count(*) FROM receipt WHERE notification_id = n.id AND event = 'bounce') = 2`,
    );
    expect(codes).toEqual([{ code: '5.2.1' }]);
  });

  it('is kept when two processes hear it at once in opposite orders', async () => {
    const mails = await manySent(200);
    const other = await core.open();
    const read = (message: AcceptedRecord, event: string, seconds: number) =>
      readSendGridEvent(sendGridEvent(message, event, { ...after(seconds), type: 'bounce', status: '5.1.1' }))!;
    const all = mails.flatMap((mail) => [read(mail, 'delivered', 3), read(mail, 'bounce', 5), read(mail, 'open', 9)]);
    const heard = await Promise.all([
      receive(core, all),
      receive(other, [...all].reverse()),
      receive(core, shuffled(all, 7)),
      receive(other, shuffled(all, 8)),
    ]);
    expect(heard.reduce((sum, n) => sum + n, 0)).toBe(600);
    expect(
      await core.sql(
        'SELECT delivery_status AS s, delivered_at AS at, count(*)::int AS n FROM notification GROUP BY 1, 2',
      ),
    ).toEqual([{ s: 'opened', at: instant(3), n: 200 }]);
    expect(await listed()).toHaveLength(200);
  });

  it('a thousand times at once is stored with a few statements, in well under a second', async () => {
    const mails = await manySent(250);
    const words = ['processed', 'delivered', 'open', 'click'];
    const events = mails.flatMap((mail) =>
      words.map((word, n) => readSendGridEvent(sendGridEvent(mail, word, after(n)))!),
    );
    let ms = Infinity;
    const asked = await statementsOf(async () => {
      const started = performance.now();
      expect(await receive(core, events)).toBe(1_000);
      ms = performance.now() - started;
    });
    // Begin, store, settle, apply, commit. The templates are looked at every two seconds.
    expect(asked.map(({ text }) => text).filter((text) => !/FROM template\b/.test(text))).toHaveLength(5);
    // Twice the work must not hide here; a machine that does much else may be slow.
    expect(ms).toBeLessThan(1_000);
    expect(await core.sql(`SELECT count(*)::int AS n FROM notification WHERE delivery_status = 'clicked'`)).toEqual([
      { n: 250 },
    ]);
  });

  it('too often is kept twenty times of each kind, and what comes then still counts', async () => {
    const mail = await sent();
    const opens = Array.from({ length: 500 }, (_, n) => sendGridEvent(mail, 'open', after(n)));
    await tell(...opens.slice(0, 250));
    await tell(...opens.slice(250));
    await tell(sendGridEvent(mail, 'spamreport', after(1_000)));
    const { events, delivery_status } = await detailOf(mail);
    expect(events).toHaveLength(21);
    expect(delivery_status).toBe('spam_report');
  });

  it('is counted as the rows are', async () => {
    const [first, second, third] = await manySent(5);
    await tell(
      sendGridEvent(first!, 'delivered', after(1)),
      sendGridEvent(second!, 'delivered', after(1)),
      sendGridEvent(second!, 'open', after(2)),
      sendGridEvent(third!, 'bounce', { ...after(2), type: 'blocked' }),
    );
    await tellStatus(await sent({ notification_type: 'sms' }), 'failed', '30008');
    for (const compact of [false, true]) {
      if (compact) await compactStatistics(core.dataSource);
      const { delivery } = await readStatistics(core.dataSource, 'everybody', 1);
      const rows = await core.sql<{ status: string; n: number }>(
        'SELECT delivery_status AS status, count(*)::int AS n FROM notification WHERE delivery_status IS NOT NULL GROUP BY 1',
      );
      expect(Object.fromEntries(Object.entries(delivery).filter(([, n]) => n > 0))).toEqual(
        Object.fromEntries(rows.map(({ status, n }) => [status, n])),
      );
      expect(delivery).toMatchObject({ delivered: 1, opened: 1, blocked: 1, failed: 1, bounced: 0 });
    }
  });
});

describe('a receipt that is faster than our own record', () => {
  const sending = { state: 'sending', fence: 1, sent_at: null, ended_at: null, attempts: 0, provider_message_id: null };
  const outcome = {
    fence: 1,
    state: 'sent',
    attempt: 'sent',
    reason: null,
    errorMessage: null,
    waitMs: null,
    slowed: false,
    subject: null,
    templateVersion: null,
    provider: 'sendgrid',
    providerStatus: 202,
    providerCode: null,
    durationMs: 1,
    segments: null,
  } as const;

  it('stays when the send is recorded', async () => {
    const mail = await sent({ ...sending, lease_until: '2040-01-01', claimed_at: SENT_AT });
    await tell(sendGridEvent(mail, 'delivered', after(1)));
    expect(await detailOf(mail)).toMatchObject({ state: 'sending', delivery_status: 'delivered' });
    await recordOutcomes(core.dataSource, [
      { ...outcome, id: mail.notificationId!, providerMessageId: mail.providerMessageId },
    ]);
    expect(await detailOf(mail)).toMatchObject({
      state: 'sent',
      delivery_status: 'delivered',
      delivered_at: instant(1),
      duplicates: 0,
    });
  });

  it('settles what a worker left behind that was killed: it is sent, and not sent again', async () => {
    const mail = await sent({ ...sending, lease_until: SENT_AT, claimed_at: SENT_AT });
    await tell(sendGridEvent(mail, 'processed', after(1)));
    await sweep(core);
    await sweep(core);
    expect(await detailOf(mail)).toMatchObject({
      state: 'sent',
      provider_message_id: mail.providerMessageId,
      duplicates: 0,
    });
    expect(core.fake.requests).toBe(0);
  });

  it('is matched later if it names only the message', async () => {
    const mail = await sent({ ...sending, lease_until: '2040-01-01', claimed_at: SENT_AT });
    await tell(
      sendGridEvent({ ...mail, notificationId: null }, 'bounce', { ...after(1), type: 'bounce', status: '5.1.1' }),
    );
    expect(await matchLateReceipts(core)).toBe(0);
    await recordOutcomes(core.dataSource, [
      { ...outcome, id: mail.notificationId!, providerMessageId: mail.providerMessageId },
    ]);
    expect(await matchLateReceipts(core)).toBe(1);
    expect(await matchLateReceipts(core)).toBe(0);
    expect(await detailOf(mail)).toMatchObject({ delivery_status: 'bounced', events: [{ code: '5.1.1' }] });
    expect(await listed()).toEqual([{ channel: 'email', address: mail.to, cause: 'bounced' }]);
  });

  it('is found by the message alone where that is known', async () => {
    const sms = await sent({ notification_type: 'sms' });
    await receive(core, [readTwilioStatus(twilioStatus(sms, 'delivered'), undefined)]);
    expect(await detailOf(sms)).toMatchObject({ delivery_status: 'delivered' });
  });
});

describe('what follows for the address', () => {
  it.each<[string, SendGridEvent, string | null]>([
    ['bounce', { type: 'bounce', status: '5.1.1' }, 'bounced'],
    ['bounce', { type: 'blocked', status: '4.7.1' }, null],
    ['spamreport', {}, 'spam_report'],
    ['unsubscribe', {}, 'unsubscribed'],
    ['dropped', { reason: 'Bounced Address' }, 'bounced'],
    ['dropped', { reason: 'Spam Reporting Address' }, 'spam_report'],
    ['dropped', { reason: 'Unsubscribed Address' }, 'unsubscribed'],
    ['dropped', { reason: 'Spam Content' }, null],
    ['deferred', {}, null],
    ['group_unsubscribe', { asm_group_id: 1 }, null],
  ])('%s %j: %s', async (word, more, cause) => {
    const mail = await sent();
    await tell(sendGridEvent(mail, word, { ...after(1), ...more }));
    expect(await listed()).toEqual(cause === null ? [] : [{ channel: 'email', address: mail.to, cause }]);
  });

  it('of a number that opted out: only SMS stops, mail goes on', async () => {
    const sms = await sent({ notification_type: 'sms', user_id: 'ana' });
    await tellStatus(sms, 'failed', '21610');
    expect(await listed()).toEqual([{ channel: 'sms', address: sms.to, cause: 'opted_out' }]);
    const [mail] = await plant(core.dataSource, 1, { user_id: 'ana' });
    expect(await core.delivery.deliver(mail!)).toBe('sent');
  });

  it('of an address that is not used any more: that one is listed, and the one that took its place is not', async () => {
    const mail = await sent({ user_id: 'ana' });
    await core.sql(`UPDATE notification SET recipient = 'new@example.com'`);
    await tell(sendGridEvent(mail, 'spamreport', after(1)));
    expect(await listed()).toEqual([{ channel: 'email', address: mail.to, cause: 'spam_report' }]);
  });

  it('of a person who was erased: it is listed, and nobody can read it', async () => {
    const mail = await sent({ user_id: 'ana' });
    await erasePerson(core, core.producer, 'ana');
    await tell(sendGridEvent(mail, 'spamreport', after(1)));
    expect(await listed()).toMatchObject([{ address: expect.stringMatching(/^sha256:/), cause: 'spam_report' }]);
    expect(await readSuppressed(core.dataSource, [`email:${mail.to}`])).toEqual(new Set([`email:${mail.to}`]));
  });

  it('of an address that was taken off the list: the same bounce again does not put it back', async () => {
    const mail = await sent();
    const bounce = sendGridEvent(mail, 'bounce', { ...after(1), type: 'bounce' });
    expect(await tell(bounce)).toBe(1);
    await core.sql('DELETE FROM suppression');
    expect(await tell(bounce)).toBe(0);
    expect(await listed()).toEqual([]);
  });

  it('of a group that somebody leaves at SendGrid: no marketing mail, until they come back, in either order', async () => {
    const mail = await sent({ user_id: 'ana' });
    const left = sendGridEvent(mail, 'group_unsubscribe', after(10));
    const back = sendGridEvent(mail, 'group_resubscribe', after(20));
    const leftAgain = sendGridEvent(mail, 'group_unsubscribe', after(30));
    const wants = async (): Promise<boolean> =>
      (await readPreferences(core.dataSource.manager, 'ana', core.config)).email_marketing;
    await tell(left);
    expect(await wants()).toBe(false);
    await tell(back);
    expect(await wants()).toBe(true);
    await tell(left, back);
    expect(await wants()).toBe(true);
    await tell(leftAgain);
    expect(await wants()).toBe(false);

    const other = await sent({ user_id: 'bea' });
    await tell(sendGridEvent(other, 'group_resubscribe', after(20)));
    await tell(sendGridEvent(other, 'group_unsubscribe', after(10)));
    expect((await readPreferences(core.dataSource.manager, 'bea', core.config)).email_marketing).toBe(true);
  });

  it.each(['group_resubscribe', 'group_unsubscribe'])(
    'of a group: a %s that comes late does not bring back the marketing that its reader has ended since',
    async (late) => {
      const mail = await sent({ user_id: 'ana' });
      const token = core.links.unsubscribeUrl({ recipientId: 'ana', channel: 'email' })!.split('/').at(-1)!;
      if (late === 'group_unsubscribe') await tell(sendGridEvent(mail, 'group_resubscribe', after(20)));
      else await changeSubscription(core, token, 'undo');
      await changeSubscription(core, token, 'page');
      await tell(sendGridEvent(mail, late, after(10)));
      expect((await readPreferences(core.dataSource.manager, 'ana', core.config)).email_marketing).toBe(false);
    },
  );

  it('of a group mail that SendGrid drops because its reader left the group: no marketing mail, and bookings go on', async () => {
    const mail = await sent({ user_id: 'ana' });
    await tell(sendGridEvent(mail, 'dropped', { ...after(1), reason: 'Unsubscribed Address', asm_group_id: 7 }));
    expect((await readPreferences(core.dataSource.manager, 'ana', core.config)).email_marketing).toBe(false);
    const [confirmation] = await plant(core.dataSource, 1, { user_id: 'ana', recipient: mail.to });
    expect(await core.delivery.deliver(confirmation!)).toBe('sent');
  });
});

describe('a message that bounced', () => {
  it('can be sent again, and what comes late of the first send does not count for the second', async () => {
    const mail = await sent({ user_id: 'ana' });
    await tell(sendGridEvent(mail, 'bounce', { ...after(1), type: 'blocked', status: '5.7.1' }));
    expect(await resend(core, core.producer, mail.notificationId!)).toMatchObject({
      entry: { state: 'pending', delivery_status: null, error_message: null },
    });
    await tell(sendGridEvent(mail, 'deferred', after(2)));
    expect(await detailOf(mail)).toMatchObject({ state: 'pending', delivery_status: null });

    const [row] = await core.sql<{ generation: number }>('SELECT generation FROM notification');
    await core.delivery.deliver({ id: mail.notificationId!, generation: row!.generation });
    const [second] = core.fake.accepted;
    await tell(sendGridEvent(mail, 'bounce', { ...after(3), type: 'blocked' }));
    expect(await detailOf(mail)).toMatchObject({ state: 'sent', delivery_status: null, duplicates: 0 });
    await tell(sendGridEvent(second!, 'delivered'));
    const detail = await detailOf(mail);
    expect(detail).toMatchObject({ delivery_status: 'delivered', duplicates: 0 });
    expect(detail.events).toHaveLength(4);
    expect(await resend(core, core.producer, mail.notificationId!)).toEqual({ refused: 'sent' });
  });
});

describe('a message that staff send again', () => {
  it('hears nothing of its first send from a receipt that comes at that moment', async () => {
    const mail = await sent({ user_id: 'ana' });
    await tell(sendGridEvent(mail, 'bounce', { ...after(1), type: 'blocked', status: '5.7.1' }));
    const holder = await holding('SELECT FROM notification FOR UPDATE');
    const again = resend(core, core.producer, mail.notificationId!);
    await waiting(1);
    const told = tell(sendGridEvent(mail, 'bounce', { ...after(2), type: 'blocked', status: '5.7.2' }));
    await waiting(2);
    await holder.letGo();
    expect([await again, await told]).toMatchObject([{ entry: { state: 'pending' } }, 1]);
    expect(await detailOf(mail)).toMatchObject({ state: 'pending', delivery_status: null, events: [{}, {}] });
  });

  it('after a doubt hears nothing of its first send from a receipt that comes while it waits', async () => {
    const mail = await sent({
      user_id: 'ana',
      state: 'failed',
      reason: 'in_doubt',
      provider_message_id: null,
      sent_at: null,
      doubts: 2,
      attempts: 2,
    });
    await resend(core, core.producer, mail.notificationId!);
    await tell(sendGridEvent(mail, 'bounce', { ...after(2), type: 'blocked' }));
    expect(await detailOf(mail)).toMatchObject({ state: 'pending', delivery_status: null, events: [{}] });
  });
});

describe('what is stored of receipts', () => {
  const stored = (): Promise<unknown[]> => core.sql('SELECT payload FROM receipt');

  it('is emptied also of a receipt that is being stored while the person is erased', async () => {
    const mail = await sent({ user_id: 'ana' });
    const event = sendGridEvent(mail, 'delivered', after(1));
    // A copy of it that another process is storing: the receipt waits with its notification locked.
    const holder = await holding(
      `INSERT INTO receipt (id, dedupe_key, provider, event, is_proof, occurred_at, payload)
       VALUES (gen_random_uuid(), $1, 'sendgrid', 'delivered', true, now(), '{}')`,
      [readSendGridEvent(event)!.dedupeKey],
    );
    const told = tell(event);
    await waiting(1);
    const erased = erasePerson(core, core.producer, 'ana');
    await waiting(2);
    await holder.giveUp();
    expect(await Promise.all([told, erased])).toEqual([1, true]);
    expect(await stored()).toEqual([{ payload: {} }]);
  });

  it('names nobody, and is emptied when the person is erased, also what comes later', async () => {
    const mail = await sent({ user_id: 'ana' });
    await tell(sendGridEvent(mail, 'bounce', { ...after(1), type: 'blocked', reason: `550 <${mail.to}> is unknown` }));
    const [row] = await core.sql('SELECT r::text AS text FROM receipt r');
    expect(JSON.stringify(row)).not.toMatch(new RegExp(`${mail.to}|203\\.0\\.113|Canary`));
    expect(JSON.stringify(row)).toContain('is unknown');

    await erasePerson(core, core.producer, 'ana');
    await tell(sendGridEvent(mail, 'spamreport', after(2)));
    expect(await stored()).toEqual([{ payload: {} }, { payload: {} }]);
    expect(await detailOf(mail)).toMatchObject({ recipient: null, delivery_status: 'spam_report', events: [{}, {}] });
  });

  it('goes with its notification, or after three days if it matches none', async () => {
    const mail = await sent({ ended_at: '2020-01-01' });
    const unknown: AcceptedRecord = {
      ...mail,
      notificationId: '0199e1a6-7b5c-7d3e-8f90-1a2b3c4d5e6f',
      providerMessageId: 'x',
    };
    await tell(
      sendGridEvent(mail, 'delivered', after(1)),
      sendGridEvent(unknown, 'delivered', after(1)),
      sendGridEvent(unknown, 'open', after(2)),
    );
    await core.sql(`UPDATE receipt SET received_at = now() - interval '4 days' WHERE event = 'open'`);
    expect(await cleanUp(core)).toMatchObject({ notifications: 1, receipts: 1 });
    expect(await core.sql('SELECT event, notification_id AS id FROM receipt')).toEqual([
      { event: 'delivered', id: null },
    ]);
  });
});
