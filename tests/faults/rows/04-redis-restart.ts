import { setTimeout as wait } from 'node:timers/promises';
import { PATIENCE } from '../fault-world.js';
import type { Row } from '../row.js';

const OUTAGES = { full: 4, short: 1 } as const;

export const redisRestart: Row = {
  number: 4,
  title: 'Redis killed and restarted (AOF)',
  expected: 'I1 I2',
  allowed: { twice: 0, recoveryMs: 100_000 },
  run: async ({ random, size, world, drawn, note }) => {
    const outages = Array.from({ length: OUTAGES[size] }, () => {
      return { afterMs: random.between(200, 1_200), downMs: random.between(100, 9_000) };
    });
    outages.forEach(({ afterMs, downMs }) => drawn(`Redis dies after ${afterMs} ms, for ${downMs} ms`));
    const it = await world({
      ownRedis: 'durable',
      environment: PATIENCE,
      decide: () => ({ delayMs: 100 }),
    });
    const stop = it.platform.keepBooking();
    for (const { afterMs, downMs } of outages) {
      await wait(afterMs);
      await it.world.redis.kill();
      await wait(downMs);
      await it.world.redis.start();
      it.faultOver();
    }
    await stop();
    it.faultOver();
    await it.everythingEnds(120_000);
    const slowest = Math.max(...it.platform.tries.map(({ ms }) => ms));
    note(`${outages.length} outages; slowest answer of the API ${Math.round(slowest)} ms`);
  },
};
