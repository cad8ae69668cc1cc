import { PATIENCE } from '../fault-world.js';
import type { Row } from '../row.js';

const ROUNDS = { full: 3, short: 1 } as const;
const APIS = 2;
const WORKERS = 3;

/** A rollout: each process is replaced by a new one, one at a time, while bookings come in all the while. */
export const rollingRestart: Row = {
  number: 22,
  title: 'rolling restart under load',
  expected: 'I1 I2 I3, no failed request beyond those the client can retry',
  allowed: { twice: 0, recoveryMs: 60_000 },
  run: async ({ random, size, world, drawn, note, expect }) => {
    const steps = Array.from({ length: ROUNDS[size] }, () =>
      random.shuffled([...Array<'api'>(APIS).fill('api'), ...Array<'worker'>(WORKERS).fill('worker')]),
    ).flat();
    drawn(`replaced in this order: ${steps.join(', ')}`);
    const it = await world({
      apis: APIS,
      workers: WORKERS,
      environment: PATIENCE,
      decide: () => ({ delayMs: 150 }),
    });
    const stop = it.platform.keepBooking();
    const codes: (number | null)[] = [];
    for (const kind of steps) {
      // The new one is ready before the old one goes, as a rollout does it.
      const old = kind === 'api' ? it.apis[0]! : it.workers[0]!;
      await (kind === 'api' ? it.startApi() : it.startWorker());
      codes.push(await it.stop(old));
    }
    await stop();
    it.faultOver();
    await it.everythingEnds(60_000);
    const again = it.platform.tries.filter(({ status }) => status !== 202);
    const kinds = [...new Set(again.map(({ status }) => status ?? 'connection broken'))].join(', ');
    note(
      `${steps.length} processes replaced; ${it.platform.tries.length} posts, ${again.length} tried again (${kinds || 'none'})`,
    );
    expect(
      codes.every((code) => code === 0),
      `each process ends with 0: ${codes.join(', ')}`,
    );
  },
};
