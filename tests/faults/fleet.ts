import type { ServiceProcess } from '../support/processes.js';
import { until } from '../support/world.js';
import type { FaultWorld } from './fault-world.js';

/** Workers of which some die all the time: each that is gone is replaced. */
export interface Fleet {
  /** Kills a worker and starts another in its place, without waiting for it. */
  replace(worker: ServiceProcess): Promise<void>;
  /** A worker that runs; waits for one if there is none. `number` picks one of several. */
  any(number: number): Promise<ServiceProcess>;
  /** Resolves when every replacement runs. */
  complete(): Promise<void>;
}

const START_MS = 60_000;

export function createFleet(it: FaultWorld): Fleet {
  const starting = new Set<Promise<unknown>>();
  return {
    replace: async (worker) => {
      const start: Promise<unknown> = it.startWorker().finally(() => starting.delete(start));
      // Told by `complete`.
      start.catch(() => undefined);
      starting.add(start);
      await it.kill9(worker);
    },
    any: async (number) => {
      await until(
        'a worker runs',
        () => it.workers.length,
        (running) => running > 0,
        START_MS,
      );
      return it.workers[number % it.workers.length]!;
    },
    complete: async () => {
      while (starting.size > 0) await Promise.all(starting);
    },
  };
}
