import { describe, expect, it } from '@jest/globals';
import { check, type Allowed, type Verdict } from './checker.js';
import type { Accept, Attempt, Change, Evidence, Row, State } from './evidence.js';

const ID = '01900000-0000-7000-8000-000000000001';
const DUE = 1_000;

const change = (from: State, to: State, at: number, over: Partial<Change> = {}): Change => {
  return {
    id: ID,
    at,
    by: 'worker 1',
    transaction: String(at),
    from,
    to,
    oldFence: 1,
    fence: 1,
    leaseUntil: null,
    ...over,
  };
};
const claim = (at: number, over: Partial<Change> = {}): Change =>
  change('pending', 'sending', at, { oldFence: 0, fence: 1, ...over });
const attempt = (at: number, outcome: string, over: Partial<Attempt> = {}): Attempt => {
  return { id: ID, fence: 1, at, by: 'worker 1', transaction: String(at), outcome, status: 202, code: null, ...over };
};
const accept = (at: number, id: string | null = ID): Accept => ({ id, at });
const row = (over: Partial<Row> = {}): Row => {
  return { id: ID, state: 'sent', reason: null, expiresAt: null, endedAt: 1_300, ...over };
};

/** One message that was claimed, accepted and recorded, as it should be. */
const RIGHT: Evidence = {
  acknowledged: [{ id: ID, scheduledFor: DUE }],
  retired: [],
  rows: [row()],
  changes: [claim(1_100), change('sending', 'sent', 1_300, { leaseUntil: 6_000 })],
  attempts: [attempt(1_300, 'sent')],
  accepts: [accept(1_200)],
  leaks: [],
  faultOverAt: null,
  takenAt: 10_000,
};

/** Its worker died after the accept: a doubt, and once more by another worker. */
const DOUBLED: Evidence = {
  ...RIGHT,
  changes: [
    claim(1_100),
    change('sending', 'in_doubt', 6_200, { by: 'worker 2', leaseUntil: 6_100 }),
    change('in_doubt', 'pending', 7_300, { by: 'worker 2' }),
    claim(7_400, { by: 'worker 2', oldFence: 1, fence: 2 }),
    change('sending', 'sent', 7_600, { by: 'worker 2', oldFence: 2, fence: 2, leaseUntil: 12_000 }),
  ],
  attempts: [
    attempt(6_200, 'in_doubt', { by: 'worker 2', status: null }),
    attempt(7_600, 'sent', { by: 'worker 2', fence: 2 }),
  ],
  accepts: [accept(1_200), accept(7_500)],
};

const of = (over: Partial<Evidence>, allowed?: Allowed): Verdict => check({ ...RIGHT, ...over }, allowed);

describe('what is right', () => {
  it('a message that was sent once breaks nothing', () => {
    expect(check(RIGHT)).toEqual({
      acknowledged: 1,
      ended: { sent: 1, failed: 0, cancelled: 0 },
      unsure: 0,
      lost: 0,
      fromNowhere: 0,
      acceptedOnce: 1,
      acceptedTwice: 0,
      doubles: {},
      lostClaimOutcomes: 0,
      leaks: 0,
      recoveryMs: null,
      violations: [],
    });
  });

  it('a second accept after a doubt is counted by its cause, and breaks nothing', () => {
    expect(check(DOUBLED)).toMatchObject({ acceptedTwice: 1, doubles: { 'worker stopped': 1 }, violations: [] });
  });

  it('a reminder that is not due yet may wait', () => {
    const waiting = {
      acknowledged: [{ id: ID, scheduledFor: 99_000 }],
      rows: [row({ state: 'pending', endedAt: null })],
    };
    expect(of({ ...waiting, changes: [], attempts: [], accepts: [] }).violations).toEqual([]);
  });

  it('a doubt that is never cleared up ends as failed, and is counted', () => {
    const failed = of({ rows: [row({ state: 'failed', reason: 'in_doubt' })] });
    expect(failed).toMatchObject({ unsure: 1, ended: { failed: 1 }, violations: [] });
  });

  it('a reason that the fault explains breaks nothing', () => {
    const rejected = { rows: [row({ state: 'failed', reason: 'rejected' })], accepts: [] };
    expect(of(rejected, { reasons: ['rejected'] }).violations).toEqual([]);
    expect(of(rejected).violations).toEqual([expect.stringContaining('ended failed (rejected)')]);
  });
});

describe('I1', () => {
  it('finds an acknowledged message without a row', () => {
    expect(of({ rows: [], accepts: [] })).toMatchObject({
      lost: 1,
      violations: [expect.stringContaining('has no row')],
    });
  });

  it.each(['pending', 'sending', 'in_doubt'] as const)('finds a message that is left %s', (state) => {
    const left = of({ rows: [row({ state, endedAt: null })] });
    expect(left).toMatchObject({ lost: 1, violations: [`I1 lost: ${ID} is still ${state}`] });
  });

  it('finds a message that is recorded as sent and was never taken', () => {
    expect(of({ accepts: [] })).toMatchObject({
      lost: 1,
      violations: [expect.stringContaining('no provider took it')],
    });
  });

  it('finds a row that was acknowledged to nobody', () => {
    expect(of({ acknowledged: [] })).toMatchObject({
      fromNowhere: 1,
      violations: [expect.stringContaining('to nobody')],
    });
  });

  it('finds accepts that belong to no row', () => {
    const strange = of({ accepts: [accept(1_200), accept(1_250, null), accept(1_260, 'unknown')] });
    expect(strange.fromNowhere).toBe(2);
    expect(strange.violations).toHaveLength(2);
  });
});

