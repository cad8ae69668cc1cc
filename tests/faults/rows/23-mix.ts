import { setTimeout as wait } from 'node:timers/promises';
import type { AcceptedRecord } from '../../support/fake-provider.js';
import { createReceiptSender } from '../../support/fake-receipts.js';
import { startOwnPostgres } from '../../support/own-postgres.js';
import type { FaultWorld } from '../fault-world.js';
import { createFaultyProvider } from '../faulty-provider.js';
import { doDamage, drawFaults } from '../mixed-faults.js';
import type { Row } from '../row.js';
import { say } from '../receipt-stories.js';
import { startLoad } from '../steady-load.js';

const SHORT_MS = 25_000;
const MINUTE_MS = 60_000;
/** Share of messages of which their provider says that they arrived. */
const RECEIPTS = 0.7;
const RECEIPTS_EVERY_MS = 1_000;
/** Why messages failed, and after which answers, however many. */
const FAILURES = `
  SELECT count(*) || ' ' || notification_type || ' ' || reason || ' after ' || answers AS ends
  FROM notification, LATERAL (
    SELECT coalesce(string_agg(concat_ws(' ', outcome, provider_status, provider_code), ', ' ORDER BY fence, outcome), 'none')
      AS answers
    FROM delivery_attempt WHERE notification_id = notification.id) AS tried
  WHERE state = 'failed' GROUP BY notification_type, reason, answers`;

export const mix: Row = {
  number: 23,
  title: 'a random mix under steady load',
  expected: 'all invariants',
  allowed: {
    reasons: ['superseded', 'booking_cancelled', 'user_request', 'suppressed', 'provider_auth'],
    // A job that was lost is trusted for 75 s while others stand in line.
    recoveryMs: 150_000,
  },
  run: async ({ random, size, minutes, world, drawn, note, closing }) => {
    const lines = drawFaults(random, size === 'short' ? SHORT_MS : minutes * MINUTE_MS);
    for (const { kind, afterMs, lastsMs } of lines.flat()) drawn(`${kind}, after ${afterMs} ms, for ${lastsMs} ms`);

    const provider = createFaultyProvider();
    const sender = createReceiptSender();
    const untold: AcceptedRecord[] = [];
    const chance = random.fork('receipts');
    const postgres = await startOwnPostgres();
    closing(() => postgres.close());
    const it = await world({
      apis: 2,
      workers: 3,
      ownRedis: 'durable',
      databaseUrl: postgres.url,
      environment: sender.settings,
      decide: provider.decide,
      onAccepted: (message) => {
        if (chance.chance(RECEIPTS)) untold.push(message);
      },
    });
    const load = startLoad(it, random.fork('load'));
    const over = new AbortController();
    const telling = tellReceipts(it, over.signal, async (api) => {
      const some = untold.splice(0, 100);
      try {
        await say(
          sender,
          api,
          some.map((message) => ({ message, word: { word: 'delivered' }, number: 1 })),
        );
      } catch {
        // Providers try again, too.
        untold.push(...some);
      }
    });
    try {
      await doDamage({ it, postgres, provider }, lines);
      it.faultOver();
      await load.stop();
      await it.everythingEnds(180_000);
    } finally {
      over.abort();
      await telling;
    }
    const { rows } = await it.world.sql.query<{ ends: string }>(FAILURES);
    for (const { ends } of rows) note(`failed: ${ends}`);
    note(`done: ${[...load.counts].map(([what, n]) => `${n} ${what}`).join(', ')}`);
    note(`${lines.flat().length} faults: ${countKinds(lines.flat().map(({ kind }) => kind))}`);
    note(`${it.platform.tries.filter(({ status }) => status !== 202).length} posts of events were tried again`);
  },
};

async function tellReceipts(it: FaultWorld, signal: AbortSignal, tell: (api: string) => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    const [api] = it.apis;
    if (api !== undefined) await tell(api.url);
    await wait(RECEIPTS_EVERY_MS);
  }
}

function countKinds(kinds: readonly string[]): string {
  return [...new Set(kinds)].map((kind) => `${kinds.filter((each) => each === kind).length} ${kind}`).join(', ');
}
