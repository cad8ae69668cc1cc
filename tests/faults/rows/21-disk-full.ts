import { setTimeout as wait } from 'node:timers/promises';
import { appointment, event } from '../../support/bookings.js';
import { canaryClient } from '../../support/canaries.js';
import { startOwnPostgres } from '../../support/own-postgres.js';
import { startSmallDisk, whyNoSmallDisk } from '../../support/small-disk.js';
import type { FaultWorld } from '../fault-world.js';
import type { Row } from '../row.js';

/** Postgres, empty but for its schema, takes about 130. */
const DISK_MB = 320;
const SIZES = { full: { times: 3, before: 60 }, short: { times: 1, before: 10 } } as const;
const PLATFORMS = 6;
/** What nobody reads is kept too, so that few bookings take much room. */
const PADDING = 'x'.repeat(60_000);

export const diskFull: Row = {
  number: 21,
  title: 'disk full for Postgres',
  expected: '503, never a false 202; recovers by itself once there is room',
  // A job that was taken and could not be claimed is trusted for 75 s while others stand in line.
  allowed: { recoveryMs: 100_000 },
  impossible: () => Promise.resolve(whyNoSmallDisk()),
  run: async ({ random, size, world, drawn, note, expect, closing }) => {
    const { times, before } = SIZES[size];
    const fullForMs = Array.from({ length: times }, () => random.between(6_000, 12_000));
    fullForMs.forEach((ms, n) => drawn(`full ${n + 1}: ${ms} ms`));

    const disk = startSmallDisk(DISK_MB);
    const postgres = await startOwnPostgres({ folder: disk.folder });
    closing(async () => {
      await postgres.close();
      disk.close();
    });
    const it = await world({ databaseUrl: postgres.url });
    await it.platform.book(before);

    for (const ms of fullForMs) {
      const triesBefore = it.platform.tries.length;
      disk.fill();
      const over = new AbortController();
      const posting = Array.from({ length: PLATFORMS }, () => postUntil(it, over.signal));
      await wait(ms);
      const meanwhile = it.platform.tries.slice(triesBefore);
      const died = !postgres.isRunning();
      disk.free();
      if (died) await postgres.start();
      it.faultOver();
      over.abort();
      await Promise.all(posting);
      const count = (status: number): number => meanwhile.filter((each) => each.status === status).length;
      expect(count(503) > 0, `no request was answered 503 in ${ms} ms without room`);
      note(
        `no room for ${(ms / 1_000).toFixed(1)} s: ${count(503)} times 503, ${count(202)} times 202; Postgres ${died ? 'gave up and was started again' : 'went on'}`,
      );
    }
    await it.everythingEnds(120_000);
    const strange = it.platform.tries.filter(({ status }) => ![202, 503].includes(status ?? 0));
    expect(strange.length === 0, `answers other than 202 and 503: ${strange.map(({ status }) => status).join(', ')}`);
  },
};

/** Posts large bookings, one after the other, each until it is taken. */
async function postUntil(it: FaultWorld, signal: AbortSignal): Promise<void> {
  while (!signal.aborted)
    await it.platform.tell(event('booking.created', appointment({ client: canaryClient(), padding: PADDING })));
}
