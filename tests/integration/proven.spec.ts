import { describe, expect, it } from '@jest/globals';
import { metrics, readHistoryDetail, resend, sweep, type DeliverJob } from '@booking/notifications-core';
import { settleProven, type Proof } from '@booking/notifications-core/testing';
import { held, passTime, plant, readRows, until, type Row } from '../support/core.js';
import { statementsOf } from '../support/statements.js';
import { useCore } from '../support/use-core.js';

const core = useCore();

async function plantOne(): Promise<DeliverJob> {
  const [job] = await plant(core.dataSource, 1);
  return job!;
}
async function rowOf({ id }: { readonly id: string }): Promise<Row> {
  const [row] = await readRows(core.dataSource, [{ id }]);
  return row!;
}
const again = async ({ id }: DeliverJob): Promise<DeliverJob> => ({
  id,
  generation: (await rowOf({ id })).generation,
});
const proof = ({ id }: DeliverJob, providerMessageId: string | null = acceptedId(0)): Proof => ({
  id,
  provider: 'sendgrid',
  providerMessageId,
  at: new Date(),
});
const acceptedId = (n: number): string => core.fake.accepted[n]?.providerMessageId ?? '';
const settle = async (...proofs: Proof[]): Promise<string[]> =>
  (await settleProven(core.dataSource, proofs)).map(({ effect }) => effect);
const detail = (job: DeliverJob) => readHistoryDetail(core.dataSource.manager, job.id, 'everybody');
const duplicatesCounted = async (): Promise<number> =>
  (await metrics.duplicates.get()).values.reduce((sum, { value }) => sum + value, 0);

/** A message that the provider took, and did not say so. */
async function doubtful(): Promise<DeliverJob> {
  core.fake.script(['accept then reset']);
  const job = await plantOne();
  expect(await core.delivery.deliver(job)).toBe('in_doubt');
  return job;
}
async function waitIsOver(): Promise<void> {
  await passTime(core.dataSource, 'due_at', 300_000);
  await sweep(core);
}
/** Begins a send to which the provider answers when the test wants. */
async function begin(job: DeliverJob) {
  const { requests } = core.fake;
  const { promise, release } = held();
  core.fake.script([{ after: promise }]);
  const result = core.delivery.deliver(await again(job));
  await until(
    () => core.fake.requests,
    (n) => n > requests,
  );
  return {
    answered: () => {
      release();
      return result;
    },
  };
}
async function loseTheClaim(): Promise<void> {
  await passTime(core.dataSource, 'lease_until', 120_000);
  await sweep(core);
}

