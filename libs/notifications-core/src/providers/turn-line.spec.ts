import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Channel } from '../domain/notification.js';
import { createTurnLine, IDLE_MS, SHARE_AFTER_MS, type Turn, type TurnLine } from './turn-line.js';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

const PATIENCE_MS = 1_000;
let line: TurnLine;
beforeEach(() => void (line = createTurnLine(4)));

/** Who got a turn, and who was turned away, in order. */
function asking(): { ask: (channel: Channel, times?: number) => void; got: string[]; turns: Turn[] } {
  const got: string[] = [];
  const turns: Turn[] = [];
  return {
    got,
    turns,
    ask: (channel, times = 1) => {
      for (let n = 0; n < times; n++)
        void line.take(channel, PATIENCE_MS).then((turn) => {
          got.push(turn === null ? `no ${channel}` : channel);
          if (turn !== null) turns.push(turn);
        });
    },
  };
}
const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);

describe('turns', () => {
  it('are given to as many as may send at a time, and to the next in line when one is given back', async () => {
    const { ask, got, turns } = asking();
    ask('email', 3);
    ask('sms', 3);
    await pass(0);
    expect(got).toEqual(['email', 'email', 'email', 'sms']);
    turns[0]!.release();
    turns[0]!.release();
    await pass(0);
    expect(got).toEqual(['email', 'email', 'email', 'sms', 'sms']);
  });

  it('of a share are given on top of the limit, also after a message of the channel was turned away', async () => {
    const { ask, got } = asking();
    ask('sms', 4);
    await pass(0);
    line.turnedAway('email');
    expect(line.room('email')).toBe(1);
    ask('email');
    await pass(SHARE_AFTER_MS);
    expect(got).toEqual(['sms', 'sms', 'sms', 'sms', 'email']);
  });

  it('of a channel leave a share to another one that sends too, so a provider that hangs takes nothing from it', async () => {
    const { ask, got, turns } = asking();
    ask('email');
    await pass(0);
    turns[0]!.release();
    ask('sms', 6);
    await pass(0);
    expect(got.slice(1)).toEqual(['sms', 'sms', 'sms']);
    ask('email');
    await pass(0);
    expect(got.slice(4)).toEqual(['email']);
  });

  it('all belong to a channel that sends alone; another one that comes gets its share on top, a moment later', async () => {
    const { ask, got, turns } = asking();
    ask('sms', 6);
    await pass(0);
    expect(got).toEqual(['sms', 'sms', 'sms', 'sms']);
    ask('email', 2);
    await pass(SHARE_AFTER_MS - 1);
    expect(got).toHaveLength(4);
    await pass(1);
    expect(got.slice(4)).toEqual(['email']);
    turns[4]!.release();
    await pass(0);
    expect(got.slice(5)).toEqual(['email']);
  });

  it('all belong to a channel again when the other has sent nothing for a while', async () => {
    const { ask, got, turns } = asking();
    ask('email');
    await pass(0);
    turns[0]!.release();
    await pass(IDLE_MS + 1);
    ask('sms', 4);
    await pass(0);
    expect(got.slice(1)).toEqual(['sms', 'sms', 'sms', 'sms']);
  });

  it('are waited for no longer than patience allows, and not at all while nothing moves', async () => {
    const { ask, got } = asking();
    ask('sms', 6);
    await pass(PATIENCE_MS);
    expect(got.slice(4)).toEqual(['no sms', 'no sms']);
    ask('sms');
    await pass(PATIENCE_MS);
    expect(got.slice(6)).toEqual(['no sms']);
    ask('sms');
    await pass(0);
    expect(got.slice(7)).toEqual(['no sms']);
    expect(line.room('sms')).toBe(0);
    expect(line.room('email')).toBe(Infinity);
  });

  it('are waited for again as soon as the provider moves', async () => {
    const { ask, got, turns } = asking();
    ask('sms', 6);
    await pass(PATIENCE_MS);
    turns.forEach((turn) => turn.release());
    ask('sms', 5);
    await pass(0);
    expect(got.slice(6)).toEqual(['sms', 'sms', 'sms', 'sms']);
    expect(line.room('sms')).toBeLessThan(10);
    turns.forEach((turn) => turn.release());
    await pass(5_000);
    turns.forEach((turn) => turn.release());
    await pass(0);
    expect(line.room('sms')).toBe(Infinity);
  });

  it('can be had before the channel is known, when nothing is in the way', async () => {
    const turns = Array.from({ length: 5 }, () => line.any());
    expect(turns.map((turn) => turn !== null)).toEqual([true, true, true, true, false]);
    turns.forEach((turn) => turn?.belongsTo('sms'));
    turns[0]?.release();
    const { ask, got } = asking();
    ask('email');
    await pass(0);
    expect(got).toEqual(['email']);
    // SMS has all of its turns, so nobody can say that a message of an unknown channel may go.
    expect(line.any()).toBeNull();
    turns.forEach((turn) => turn?.release());
    expect(line.any()).not.toBeNull();
  });

  it('are given to nobody once the process stops', async () => {
    const { ask, got } = asking();
    ask('email', 6);
    await pass(0);
    line.close();
    ask('sms');
    await pass(0);
    expect(got.slice(4).sort()).toEqual(['no email', 'no email', 'no sms']);
    expect(line.any()).toBeNull();
  });
});
