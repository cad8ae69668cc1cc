import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Behaviour, FakeRequest } from '../../support/fake-provider.js';
import { HASTE } from '../fault-world.js';
import type { Row } from '../row.js';
import type { Random } from '../seed.js';

const BOOKINGS = { full: 120, short: 20 } as const;
/** A timer on a busy machine. */
const LATE_MS = 1_500;

const STRANGE = [
  'accept then reset',
  'accept then never answer',
  'accept then drip a byte a second',
  'accept then truncate',
  'reset before accepting',
  'redirect',
] as const;
type Strange = (typeof STRANGE)[number];

function draw(random: Random, requests: number): (Strange | null)[] {
  return Array.from({ length: requests }, () => (random.chance(0.2) ? random.pick(STRANGE) : null));
}

/** Whom a redirect points to. Nobody may come. */
async function startElsewhere() {
  let visits = 0;
  const server = createServer((request, response) => {
    visits += 1;
    request.resume();
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = (): Promise<void> => new Promise((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}/`, visits: () => visits, close };
}

/** Each message meets one of them at most: a second doubt would end it, as it should. */
function strangely(answers: readonly (Strange | null)[], elsewhere: string): (request: FakeRequest) => Behaviour {
  let served = 0;
  const met = new Set<string>();
  return ({ notificationId: id }) => {
    const answer = answers[served++ % answers.length] ?? null;
    if (answer === null || id === null || met.has(id)) return { delayMs: 20 };
    met.add(id);
    return answer === 'redirect' ? { status: 307, headers: { location: elsewhere } } : answer;
  };
}

export const noClearAnswer: Row = {
  number: 13,
  title: 'reset, no answer, drip, truncated, 307',
  expected: 'hard deadline kept, no redirect followed, I2',
  allowed: { recoveryMs: 120_000 },
  run: async ({ random, size, world, drawn, note, expect, closing }) => {
    const answers = draw(random, 3 * BOOKINGS[size]);
    drawn(answers.map((answer) => answer ?? 'ok').join(', '));
    const elsewhere = await startElsewhere();
    closing(elsewhere.close);
    const it = await world({ decide: strangely(answers, elsewhere.url) });
    await it.platform.book(BOOKINGS[size]);
    it.faultOver();
    await it.everythingEnds(180_000);
    const { rows } = await it.world.sql.query<{ longest: number; doubts: number }>(
      `SELECT coalesce(max(duration_ms), 0) AS longest, count(*) FILTER (WHERE outcome = 'in_doubt')::int AS doubts
       FROM delivery_attempt`,
    );
    const { longest, doubts } = rows[0]!;
    const most = Number(HASTE.PROVIDER_TIMEOUT_MS) + LATE_MS;
    note(
      `${doubts} doubts; the longest call took ${longest} ms of ${HASTE.PROVIDER_TIMEOUT_MS}; redirects followed: ${elsewhere.visits()}`,
    );
    expect(longest <= most, `a call took ${longest} ms, the deadline is ${HASTE.PROVIDER_TIMEOUT_MS}`);
    expect(elsewhere.visits() === 0, `${elsewhere.visits()} redirects were followed`);
  },
};
