import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../config/config.js';
import type { Claimed } from '../db/notifications/claimed.js';
import { ChannelDown, InDoubt, Permanent, RetryLater, SlowDown } from '../domain/errors.js';
import { notSent, outcomeOf } from './outcomes.js';
import type { Answer } from './send.js';

const config = readConfig({});
const NOW = new Date('2026-11-30T12:00:00Z');
const row = (over: Partial<Claimed> = {}): Claimed =>
  ({ attempts: 0, slowed: 0, doubts: 0, now: NOW, scheduledFor: NOW, expiresAt: null, ...over }) as Claimed;
const answer = (said: Answer['said'], over: Partial<Answer> = {}): Answer => ({
  provider: 'sendgrid',
  durationMs: 7,
  segments: null,
  said,
  failsAlone: false,
  worksAgain: false,
  channelWaitMs: 0,
  ...over,
});
const outcome = (claimed: Claimed, said: Answer['said'], over?: Partial<Answer>) =>
  outcomeOf(claimed, answer(said, over), config);

describe('the outcome after a provider answered', () => {
  it('is sent, with the id of the message, when the provider took it', () => {
    expect(outcome(row(), { providerMessageId: 'm-1', status: 202 })).toEqual({
      state: 'sent',
      attempt: 'sent',
      provider: 'sendgrid',
      segments: null,
      providerMessageId: 'm-1',
      providerStatus: 202,
      durationMs: 7,
    });
  });

  it.each([
    [0, 60_000],
    [1, 120_000],
    [2, 240_000],
  ])('is a retry after %d tries, after %d ms and a little', (attempts, waitMs) => {
    const { state, attempt, reason, waitMs: waits } = outcome(row({ attempts }), new RetryLater('busy'));
    expect({ state, attempt, reason }).toEqual({ state: 'pending', attempt: 'retry', reason: null });
    expect(waits).toBeGreaterThanOrEqual(waitMs);
    expect(waits).toBeLessThanOrEqual(waitMs * 1.1);
  });

  it('is failed when no retry is left', () => {
    expect(outcome(row({ attempts: 3 }), new RetryLater('busy', { status: 503 }))).toMatchObject({
      state: 'failed',
      attempt: 'failed',
      reason: 'retries_exhausted',
      providerStatus: 503,
    });
  });

  it('is a wait with its channel that uses up no try when the provider takes nothing more for now', () => {
    const busy = new SlowDown('too many', { status: 429 });
    expect(outcome(row({ attempts: 7, slowed: 4 }), busy, { channelWaitMs: 1_500 })).toMatchObject({
      state: 'pending',
      attempt: 'retry',
      slowed: true,
      reason: null,
      errorMessage: 'too many',
      providerStatus: 429,
      waitMs: 1_500,
    });
  });

  it('counts as tries only what was not slowed down', () => {
    const { waitMs, state } = outcome(row({ attempts: 9, slowed: 8 }), new RetryLater('busy'));
    expect(state).toBe('pending');
    expect(waitMs).toBeLessThanOrEqual(120_000 * 1.1);
    expect(outcome(row({ attempts: 9, slowed: 6 }), new RetryLater('busy'))).toMatchObject({
      reason: 'retries_exhausted',
    });
    // An older release gave the tries back, but not these.
    expect(outcome(row({ attempts: 0, slowed: 6 }), new RetryLater('busy')).waitMs).toBeLessThanOrEqual(60_000 * 1.1);
  });

  it('ends a message without an expiry that the provider has not taken for a day', () => {
    const busy = new SlowDown('too many', { status: 429 });
    const old = { scheduledFor: new Date(NOW.getTime() - 86_400_000) };
    expect(outcome(row({ ...old, attempts: 50, slowed: 50 }), busy)).toMatchObject({ state: 'pending' });
    expect(outcome(row({ ...old, attempts: 53, slowed: 50 }), busy)).toMatchObject({
      state: 'failed',
      reason: 'retries_exhausted',
      errorMessage: 'too many',
    });
    // The expiry ends it: the check before sending cancels it then.
    const expiresAt = new Date(NOW.getTime() + 1);
    expect(outcome(row({ ...old, attempts: 53, slowed: 50, expiresAt }), busy)).toMatchObject({ slowed: true });
  });

  it('is failed for good when the message itself was refused', () => {
    const refused = new Permanent('no', 'invalid_recipient', { status: 400, code: '21211' });
    expect(outcome(row(), refused)).toMatchObject({
      state: 'failed',
      reason: 'invalid_recipient',
      errorMessage: 'no',
      providerCode: '21211',
    });
  });

  it('is failed for the first message that meets a refused key, and released for the others', () => {
    const refused = new ChannelDown('wrong key', { status: 401 });
    expect(outcome(row(), refused, { failsAlone: true })).toMatchObject({ state: 'failed', reason: 'provider_auth' });
    expect(outcome(row(), refused)).toMatchObject({
      state: 'pending',
      attempt: 'released',
      reason: 'provider_auth',
      waitMs: 0,
    });
  });

  it('is in doubt without a clear answer, and failed at the second doubt', () => {
    expect(outcome(row(), new InDoubt('silence'))).toMatchObject({
      state: 'in_doubt',
      attempt: 'in_doubt',
      waitMs: 120_000,
    });
    expect(outcome(row({ doubts: 1 }), new InDoubt('silence'))).toMatchObject({
      state: 'failed',
      attempt: 'in_doubt',
      reason: 'in_doubt',
    });
  });
});

describe('the outcome after a check that stopped the send', () => {
  it.each([
    [{ do: 'cancel', reason: 'expired' } as const, { state: 'cancelled', attempt: 'cancelled', reason: 'expired' }],
    [
      { do: 'wait', reason: null, waitMs: 5_000 } as const,
      { state: 'pending', attempt: 'released', reason: null, waitMs: 5_000 },
    ],
    [
      { do: 'fail', reason: 'template_missing', message: 'none' } as const,
      { state: 'failed', attempt: 'failed', reason: 'template_missing', errorMessage: 'none' },
    ],
  ])('%j', (verdict, expected) => {
    expect(notSent(row(), verdict, config)).toEqual(expected);
  });

  it('is a retry that uses up a try when the check failed', () => {
    expect(notSent(row(), { do: 'retry' }, config)).toMatchObject({ state: 'pending', attempt: 'retry' });
  });
});
