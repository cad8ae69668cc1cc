import { setTimeout as wait } from 'node:timers/promises';
import { startOwnPostgres } from '../../support/own-postgres.js';
import type { Row } from '../row.js';

const CRASHES = { full: 4, short: 1 } as const;
const CUTS = { full: 12, short: 3 } as const;
const NOTICES_OF_EACH = 2;

export const postgresCrash: Row = {
  number: 8,
  title: 'Postgres crashes, backends cut off in commits',
  expected: 'a client retry with the same event id gives one set of rows; I1',
  allowed: { recoveryMs: 100_000 },
  run: async ({ random, size, world, drawn, note, expect, closing }) => {
    const crashes = Array.from({ length: CRASHES[size] }, () => {
      return { afterMs: random.between(100, 1_500), downMs: random.between(0, 4_000) };
    });
    const cuts = Array.from({ length: CUTS[size] }, () => random.between(10, 400));
    crashes.forEach(({ afterMs, downMs }) => drawn(`crash after ${afterMs} ms, down for ${downMs} ms`));
    drawn(`clients cut off after ${cuts.join(', ')} ms`);

    const postgres = await startOwnPostgres();
    closing(() => postgres.close());
    const it = await world({ databaseUrl: postgres.url, apis: 2, decide: () => ({ delayMs: 20 }) });
    const stop = it.platform.keepBooking();
    for (const { afterMs, downMs } of crashes) {
      await wait(afterMs);
      await postgres.crash();
      await wait(downMs);
      await postgres.start();
    }
    let cutOff = 0;
    for (const afterMs of cuts) {
      await wait(afterMs);
      cutOff += await postgres.terminateClients();
    }
    await stop();
    it.faultOver();
    await it.everythingEnds(120_000);

    const { rows } = await it.world.sql.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM (
         SELECT FROM notification GROUP BY appointment_id HAVING count(*) <> $1) AS other`,
      [NOTICES_OF_EACH],
    );
    expect(rows[0]!.n === 0, `${rows[0]!.n} bookings have more or fewer than ${NOTICES_OF_EACH} notifications`);
    const again = it.platform.tries.filter(({ status }) => status !== 202).length;
    note(`${crashes.length} crashes, ${cutOff} backends cut off; the platform posted ${again} times again`);
  },
};
