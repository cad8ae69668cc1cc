import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { OwnPostgres } from '../support/own-postgres.js';
import type { FaultWorld } from './fault-world.js';
import { TROUBLES, type FaultyProvider } from './faulty-provider.js';
import type { Random } from './seed.js';

/** What can be broken. */
export interface Breakable {
  readonly it: FaultWorld;
  readonly postgres: OwnPostgres;
  readonly provider: FaultyProvider;
}

/** One fault: it begins so long after the one before it has ended, and lasts. */
export interface Fault {
  readonly kind: string;
  readonly afterMs: number;
  readonly lastsMs: number;
  /** Which process, which jobs. */
  readonly choice: number;
}

type Damage = (breakable: Breakable, fault: Fault) => Promise<void>;

const SHORT = { least: 200, most: 4_000 } as const;
/** Longer than a lease. */
const LONG = { least: 6_000, most: 9_000 } as const;

const pick = <T>(from: readonly T[], { choice }: Fault): T | undefined => from[choice % from.length];

/** A new process, however long the services that it needs are away. */
async function start(begin: () => Promise<unknown>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      await begin();
      return;
    } catch (error) {
      if (tries === 3) throw error;
    }
  }
}

/** To processes and providers. */
const ABOVE: Readonly<Record<string, Damage>> = {
  'kill -9 of a worker': async ({ it }, fault) => {
    const worker = pick(it.workers, fault);
    if (worker !== undefined) await it.kill9(worker);
    await start(() => it.startWorker());
  },
  'a worker frozen': async ({ it }, fault) => {
    const worker = pick(it.workers, fault);
    if (worker === undefined) return;
    process.kill(worker.pid, 'SIGSTOP');
    await wait(fault.lastsMs);
    process.kill(worker.pid, 'SIGCONT');
  },
  'SIGTERM of a worker': async ({ it }, fault) => {
    const worker = pick(it.workers, fault);
    await Promise.all([worker === undefined ? undefined : it.stop(worker), start(() => it.startWorker())]);
  },
  'kill -9 of an API': async ({ it }, fault) => {
    const api = pick(it.apis, fault);
    if (api !== undefined) await it.kill9(api);
    await start(() => it.startApi());
  },
  'a provider in trouble': async ({ provider }, fault) => {
    provider.trouble = pick(TROUBLES, fault)!;
    await wait(fault.lastsMs);
    provider.trouble = null;
  },
  'providers away': async ({ it }, { lastsMs }) => {
    await it.world.stopProvider();
    await wait(lastsMs);
    await it.world.startProvider();
  },
};

/** To what they stand on. */
const BELOW: Readonly<Record<string, Damage>> = {
  'Redis killed': async ({ it }, { lastsMs }) => {
    await it.world.redis.kill();
    await wait(lastsMs);
    await it.world.redis.start();
  },
  'Redis emptied': async ({ it }) => {
    const redis = new Redis(it.world.redisUrl);
    await redis.flushall();
    redis.disconnect();
  },
  'Redis frozen': async ({ it }, { lastsMs }) => {
    it.world.redis.freeze();
    await wait(lastsMs);
    it.world.redis.thaw();
  },
  'strange jobs': async ({ it }, { choice }) => {
    const ids = it.platform.acknowledged.slice(-20).map(({ id }) => id);
    const queue = it.world.queue(choice % 2 === 0 ? 'urgent_notifications' : 'notifications');
    await queue.addBulk(
      ids.flatMap((id) => [0, 1, 1, 2].map((generation) => ({ name: 'deliver', data: { id, generation } }))),
    );
  },
  'Postgres crashed': async ({ postgres }, { lastsMs }) => {
    await postgres.crash();
    await wait(lastsMs);
    await postgres.start();
  },
  'Postgres cuts off its clients': async ({ postgres }) => {
    await postgres.terminateClients();
  },
};

const LASTS_LONG: ReadonlySet<string> = new Set(['a worker frozen', 'a provider in trouble']);

/** Two lines of faults, so that one to a process meets one to a server. Together they last about so long. */
export function drawFaults(random: Random, ms: number): Fault[][] {
  return [ABOVE, BELOW].map((damages) => {
    const faults: Fault[] = [];
    for (let left = ms; left > 0;) {
      const kind = random.pick(Object.keys(damages));
      const { least, most } = LASTS_LONG.has(kind) ? LONG : SHORT;
      const fault = {
        kind,
        afterMs: random.between(500, 5_000),
        lastsMs: random.between(least, most),
        choice: random.between(0, 999),
      };
      faults.push(fault);
      left -= fault.afterMs + fault.lastsMs;
    }
    return faults;
  });
}

/** Does all of it, both lines at once. */
export async function doDamage(breakable: Breakable, lines: readonly (readonly Fault[])[]): Promise<void> {
  const damages = { ...ABOVE, ...BELOW };
  await Promise.all(
    lines.map(async (faults) => {
      for (const fault of faults) {
        await wait(fault.afterMs);
        await damages[fault.kind]!(breakable, fault);
      }
    }),
  );
}
