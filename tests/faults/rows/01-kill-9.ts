import { setTimeout as wait } from 'node:timers/promises';
import type { ServiceProcess } from '../../support/processes.js';
import type { FaultWorld } from '../fault-world.js';
import { createFleet } from '../fleet.js';
import type { Row } from '../row.js';
import type { Random } from '../seed.js';
import { createTrap, type Trap } from '../trap.js';

/** When a worker dies, in the life of a message that it holds. */
const MOMENTS = ['any time', 'after the claim', 'after the accept', 'after the answer'] as const;

interface Kill {
  readonly moment: (typeof MOMENTS)[number];
  /** Milliseconds after the kill before, or after the answer. */
  readonly afterMs: number;
  /** Which of the workers, where no message says it. */
  readonly victim: number;
}

const KILLS = { full: 200, short: 8 } as const;
/** Where the providers tell what became of each message. */
const KILLS_WITH_RECEIPTS = { full: 30, short: 3 } as const;
/** Of two messages each. More than a worker has in hand, so that there is always work. */
const BOOKINGS_FOR_EACH_KILL = 5;
const WORKERS = 4;
/**
 * A job that died with its worker, unclaimed, is trusted for 75 s while others wait in its queue (delivery/dispatch.ts);
 * then come a send that may be cut short again, its lease of 5 s, and the wait of 1 s before a doubt is settled.
 */
const MOST_RECOVERY_MS = 90_000;

function draw(random: Random, kills: number): Kill[] {
  return Array.from({ length: kills }, (): Kill => {
    const moment = random.pick(MOMENTS);
    const afterMs = random.between(0, moment === 'after the answer' ? 8 : 300);
    return { moment, afterMs, victim: random.between(0, WORKERS - 1) };
  });
}

/** Waits for the moment of a kill. Gives the worker that has to die, or `undefined` for any. */
async function atTheMoment({ moment, afterMs }: Kill, it: FaultWorld, trap: Trap): Promise<ServiceProcess | undefined> {
  const claimerOf = (id: string | null): Promise<ServiceProcess | undefined> | undefined =>
    id === null ? undefined : it.claimerOf(id);
  switch (moment) {
    case 'any time':
      await wait(afterMs);
      return undefined;
    case 'after the claim':
      return claimerOf(await trap.catch('request', true));
    case 'after the accept':
      return claimerOf(await trap.catch('accept', true));
    case 'after the answer': {
      const id = await trap.catch('accept', true);
      const claimer = await claimerOf(id);
      trap.release();
      await wait(afterMs);
      return claimer;
    }
  }
}

/** Kills one worker after the other while there is work; resolves when everything has ended. */
async function killAll(kills: readonly Kill[], it: FaultWorld, trap: Trap): Promise<Map<string, number>> {
  const fleet = createFleet(it);
  const counts = new Map<string, number>();
  const bookings: Promise<string[]>[] = [];
  for (const kill of kills) {
    bookings.push(it.platform.book(BOOKINGS_FOR_EACH_KILL, { atATime: 2 }));
    await fleet.any(kill.victim);
    const holder = await atTheMoment(kill, it, trap);
    await fleet.replace(holder ?? (await fleet.any(kill.victim)));
    trap.release();
    const moment = holder === undefined ? 'any time' : kill.moment;
    counts.set(moment, (counts.get(moment) ?? 0) + 1);
  }
  await fleet.complete();
  it.faultOver();
  await Promise.all(bookings);
  await it.everythingEnds(120_000);
  return counts;
}

export const killNine: Row = {
  number: 1,
  title: 'kill -9 of workers',
  expected: 'I1 I2 I3 I6; with receipts nothing goes twice',
  allowed: { recoveryMs: MOST_RECOVERY_MS },
  run: async ({ random, size, world, drawn, note, expect }) => {
    for (const receipts of [false, true]) {
      const kills = draw(random, (receipts ? KILLS_WITH_RECEIPTS : KILLS)[size]);
      kills.forEach(({ moment, afterMs, victim }, n) =>
        drawn(`kill ${n + 1}: ${moment}, ${afterMs} ms, worker ${victim}`),
      );
      const trap = createTrap();
      const it = await world({ workers: WORKERS, receipts, ...trap.hooks(() => ({ delayMs: 30 })) });
      const counts = await killAll(kills, it, trap);
      const said = [...counts].map(([moment, n]) => `${n} ${moment}`).join(', ');
      note(`${kills.length} kills ${receipts ? 'with' : 'without'} receipts: ${said}`);
      if (receipts) {
        const twice = twiceIn(it);
        expect(twice === 0, `with receipts, ${twice} messages were accepted twice`);
      }
      await Promise.all([...it.workers].map((worker) => it.kill9(worker)));
    }
  },
};

/** How many notifications the providers took more than once. */
function twiceIn({ world }: FaultWorld): number {
  const ids = world.provider.accepted.map(({ notificationId }) => notificationId);
  return ids.length - new Set(ids).size;
}
