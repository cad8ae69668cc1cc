import { setTimeout as wait } from 'node:timers/promises';
import { until } from '../../support/world.js';
import { PATIENCE } from '../fault-world.js';
import { claimsTooMany } from '../observer.js';
import type { Row } from '../row.js';

const BOOKINGS = { full: 100, short: 20 } as const;
const COPIES = { full: 20, short: 10 } as const;

const GHOST = '01900000-0000-7000-8000-000000000000';
/** Jobs that are none of ours, and must be set aside. */
const FORGED: readonly { readonly name: string; readonly data: unknown }[] = [
  { name: 'deliver', data: { id: "'; DROP TABLE notification; --", generation: 1 } },
  { name: 'deliver', data: { id: GHOST, generation: 1e99 } },
  { name: 'deliver', data: { id: GHOST, generation: -1 } },
  { name: 'deliver', data: { id: [GHOST], generation: 1 } },
  { name: 'deliver', data: { id: GHOST } },
  { name: 'deliver', data: null },
  { name: 'constructor', data: {} },
  { name: '__proto__', data: {} },
  { name: 'send-everything', data: { to: 'everybody' } },
];

export const strangeJobs: Row = {
  number: 7,
  title: 'duplicate, forged and ghost jobs',
  expected: 'at most one claim per generation; bad jobs set aside with a clear log',
  allowed: { twice: 0 },
  run: async ({ random, size, world, drawn, note, expect }) => {
    drawn(`${COPIES[size]} copies of each job, shuffled`);
    const it = await world({ ownRedis: true, environment: PATIENCE, decide: () => ({ delayMs: 50 }) });
    const queues = [it.world.queue('urgent_notifications'), it.world.queue('notifications')];
    const booking = it.platform.book(BOOKINGS[size]);
    const ids = new Set<string>();
    let copies = 0;
    const flood = async (): Promise<void> => {
      const fresh = it.platform.acknowledged.map(({ id }) => id).filter((id) => !ids.has(id));
      fresh.forEach((id) => ids.add(id));
      const jobs = [...fresh, GHOST].flatMap((id) =>
        Array.from({ length: COPIES[size] }, () => ({
          name: 'deliver',
          data: { id, generation: random.between(0, 3) },
        })),
      );
      copies += jobs.length;
      await random.pick(queues).addBulk(random.shuffled(jobs));
    };
    const forging = FORGED.map(({ name, data }) => random.pick(queues).add(name, data));
    const booked = booking.then(() => true);
    do await flood();
    while (!(await Promise.race([booked, wait(50, false)])));
    await flood();
    it.faultOver();
    await it.everythingEnds(90_000);

    const jobs = await Promise.all(forging);
    const states = await until(
      'each forged job is set aside',
      () => Promise.all(jobs.map((job) => job.getState())),
      (all) => all.every((state) => state === 'failed'),
      60_000,
    ).catch(() => null);
    expect(states !== null, 'each forged job is among the failed ones');
    const said = it.world.workers.reduce((n, worker) => n + worker.logs().split('job set aside').length - 1, 0);
    expect(said >= FORGED.length, `the log tells of ${said} jobs that were set aside, not of ${FORGED.length}`);
    const many = await claimsTooMany(it.world.sql);
    expect(many === 0, `${many} hand-overs were claimed more than once`);
    note(`${copies} copies and ghosts, ${FORGED.length} forged jobs, ${said} times "set aside" in the log`);
  },
};
