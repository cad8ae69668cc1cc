import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { createTestDatabase, testRedisUrl } from '../support/database.js';
import { startFakeProvider, type FakeProvider } from '../support/fake-provider.js';
import { startWorker } from '../support/processes.js';
import { onServices } from './on-services.js';

/**
 * `npm run load -- lanes [MESSAGES [WORKERS [PROVIDER_MS]]]`: plants as many due emails in each lane, one lane after the
 * other, and prints messages a second. While the bulk goes out, a reminder becomes due every quarter of a second: it
 * prints how long those took. Everything shares the machine. Stops by itself.
 */
const [messages = 5_000, workers = 1, providerMs = 0] = process.argv.slice(3).map(Number);
const MOST_MS = 300_000;
const REMINDER_EVERY_MS = 250;

await onServices(run);

async function run(): Promise<void> {
  const database = await createTestDatabase();
  const provider = await startFakeProvider({ keepContent: false });
  if (providerMs > 0) provider.script({ delayMs: providerMs });
  const environment = {
    DATABASE_URL: database.url,
    REDIS_URL: testRedisUrl(),
    LOG_LEVEL: 'warn',
    SENDGRID_API_KEY: 'SG.load',
    SENDGRID_FROM_EMAIL: 'shop@example.com',
    SENDGRID_BASE_URL: provider.url,
  };
  const processes = await Promise.all(Array.from({ length: workers }, () => startWorker(environment)));
  const sql = new Client(database.url);
  await sql.connect();
  try {
    console.log(`${messages} messages in each lane, ${workers} worker(s), provider answers after ${providerMs} ms`);
    // Not measured: first connections, compiled code.
    await plant(sql, 'urgent', 'warm', 500);
    await allSent(sql, 'urgent');
    for (const lane of ['urgent', 'reminder', 'bulk'] as const) {
      const started = performance.now();
      await plant(sql, lane, lane, messages);
      const reminders = lane === 'bulk' ? remindMeanwhile(sql, provider) : null;
      await allSent(sql, lane);
      console.log(`${lane.padEnd(10)} messages/s  ${Math.round((messages * 1_000) / (performance.now() - started))}`);
      if (reminders === null) continue;
      const late = (await reminders.stop()).sort((a, b) => a - b);
      const quantile = (q: number): string => (late[Math.floor(q * (late.length - 1))] ?? Number.NaN).toFixed(0);
      console.log(
        `reminders meanwhile     ${late.length}, ms until sent: p50 ${quantile(0.5)}, p90 ${quantile(0.9)}, last ${quantile(1)}`,
      );
    }
    const ids = provider.accepted.map(({ notificationId }) => notificationId);
    console.log(`doubled                 ${ids.length - new Set(ids).size}`);
  } finally {
    await sql.end();
    await Promise.all(processes.map((running) => running.stop()));
    await provider.close();
    await database.drop();
  }
}

/** Emails that are due now. */
async function plant(sql: Client, lane: string, name: string, count: number): Promise<void> {
  await sql.query(
    `INSERT INTO notification (id, user_id, notification_type, template_name, lane, recipient, locale, context, dedupe_key,
       scheduled_for, due_at)
     SELECT gen_random_uuid(), $2 || n, 'email', 'appointment_reminder', $1, $2 || n || '@example.com', 'en',
       '{"client_name":"A","service_name":"B","appointment_date":"C","appointment_time":"D","hours_until":2}', $2 || n,
       now(), now()
     FROM generate_series(1, $3) AS n`,
    [lane, name, count],
  );
}

/** Plants a reminder again and again; `stop` waits for the last and gives how long each took, in milliseconds. */
function remindMeanwhile(sql: Client, provider: FakeProvider): { stop(): Promise<number[]> } {
  const due = new Map<string, number>();
  const over = new AbortController();
  const planting = (async () => {
    for (let n = 0; !over.signal.aborted; n++) {
      const name = `meanwhile-${n}-`;
      due.set(`${name}1@example.com`, Date.now());
      await plant(sql, 'reminder', name, 1);
      await wait(REMINDER_EVERY_MS);
    }
  })();
  return {
    stop: async () => {
      over.abort();
      await planting;
      await allSent(sql, 'reminder');
      return provider.accepted.flatMap(({ to, at }) => {
        const since = due.get(to);
        return since === undefined ? [] : [Date.parse(at) - since];
      });
    },
  };
}

async function allSent(sql: Client, lane: string): Promise<void> {
  const giveUp = performance.now() + MOST_MS;
  for (;;) {
    const { rows } = await sql.query<{ left: number }>(
      `SELECT count(*)::int AS left FROM notification WHERE lane = $1 AND state <> 'sent'`,
      [lane],
    );
    if (rows[0]?.left === 0) return;
    if (performance.now() > giveUp) throw new Error(`not everything was sent within ${MOST_MS / 1_000} s`);
    await wait(25);
  }
}
