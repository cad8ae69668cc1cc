import { setTimeout as wait } from 'node:timers/promises';
import type { Behaviour, FakeRequest } from '../../support/fake-provider.js';
import { PATIENCE, type FaultWorld } from '../fault-world.js';
import type { Row } from '../row.js';
import type { Random } from '../seed.js';

type Channel = FakeRequest['channel'];

const BOOKINGS = { full: 60, short: 20 } as const;
/** Two workers with eight each in hand for each of two queues, and the probes. */
const MOST_BEFORE_THE_PAUSE = 40;

const SENDGRID_NO = { errors: [{ message: 'refused', field: null, help: null }] };
const twilioNo = (status: number, code: number): Behaviour => {
  return { status, headers: { 'content-type': 'application/json' }, body: { code, message: 'refused', status } };
};
/** As the providers refuse a key or an account. */
const keyRefused = (channel: Channel, status: number): Behaviour =>
  channel === 'email' ? { status, body: SENDGRID_NO } : twilioNo(status, 20003);
const messageRefused = (channel: Channel): Behaviour =>
  channel === 'email' ? { status: 400, body: SENDGRID_NO } : twilioNo(400, 21617);

async function failed(it: FaultWorld, reason: string): Promise<number> {
  const { rows } = await it.world.sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM notification WHERE state = 'failed' AND reason = $1`,
    [reason],
  );
  return rows[0]!.n;
}

/** Each of the first requests has an answer that was drawn. */
function drawRefused(random: Random, requests: number): boolean[] {
  return Array.from({ length: requests }, () => random.chance(0.25));
}

export const refusals: Row = {
  number: 11,
  title: '400, 401 and 403',
  expected: "as the contract's table; the breaker holds the rest; nothing lost",
  allowed: { twice: 0, reasons: ['rejected', 'provider_auth'], recoveryMs: 120_000 },
  run: async ({ random, size, world, drawn, note, expect }) => {
    const refused = drawRefused(random, 2 * BOOKINGS[size]);
    const keys = random
      .shuffled([
        { channel: 'email', status: 401 },
        { channel: 'sms', status: 401 },
        { channel: 'email', status: 403 },
        { channel: 'sms', status: 403 },
      ] as const)
      .slice(0, size === 'full' ? 4 : 1);
    drawn(`400 for requests ${refused.flatMap((no, n) => (no ? [n + 1] : [])).join(', ')}`);
    drawn(`then ${keys.map(({ channel, status }) => `${status} on ${channel}`).join(', ')}`);

    let decide = (_: FakeRequest): Behaviour => 'normal';
    const it = await world({ environment: PATIENCE, decide: (request) => decide(request) });
    let served = 0;
    let rejected = 0;
    decide = ({ channel }) => {
      served += 1;
      if (refused[served - 1] !== true) return 'normal';
      rejected += 1;
      return messageRefused(channel);
    };
    await it.platform.book(BOOKINGS[size]);
    await it.everythingEnds(60_000);
    const ended = await failed(it, 'rejected');
    expect(ended === rejected, `${rejected} messages were refused, ${ended} ended as rejected`);
    expect(served === refused.length, `400 is not tried again: ${served} requests for ${refused.length} messages`);

    for (const [n, { channel, status }] of keys.entries()) {
      let met = 0;
      decide = (request) => {
        if (request.channel !== channel) return 'normal';
        met += 1;
        return keyRefused(channel, status);
      };
      await it.platform.book(BOOKINGS[size]);
      await wait(4_000);
      const alone = await failed(it, 'provider_auth');
      expect(alone === n + 1, `${status} on ${channel}: ${alone - n} messages failed, the others must wait`);
      expect(
        met <= MOST_BEFORE_THE_PAUSE,
        `${status} on ${channel}: ${met} requests met it, the channel was not paused`,
      );
      note(`${status} on ${channel}: ${met} requests met it, 1 message failed, the rest waited`);
      decide = () => 'normal';
      it.faultOver();
      await it.everythingEnds(90_000);
    }
  },
};
