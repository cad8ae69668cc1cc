import type { Behaviour, FakeRequest } from '../../support/fake-provider.js';
import type { Row } from '../row.js';
import type { Random } from '../seed.js';

const BOOKINGS = { full: 150, short: 25 } as const;
const STATUSES = [500, 502, 503, 504] as const;

interface Drawn {
  readonly status: (typeof STATUSES)[number] | null;
  /** The provider has taken the message all the same. */
  readonly accept: boolean;
}

function draw(random: Random, requests: number): Drawn[] {
  return Array.from({ length: requests }, () => {
    if (!random.chance(0.3)) return { status: null, accept: false };
    return { status: random.pick(STATUSES), accept: random.chance(0.5) };
  });
}

/** The contract tries a 5xx again. So each message is taken with a 5xx once at most: that is the one double allowed. */
function failing(answers: readonly Drawn[]): (request: FakeRequest) => Behaviour {
  let served = 0;
  const taken = new Set<string>();
  const failures = new Map<string, number>();
  return ({ notificationId: id }) => {
    const { status, accept } = answers[served++ % answers.length]!;
    const before = failures.get(id ?? '') ?? 0;
    if (status === null || id === null || taken.has(id) || before >= 2) return 'normal';
    failures.set(id, before + 1);
    if (accept) taken.add(id);
    return { status, accept, body: 'try later', delayMs: 20 };
  };
}

export const serverErrors: Row = {
  number: 12,
  title: '500, 502, 503, 504, accepted or not',
  expected: 'I2',
  allowed: { recoveryMs: 120_000 },
  run: async ({ random, size, world, drawn, note, expect }) => {
    const answers = draw(random, 4 * BOOKINGS[size]);
    const failed = answers.filter(({ status }) => status !== null);
    drawn(answers.map(({ status, accept }) => `${status ?? 'ok'}${accept ? '+' : ''}`).join(' '));
    const it = await world({ decide: failing(answers) });
    await it.platform.book(BOOKINGS[size]);
    it.faultOver();
    await it.everythingEnds(180_000);
    note(
      `of ${answers.length} answers ${failed.length} are 5xx, ${failed.filter(({ accept }) => accept).length} of them after accepting`,
    );
    const { rows } = await it.world.sql.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM delivery_attempt WHERE provider_status BETWEEN 500 AND 599 AND outcome <> 'retry'`,
    );
    expect(rows[0]!.n === 0, `${rows[0]!.n} attempts that were answered 5xx did not lead to another try`);
  },
};