describe('proof that the provider has a message', () => {
  it('makes a message in doubt sent, at the time of the proof, and the history says by what', async () => {
    const job = await doubtful();
    expect(await settle(proof(job))).toEqual(['settled']);
    expect(await rowOf(job)).toMatchObject({
      state: 'sent',
      reason: null,
      error_message: null,
      attempts: 1,
      provider_message_id: acceptedId(0),
      attempt_log: ['in_doubt'],
    });
    expect(await detail(job)).toMatchObject({ duplicates: 0, attempts_log: [{ evidence: 'receipt' }] });
    await waitIsOver();
    expect(await core.delivery.deliver(await again(job))).toBe('not_claimed');
    expect(core.fake.accepted).toHaveLength(1);
  });

  it('makes a message sent that waits to be sent once more', async () => {
    const job = await doubtful();
    await waitIsOver();
    expect(await rowOf(job)).toMatchObject({ state: 'pending' });
    expect(await settle(proof(job))).toEqual(['settled']);
    expect(await core.delivery.deliver(await again(job))).toBe('not_claimed');
  });

  it('makes a message sent that was in doubt twice, and counts the second as a duplicate', async () => {
    const job = await doubtful();
    await waitIsOver();
    core.fake.script(['accept then reset']);
    expect(await core.delivery.deliver(await again(job))).toBe('in_doubt');
    expect(await rowOf(job)).toMatchObject({ state: 'failed', reason: 'in_doubt' });
    expect((await settle(proof(job), proof(job, acceptedId(1)))).sort()).toEqual(['duplicate', 'settled']);
    expect(await detail(job)).toMatchObject({
      status: 'sent',
      duplicates: 1,
      attempts_log: [{ evidence: 'receipt' }, { evidence: 'receipt' }],
    });
  });

  it('spares a message the retries of a 504 that was answered although the message was taken', async () => {
    core.fake.script([{ status: 504, accept: true }]);
    const job = await plantOne();
    expect(await core.delivery.deliver(job)).toBe('retry');
    expect(await settle(proof(job))).toEqual(['settled']);
    expect(await rowOf(job)).toMatchObject({ state: 'sent', attempt_log: ['retry'] });
  });

  it('that names no message settles a doubt too, once', async () => {
    const job = await doubtful();
    expect(await settle(proof(job, null))).toEqual(['settled']);
    expect(await settle(proof(job, null))).toEqual([]);
    expect(await rowOf(job)).toMatchObject({ state: 'sent', provider_message_id: null });
  });

  it('is remembered while the message is being sent, and settles the doubt as soon as there is one', async () => {
    const job = await plantOne();
    const first = await begin(job);
    expect(await settle(proof(job, 'm-1'))).toEqual([]);
    await loseTheClaim();
    expect(await rowOf(job)).toMatchObject({ state: 'sent', provider_message_id: 'm-1', attempt_log: ['in_doubt'] });
    await first.answered();
  });

  it('says nothing new of a message that was sent as usual, early or late', async () => {
    const job = await plantOne();
    const first = await begin(job);
    await settle(proof(job, null));
    expect(await first.answered()).toBe('sent');
    await settle(proof(job), proof(job, 'of another format'));
    await sweep(core);
    expect(await detail(job)).toMatchObject({ duplicates: 0, attempts_log: [{ outcome: 'sent', evidence: null }] });
  });

  it('never changes a message that was cancelled while it was in doubt', async () => {
    const job = await doubtful();
    await core.sql(`UPDATE notification SET state = 'cancelled', reason = 'booking_cancelled', ended_at = now()`);
    expect(await settle(proof(job))).toEqual(['known']);
    expect(await detail(job)).toMatchObject({ status: 'cancelled', attempts_log: [{ evidence: 'receipt' }] });
  });

  it('of a thousand ordinary messages costs one statement', async () => {
    const jobs = await plant(core.dataSource, 3);
    await Promise.all(jobs.map((job) => core.delivery.deliver(job)));
    const proofs = Array.from({ length: 1_000 }, (_, n) => proof(jobs[n % 3]!, acceptedId(n % 3)));
    const asked = await statementsOf(() => settle(...proofs));
    // The cache of templates looks for new versions every few seconds.
    expect(asked.filter(({ text }) => !text.includes('FROM template'))).toHaveLength(1);
  });
});

describe('proof that comes after the message was sent once more', () => {
  it('counts one duplicate, however often it comes', async () => {
    const job = await doubtful();
    await waitIsOver();
    expect(await core.delivery.deliver(await again(job))).toBe('sent');
    expect(await settleProven(core.dataSource, [proof(job)])).toMatchObject([
      { effect: 'duplicate', channel: 'email' },
    ]);
    expect(await settle(proof(job), proof(job, acceptedId(1)), proof(job, null))).toEqual([]);
    expect(await detail(job)).toMatchObject({
      status: 'sent',
      provider_message_id: acceptedId(1),
      duplicates: 1,
      attempts_log: [
        { outcome: 'in_doubt', evidence: 'receipt' },
        { outcome: 'sent', evidence: null },
      ],
    });
  });

  it('or while it is being sent once more, counts the duplicate when the second is taken', async () => {
    const before = await duplicatesCounted();
    const job = await doubtful();
    await waitIsOver();
    const second = await begin(job);
    expect(await settle(proof(job))).toEqual([]);
    expect(await second.answered()).toBe('sent');
    await sweep(core);
    expect(await detail(job)).toMatchObject({ duplicates: 1 });
    expect(await duplicatesCounted()).toBe(before + 1);
  });

  it('is the late answer itself, when the first worker was only frozen', async () => {
    const job = await plantOne();
    const first = await begin(job);
    await loseTheClaim();
    await waitIsOver();
    core.fake.script('normal');
    expect(await core.delivery.deliver(await again(job))).toBe('sent');
    expect(await first.answered()).toBe('claim_lost');
    expect(await detail(job)).toMatchObject({
      duplicates: 1,
      attempts_log: [{ outcome: 'in_doubt', evidence: 'answer' }, { outcome: 'sent' }],
    });
  });

  it('counts no duplicate where staff sent the message again, and settles no doubt about that', async () => {
    const job = await plantOne();
    await core.delivery.deliver(job);
    const old = acceptedId(0);
    await core.sql(`UPDATE notification SET delivery_status = 'bounced'`);
    await resend(core, core.producer, job.id);
    core.fake.script(['accept then reset']);
    expect(await core.delivery.deliver(await again(job))).toBe('in_doubt');
    expect(await settle(proof(job, old))).toEqual([]);
    expect(await rowOf(job)).toMatchObject({ state: 'in_doubt' });
  });
});
