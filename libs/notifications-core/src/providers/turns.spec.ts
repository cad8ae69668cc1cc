import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import type { Lane } from '../domain/notification.js';
import type { ChannelGate } from './channel-gate.js';
import { createTurns, type Turns } from './turns.js';

const PER_SECOND = 50;
const PATIENCE_MS = 1_000;

/** Workers that share one row of places, as they do through Redis. */
function workers(count: number): Turns[] {
  let next = 0;
  const place = (_: unknown, mostMs: number): Promise<number | null> => {
    const now = performance.now();
    const at = Math.max(now, next);
    if (at - now > mostMs) return Promise.resolve(null);
    next = at + 1_000 / PER_SECOND;
    return Promise.resolve(at - now);
  };
  const gate = { isClosed: () => false, pace: () => PER_SECOND, place } as unknown as ChannelGate;
  return Array.from({ length: count }, () => createTurns(32, gate));
}

/** Asks for so many turns, as the dispatcher does: for no more than there is room for. Gives each back at once. */
async function send(turns: Turns, lane: Lane, most: number): Promise<number> {
  const room = Math.min(most, turns.room(lane === 'urgent' ? 'urgent_notifications' : 'notifications', 'email'));
  const taken = await Promise.all(
    Array.from({ length: room }, async () => {
      const turn = await turns.take(lane, 'email', PATIENCE_MS);
      turn?.release();
      return turn === null ? 0 : 1;
    }),
  );
  return taken.reduce<number>((sum, each) => sum + each, 0);
}

it('a bulk that ten workers send at a slow pace leaves places to reminders, and both leave some to what is urgent', async () => {
  const all = workers(10);
  const sent = { urgent: 0, reminder: 0, bulk: 0 };
  const running: Promise<unknown>[] = [];
  const begin = (turns: Turns | undefined, lane: Lane, most: number): void => {
    if (turns) running.push(send(turns, lane, most).then((n) => (sent[lane] += n)));
  };
  for (let round = 0; round < 8; round++) {
    for (const each of all) begin(each, 'bulk', 100);
    begin(all[round], 'reminder', 3);
    begin(all[round], 'urgent', 3);
    await wait(400);
  }
  await Promise.all(running);
  // Three of each came in every round, beside more bulk than the pace allows.
  expect(sent.urgent).toBe(24);
  expect(sent.reminder).toBeGreaterThan(12);
  expect(sent.bulk).toBeGreaterThan(12);
});
