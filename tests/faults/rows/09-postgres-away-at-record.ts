import { setTimeout as wait } from 'node:timers/promises';
import { startOwnPostgres } from '../../support/own-postgres.js';
import type { Row } from '../row.js';
import { createTrap } from '../trap.js';

const BOOKINGS = 10;
/** Shorter than the lease, longer than it, and longer than anybody tries to record. */
const OUTAGES_MS = { full: [500, 3_000, 6_000, 9_000, 12_000], short: [2_000] } as const;

export const postgresAwayAtRecord: Row = {
  number: 9,
  title: 'Postgres down between accept and record',
  expected: '`in_doubt`, I2',
  allowed: { recoveryMs: 100_000 },
  run: async ({ random, size, world, drawn, note, expect, closing }) => {
    const outages = random.shuffled(OUTAGES_MS[size]);
    drawn(`Postgres is away for ${outages.join(', ')} ms after an accept`);
    const postgres = await startOwnPostgres();
    closing(() => postgres.close());
    const trap = createTrap();
    const it = await world({ databaseUrl: postgres.url, ...trap.hooks(() => ({ delayMs: 20 })) });
    for (const downMs of outages) {
      const booking = it.platform.book(BOOKINGS);
      const caught = await trap.catch('accept', true, 30_000);
      expect(caught !== null, 'a message was accepted before Postgres went away');
      await postgres.crash();
      trap.release();
      await wait(downMs);
      await postgres.start();
      it.faultOver();
      await booking;
      await it.everythingEnds(90_000);
      const { rows } = await it.world.sql.query<{ state: string; doubts: number }>(
        'SELECT state, doubts FROM notification WHERE id = $1',
        [caught],
      );
      note(`away for ${downMs} ms: the message ended ${rows[0]?.state ?? 'nowhere'}, doubts ${rows[0]?.doubts ?? 0}`);
    }
  },
};
