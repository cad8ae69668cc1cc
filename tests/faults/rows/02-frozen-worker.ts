import { HASTE } from '../fault-world.js';
import type { Row } from '../row.js';
import { createTrap } from '../trap.js';
import { until } from '../../support/world.js';

const FREEZES = { full: 6, short: 1 } as const;
const BOOKINGS = 12;

/** A worker stands still in the middle of a send, others take over, and then it goes on as if nothing had happened. */
export const frozenWorker: Row = {
  number: 2,
  title: 'a worker frozen past its lease',
  expected: 'I3; I2 exceptions logged as ambiguous',
  run: async ({ random, size, world, drawn, note, expect }) => {
    const points = Array.from({ length: FREEZES[size] }, () => random.pick(['request', 'accept'] as const));
    drawn(`frozen while the provider has: ${points.join(', ')}`);
    const trap = createTrap();
    const it = await world({ workers: 2, ...trap.hooks(() => ({ delayMs: 50 })) });
    let frozen = 0;
    for (const point of points) {
      const booking = it.platform.book(BOOKINGS);
      const caught = await trap.catch(point, true);
      const worker = caught === null ? undefined : await it.claimerOf(caught);
      if (worker !== undefined) {
        frozen += 1;
        process.kill(worker.pid, 'SIGSTOP');
        trap.release();
        await until(
          'others have taken over what it held',
          async () => {
            const { rows } = await it.world.sql.query<{ n: number }>(
              `SELECT count(*)::int AS n FROM notification WHERE state = 'sending' AND claimed_by LIKE '%:' || $1::int`,
              [worker.pid],
            );
            return rows[0]!.n;
          },
          (held) => held === 0,
          Number(HASTE.CLAIM_LEASE_SECONDS) * 1_000 + 30_000,
        );
        process.kill(worker.pid, 'SIGCONT');
      }
      trap.release();
      await booking;
      it.faultOver();
      await it.everythingEnds(90_000);
    }
    const refused = it.world.workers.map((worker) => worker.logs().split('outcome not written').length - 1);
    note(`${frozen} freezes; outcomes that came too late and were not written: ${refused.reduce((a, b) => a + b, 0)}`);
    expect(frozen === points.length, `a worker was frozen ${points.length} times, not ${frozen}`);
  },
};
