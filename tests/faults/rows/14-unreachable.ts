import { setTimeout as wait } from 'node:timers/promises';
import { PATIENCE, type FaultWorld } from '../fault-world.js';
import type { Row } from '../row.js';

const BOOKINGS = { full: 40, short: 10 } as const;
const AWAY_MS = { full: [3_000, 9_000], short: [2_000, 3_000] } as const;

/** Workers that look for the providers where they are not, until right ones take their place. */
async function elsewhere(it: FaultWorld, url: string, bookings: number, ms: number): Promise<void> {
  await Promise.all([...it.workers].map((worker) => it.stop(worker)));
  const lost = { SENDGRID_BASE_URL: url, TWILIO_BASE_URL: url };
  await Promise.all([it.startWorker(lost), it.startWorker(lost)]);
  const accepted = it.world.provider.accepted.length;
  await it.platform.book(bookings);
  await wait(ms);
  if (it.world.provider.accepted.length !== accepted) throw new Error('a message found its way');
  await Promise.all([...it.workers].map((worker) => it.stop(worker)));
  await Promise.all([it.startWorker(), it.startWorker()]);
}

export const unreachable: Row = {
  number: 14,
  title: 'provider refused, no DNS, no TLS',
  expected: 'sent once when it is back',
  allowed: { twice: 0, recoveryMs: 120_000 },
  run: async ({ random, size, world, drawn, note, expect }) => {
    const [least, most] = AWAY_MS[size];
    const ms = random.between(least, most);
    const faults = random.shuffled(['refused', 'DNS', 'TLS'] as const);
    drawn(`${faults.join(', ')}, for ${ms} ms each`);
    const it = await world({ environment: PATIENCE });
    for (const fault of faults) {
      if (fault === 'refused') {
        await it.world.stopProvider();
        await it.platform.book(BOOKINGS[size]);
        await wait(ms);
        await it.world.startProvider();
      } else {
        // A name that is never given out; and a server that speaks no TLS.
        const url = fault === 'DNS' ? 'http://provider.invalid' : it.world.provider.url.replace('http:', 'https:');
        await elsewhere(it, url, BOOKINGS[size], ms);
      }
      it.faultOver();
      await it.everythingEnds(120_000);
    }
    const { rows } = await it.world.sql.query<{ code: string; n: number }>(
      `SELECT coalesce(provider_code, 'none') AS code, count(*)::int AS n FROM delivery_attempt
       WHERE outcome <> 'sent' GROUP BY 1 ORDER BY 1`,
    );
    note(`attempts that did not reach it: ${rows.map(({ code, n }) => `${code} ${n}`).join(', ')}`);
    expect(rows.length >= 2, 'attempts met more than one kind of failure');
  },
};
