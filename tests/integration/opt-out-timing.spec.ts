import { describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import {
  erasePerson,
  putRecipient,
  sendTest,
  takeInbound,
  type DeliverJob,
  type InboundMessage,
} from '@booking/notifications-core';
import { readSuppressed } from '@booking/notifications-core/testing';
import { held, passTime, plant, readRows, until } from '../support/core.js';
import { useCore } from '../support/use-core.js';

const core = useCore();
const PHONE = '+12025550123';
const SMS = { notification_type: 'sms', recipient: PHONE } as const;

const text = (body: string, from = PHONE): Promise<string | null> => {
  const message: InboundMessage = { sid: `SM${randomUUID()}`, from, body, optOutType: undefined };
  return takeInbound(core, message);
};
const plantOne = async (changes: object = {}): Promise<DeliverJob> =>
  (await plant(core.dataSource, 1, { ...SMS, ...changes }))[0]!;
const rowOf = async (job: DeliverJob) => (await readRows(core.dataSource, [job]))[0]!;

describe('a STOP that comes', () => {
  it('after a message was planned and before its claim cancels it, and nothing is sent', async () => {
    const job = await plantOne();
    await text('STOP');

    expect(await core.delivery.deliver(job)).toBe('cancelled');
    expect(await rowOf(job)).toMatchObject({ state: 'cancelled', reason: 'suppressed', attempts: 0 });
    expect(core.fake.requests).toBe(0);
  });

  it('while a message is with the provider lets that one out, and no other', async () => {
    const [first, second] = [await plantOne(), await plantOne()];
    const { promise, release } = held();
    core.fake.script({ after: promise });
    const delivery = core.delivery.deliver(first);
    await until(
      () => core.fake.requests,
      (requests) => requests === 1,
    );
    await text('STOP');
    release();

    expect(await delivery).toBe('sent');
    expect(await core.delivery.deliver(second)).toBe('cancelled');
    expect(await rowOf(second)).toMatchObject({ reason: 'suppressed' });
    expect(core.fake.requests).toBe(1);
  });

  it('between two tries of a message ends it', async () => {
    const job = await plantOne();
    core.fake.script({ status: 503 });
    expect(await core.delivery.deliver(job)).toBe('retry');
    await text('STOP');
    await passTime(core.dataSource, 'due_at', 86_400_000);

    const { generation } = await rowOf(job);
    expect(await core.delivery.deliver({ ...job, generation })).toBe('cancelled');
    expect(core.fake.requests).toBe(1);
  });

  it('ends messages of every lane, in a test send too', async () => {
    const lanes = ['urgent', 'reminder', 'bulk'];
    const jobs = await plant(core.dataSource, 3, (at) => ({ ...SMS, lane: lanes[at] }));
    await text('STOP');

    expect(await core.delivery.deliverDue(10)).toEqual({ processed: 3, successful: 0, failed: 0 });
    expect((await readRows(core.dataSource, jobs)).map(({ reason }) => reason)).toEqual(Array(3).fill('suppressed'));
    const test = { userId: 'ann', channel: 'sms', address: PHONE, name: null, locale: null } as const;
    expect(await sendTest(core, core.delivery, test)).toMatchObject({ reason: 'suppressed' });
    expect(core.fake.requests).toBe(0);
  });

  it('before a message moves to the number that stopped ends that message', async () => {
    await putRecipient(core, 'ann', { phone: '+12025550124' });
    const job = await plantOne({ user_id: 'ann', recipient: '+12025550124' });
    await text('STOP');
    await core.sql(`UPDATE recipient SET phone = $1 WHERE id = 'ann'`, [PHONE]);

    expect(await core.delivery.deliver(job)).toBe('cancelled');
    expect(await rowOf(job)).toMatchObject({ reason: 'suppressed' });
  });

  it('is undone by START: the next message goes out', async () => {
    await text('STOP');
    await text('START');
    expect(await core.delivery.deliver(await plantOne())).toBe('sent');
  });

  it('after the provider refused a number as opted out is undone by START too', async () => {
    core.fake.script({ status: 400, body: { code: 21610, message: 'unsubscribed', status: 400 } });
    expect(await core.delivery.deliver(await plantOne())).toBe('failed');
    expect(await core.delivery.deliver(await plantOne())).toBe('cancelled');
    core.fake.clear();
    await text('START');
    expect(await core.delivery.deliver(await plantOne())).toBe('sent');
  });

  it('outlives the erasure of its sender, unreadable, until they send START', async () => {
    await putRecipient(core, 'ann', { phone: PHONE });
    await text('STOP');
    await erasePerson(core, core.producer, 'ann');
    expect(await core.sql(`SELECT left(address, 7) AS form FROM suppression`)).toEqual([{ form: 'sha256:' }]);
    expect(await core.delivery.deliver(await plantOne())).toBe('cancelled');

    await text('START');
    expect(await readSuppressed(core.dataSource, [`sms:${PHONE}`])).toEqual(new Set());
    expect(await core.delivery.deliver(await plantOne())).toBe('sent');
  });
});
