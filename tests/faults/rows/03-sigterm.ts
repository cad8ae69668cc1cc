import { setTimeout as wait } from 'node:timers/promises';
import type { ServiceProcess } from '../../support/processes.js';
import { PATIENCE, type FaultWorld } from '../fault-world.js';
import { claimsSince } from '../observer.js';
import type { Row } from '../row.js';
import { createTrap } from '../trap.js';

const ROUNDS = { full: 3, short: 1 } as const;
const BOOKINGS = 40;
/** A provider timeout, and five seconds: `stopGraceMs`. */
const GRACE_MS = Number(PATIENCE.PROVIDER_TIMEOUT_MS) + 5_000;
/** Between the signal and the process that hears it, on a busy machine. */
const HEARD_MS = 1_500;

async function terminate(it: FaultWorld, worker: ServiceProcess, signals: number) {
  const at = Date.now();
  const ended = it.stop(worker);
  for (let sent = 1; sent < signals; sent += 1) {
    await wait(100);
    try {
      process.kill(worker.pid, 'SIGTERM');
    } catch {
      // It is gone already.
    }
  }
  const code = await ended;
  const claims = await claimsSince(it.world.sql, it.nameOf(worker), at + HEARD_MS);
  return { code, ms: Date.now() - at, claims };
}

export const sigterm: Row = {
  number: 3,
  title: 'SIGTERM once and five times',
  expected: 'exits within grace, no new claims, I1 I2',
  allowed: { twice: 0, recoveryMs: 60_000 },
  run: async ({ random, size, world, drawn, note, expect }) => {
    const delays = Array.from({ length: ROUNDS[size] }, () => random.between(800, 2_500));
    drawn(`the provider takes ${delays.join(', ')} ms`);
    const trap = createTrap();
    let delayMs = 0;
    const it = await world({ workers: 2, environment: PATIENCE, ...trap.hooks(() => ({ delayMs })) });
    for (const [round, chosen] of delays.entries())
      for (const signals of [1, 5]) {
        delayMs = chosen;
        const booking = it.platform.book(BOOKINGS);
        const caught = await trap.catch('request', false, 30_000);
        const worker = (caught === null ? undefined : await it.claimerOf(caught)) ?? it.workers[0]!;
        const { code, ms, claims } = await terminate(it, worker, signals);
        note(`round ${round + 1}, ${signals} signal(s): exit ${code} after ${ms} ms`);
        expect(code === 0, `${signals} SIGTERM: exit code ${code}, not 0`);
        expect(ms <= GRACE_MS, `${signals} SIGTERM: it took ${ms} ms, the grace is ${GRACE_MS}`);
        expect(claims === 0, `${signals} SIGTERM: ${claims} claims after the signal`);
        it.faultOver();
        delayMs = 0;
        await it.startWorker();
        await booking;
        await it.everythingEnds(60_000);
      }
  },
};