describe('I2', () => {
  it('finds a second accept without an uncertain attempt', () => {
    expect(of({ accepts: [accept(1_200), accept(1_250)] }).violations).toEqual([
      `I2 ${ID} was accepted twice, and no attempt was uncertain`,
    ]);
  });

  it('finds a third accept, whatever the attempts say', () => {
    const three = check({ ...DOUBLED, accepts: [...DOUBLED.accepts, accept(7_550)] });
    expect(three.violations).toEqual([`I2 ${ID} was accepted 3 times`]);
  });

  it('knows the uncertain attempt from the answer, or from a doubt that was settled later', () => {
    const answered = [attempt(1_300, 'retry', { status: 504 }), attempt(2_300, 'sent', { fence: 2 })];
    const settled = [attempt(1_300, 'in_doubt', { code: 'ECONNRESET', status: null }), attempt(1_900, 'sent')];
    const accepts = [accept(1_200), accept(1_250)];
    expect(of({ accepts, attempts: settled }).doubles).toEqual({ ECONNRESET: 1 });
    expect(of({ accepts, attempts: [answered[0]!] }).doubles).toEqual({ 'answered 504': 1 });
  });
});

describe('I3', () => {
  it('finds an outcome that another process wrote while the claim held', () => {
    const stolen = of({
      changes: [claim(1_100), change('sending', 'sent', 1_300, { by: 'worker 2', leaseUntil: 6_000 })],
    });
    expect(stolen.lostClaimOutcomes).toBe(1);
    expect(stolen.violations).toEqual([`I3 worker 2 ended claim 1 of ${ID}, which is of worker 1`]);
  });

  it('finds a sweep that came before the end of the lease', () => {
    const early = change('sending', 'in_doubt', 1_300, { by: 'worker 2', leaseUntil: 6_000 });
    expect(of({ changes: [claim(1_100), early] }).lostClaimOutcomes).toBe(1);
  });

  it('finds a process that ends its new claim by the outcome of its old one', () => {
    const again = claim(7_400, { oldFence: 1, fence: 2 });
    const ended = change('sending', 'sent', 7_500, { oldFence: 2, fence: 2, leaseUntil: 12_000 });
    const mixed = of({ changes: [claim(1_100), again, ended], attempts: [attempt(7_500, 'sent', { fence: 1 })] });
    expect(mixed.violations).toEqual([`I3 worker 1 ended claim 2 of ${ID} by the outcome of claim 1`]);
  });
});

describe('I4', () => {
  it('finds a message that was sent before its time', () => {
    expect(of({ accepts: [accept(900)], changes: [claim(800)], attempts: [] }).violations).toEqual([
      `I4 ${ID} was sent 100 ms before its time`,
    ]);
  });

  it('finds a claim after the end of what it was for', () => {
    expect(of({ retired: [{ id: ID, at: 1_050, why: 'its booking was cancelled' }] }).violations).toEqual([
      `I4 ${ID} was claimed and sent after its booking was cancelled`,
    ]);
    expect(of({ retired: [{ id: ID, at: 1_150, why: 'its booking was cancelled' }] }).violations).toEqual([]);
  });

  it('finds a claim after the expiry', () => {
    expect(of({ rows: [row({ expiresAt: 1_050 })] }).violations).toEqual([
      `I4 ${ID} was claimed and sent after its expiry`,
    ]);
  });

  it('finds a cancelled row that was claimed, and a send without a claim', () => {
    const revived = claim(1_150, { from: 'cancelled' });
    expect(of({ changes: [revived] }).violations).toEqual([`I4 ${ID} was claimed after it was cancelled`]);
    expect(of({ changes: [claim(1_250)] }).violations).toEqual([`I4 ${ID} was sent without a claim`]);
  });
});

describe('I5 and I6', () => {
  it('names what leaked and where, and not the thing itself', () => {
    const leaks = [{ where: 'the log of worker 1', kind: 'the name of a client', times: 3 }];
    expect(of({ leaks }).violations).toEqual(['I5 the name of a client stands in the log of worker 1, 3 times']);
  });

  it('measures the recovery, and finds one that takes too long', () => {
    expect(of({ faultOverAt: 1_000 }, { recoveryMs: 300 })).toMatchObject({ recoveryMs: 300, violations: [] });
    expect(of({ faultOverAt: 1_000 }, { recoveryMs: 299 }).violations).toEqual([
      'I6 recovery took 300 ms, 299 are promised',
    ]);
  });
});
