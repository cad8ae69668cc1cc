import { describe, expect, it } from '@jest/globals';
import { sweep, type DeliverJob, type DeliveryResult } from '@booking/notifications-core';
import { claim, recordOutcomes, type Outcome } from '@booking/notifications-core/testing';
import { held, passTime, plant, readRows, until, type Row } from '../support/core.js';
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
/** The job as it would be handed over now. */
const again = async ({ id }: DeliverJob): Promise<DeliverJob> => ({
  id,
  generation: (await rowOf({ id })).generation,
});

/** Begins a send to which the provider answers when the test wants. */
async function begin(job: DeliverJob): Promise<{ answered(): Promise<DeliveryResult> }> {
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

/** The worker seems to be lost: its lease runs out and its message is in doubt. */
async function loseTheClaim(): Promise<void> {
  await passTime(core.dataSource, 'lease_until', 120_000);
  await sweep(core);
}
/** Nobody knows better, so the message is sent once more. */
async function waitForEvidence(): Promise<void> {
  await passTime(core.dataSource, 'due_at', 300_000);
  await sweep(core);
}

describe('an answer that comes late', () => {
  it('settles a message whose second try was in doubt, and so failed, when it says that this try was taken', async () => {
    core.fake.script(['accept then reset']);
    const job = await plantOne();
    expect(await core.delivery.deliver(job)).toBe('in_doubt');
    await waitForEvidence();
    const second = await begin(job);
    await loseTheClaim();
    expect(await rowOf(job)).toMatchObject({ state: 'failed', reason: 'in_doubt', doubts: 2 });

    expect(await second.answered()).toBe('sent');
    expect(await rowOf(job)).toMatchObject({
      state: 'sent',
      reason: null,
      error_message: null,
      attempts: 2,
      attempt_log: ['in_doubt', 'sent'],
    });
  });

  it('settles a message that failed in doubt, when it says that the first try was taken', async () => {
    const job = await plantOne();
    const first = await begin(job);
    await loseTheClaim();
    await waitForEvidence();
    core.fake.script(['accept then reset']);
    expect(await core.delivery.deliver(await again(job))).toBe('in_doubt');
    expect(await rowOf(job)).toMatchObject({ state: 'failed', reason: 'in_doubt', doubts: 2 });

    expect(await first.answered()).toBe('sent');
    expect(await rowOf(job)).toMatchObject({ state: 'sent', fence: 2, attempts: 2, attempt_log: ['sent', 'in_doubt'] });
  });

  it('changes nothing about a message that failed for another reason', async () => {
    const job = await plantOne();
    const first = await begin(job);
    await loseTheClaim();
    await waitForEvidence();
    core.fake.script([{ status: 400 }]);
    expect(await core.delivery.deliver(await again(job))).toBe('failed');
    expect(await first.answered()).toBe('claim_lost');
    expect(await rowOf(job)).toMatchObject({
      state: 'failed',
      reason: 'rejected',
      attempt_log: ['in_doubt', 'failed'],
    });
  });
});

describe('a batch that holds one message twice', () => {
  const outcome = (id: string, fence: number, changes: Partial<Outcome>): Outcome => ({
    id,
    fence,
    state: 'sent',
    attempt: 'sent',
    reason: null,
    errorMessage: null,
    waitMs: null,
    slowed: false,
    subject: null,
    templateVersion: null,
    provider: 'sendgrid',
    providerMessageId: null,
    providerStatus: 202,
    providerCode: null,
    durationMs: 5,
    segments: null,
    ...changes,
  });
  const claimed = async (job: DeliverJob): Promise<void> => {
    expect(await claim(core.dataSource, [await again(job)], 'a worker', 60)).toHaveLength(1);
  };

  it('writes the outcome of the current claim, and the other messages', async () => {
    const [twice, other] = [await plantOne(), await plantOne()];
    await claimed(twice);
    await loseTheClaim();
    await waitForEvidence();
    await claimed(twice);
    await claimed(other);

    const late = outcome(twice.id, 1, { state: 'pending', attempt: 'retry', waitMs: 60_000 });
    const written = await recordOutcomes(core.dataSource, [late, outcome(twice.id, 2, {}), outcome(other.id, 1, {})]);

    expect(written).toHaveLength(2);
    expect(written).toEqual(
      expect.arrayContaining([
        { id: twice.id, fence: 2 },
        { id: other.id, fence: 1 },
      ]),
    );
    expect(await rowOf(twice)).toMatchObject({ state: 'sent', attempt_log: ['in_doubt', 'sent'] });
    expect(await rowOf(other)).toMatchObject({ state: 'sent', attempt_log: ['sent'] });
  });

  it('writes one of two late successes, and fails nobody', async () => {
    const job = await plantOne();
    for (let doubt = 1; doubt <= 2; doubt++) {
      await claimed(job);
      await loseTheClaim();
      await waitForEvidence();
    }
    expect(await rowOf(job)).toMatchObject({ state: 'failed', reason: 'in_doubt' });

    const both = [1, 2].map((fence) => outcome(job.id, fence, { providerMessageId: `m-${fence}` }));
    expect(await recordOutcomes(core.dataSource, both)).toEqual([{ id: job.id, fence: 2 }]);
    expect(await rowOf(job)).toMatchObject({ state: 'sent', provider_message_id: 'm-2' });
  });

  it('claims a message once whose jobs of two generations come together', async () => {
    const job = await plantOne();
    const results = await Promise.all(
      [{ ...job, generation: 0 }, job, { ...job, generation: 2 }, job].map((each) => core.delivery.deliver(each)),
    );
    expect(results.filter((result) => result === 'sent')).toHaveLength(1);
    expect(core.fake.accepted).toHaveLength(1);
  });
});
