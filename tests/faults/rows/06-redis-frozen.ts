import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { PATIENCE, type FaultWorld } from '../fault-world.js';
import type { Row, RowContext } from '../row.js';

const FREEZE_MS = { full: 60_000, short: 8_000 } as const;
const NO_MEMORY_MS = { full: 12_000, short: 6_000 } as const;
const WITHIN_MS = 2_000;
const EVERY_MS = 250;

/** Books all the while, and looks at how long the API takes. */
async function bookWhile(it: FaultWorld, ms: number): Promise<{ posts: number; slowest: number; refused: number }> {
  const before = it.platform.tries.length;
  const bookings: Promise<unknown>[] = [];
  for (const end = Date.now() + ms; Date.now() < end;) {
    bookings.push(it.platform.book(1, { atATime: 1 }));
    await wait(EVERY_MS);
  }
  await Promise.all(bookings);
  const tries = it.platform.tries.slice(before);
  return {
    posts: tries.length,
    slowest: Math.round(Math.max(...tries.map((one) => one.ms))),
    refused: tries.filter(({ status }) => status !== 202).length,
  };
}

async function during({ note, expect }: RowContext, it: FaultWorld, what: string, ms: number): Promise<void> {
  const accepted = it.world.provider.accepted.length;
  const { posts, slowest, refused } = await bookWhile(it, ms);
  note(
    `${what}: ${posts} posts, slowest ${slowest} ms; ${it.world.provider.accepted.length - accepted} sent meanwhile`,
  );
  expect(refused === 0, `${what}: ${refused} posts were not answered 202`);
  expect(slowest <= WITHIN_MS, `${what}: the API took ${slowest} ms, ${WITHIN_MS} are promised`);
}

export const redisFrozen: Row = {
  number: 6,
  title: 'Redis frozen, cut off, out of memory',
  expected: 'API still answers 202 within 2 s; recovers by itself',
  allowed: { twice: 0, recoveryMs: 100_000 },
  run: async (context) => {
    const { size, world, random, drawn } = context;
    const cuts = random.between(3, 8);
    drawn(`all connections are killed ${cuts} times`);
    const it = await world({ ownRedis: true, environment: PATIENCE });
    const { redis } = it.world;

    redis.freeze();
    try {
      await during(context, it, `frozen for ${FREEZE_MS[size] / 1_000} s`, FREEZE_MS[size]);
    } finally {
      redis.thaw();
    }
    it.faultOver();
    await it.everythingEnds(120_000);

    const operator = new Redis(redis.url);
    operator.on('error', () => undefined);
    try {
      const cutting = (async () => {
        for (let cut = 0; cut < cuts; cut += 1) {
          await operator.call('CLIENT', 'KILL', 'SKIPME', 'yes');
          await wait(400);
        }
      })();
      await during(context, it, `connections killed ${cuts} times`, cuts * 500);
      await cutting;
      it.faultOver();
      await it.everythingEnds(120_000);

      await operator.config('SET', 'maxmemory', '1');
      await during(context, it, 'out of memory', NO_MEMORY_MS[size]);
      await operator.config('SET', 'maxmemory', '0');
      it.faultOver();
      await it.everythingEnds(120_000);
    } finally {
      operator.disconnect();
    }
  },
};
