import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';
import { Client } from 'pg';
import { Pool } from 'undici';
import { createTestDatabase, testRedisUrl } from '../support/database.js';
import { startFakeProvider } from '../support/fake-provider.js';
import { startApi, startWorker, testToken } from '../support/processes.js';
import { onServices } from './on-services.js';

/**
 * `npm run load [-- BOOKINGS [CONNECTIONS [WORKERS]]]`: posts bookings one by one over many connections, with a
 * provider that answers at once, and prints messages a second from the first post to the last recorded outcome.
 * Everything, this client and the fake provider included, shares the machine. Stops by itself.
 */
const [bookings = 5_000, connections = 50, workers = 1] = process.argv.slice(2).map(Number);
const MOST_MS = 120_000;

await onServices(run);

async function run(): Promise<void> {
  const database = await createTestDatabase();
  const provider = await startFakeProvider({ keepContent: false });
  const environment = {
    DATABASE_URL: database.url,
    REDIS_URL: testRedisUrl(),
    LOG_LEVEL: 'warn',
    SENDGRID_API_KEY: 'SG.load',
    SENDGRID_FROM_EMAIL: 'shop@example.com',
    SENDGRID_BASE_URL: provider.url,
    TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
    TWILIO_AUTH_TOKEN: 'load',
    TWILIO_PHONE_NUMBER: '+12025550200',
    TWILIO_BASE_URL: provider.url,
    // Makes Twilio's requests carry the notification's id too.
    PUBLIC_BASE_URL: 'https://notifications.example.com',
  };
  const processes = await Promise.all([
    startApi(environment),
    ...Array.from({ length: workers }, () => startWorker(environment)),
  ]);
  const [api] = processes;
  const sql = new Client(database.url);
  await sql.connect();
  try {
    const pool = new Pool(api.url, { connections });
    const authorization = `Bearer ${await testToken({ sub: 'load', role: 'service' })}`;
    const post = async (n: number): Promise<number> => {
      const started = performance.now();
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path: '/api/v2/booking-events',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(booking(n)),
      });
      const answer = await body.text();
      if (statusCode !== 202) throw new Error(`booking ${n} was answered ${statusCode}: ${answer}`);
      return performance.now() - started;
    };
    // Not measured: first connections, compiled code.
    await Promise.all(Array.from({ length: 100 }, (_, n) => post(-1 - n)));
    await allSent(sql, 200);

    const cpuBefore = processes.map(({ pid }) => cpuMs(pid));
    const latencies: number[] = [];
    let next = 0;
    const started = performance.now();
    await Promise.all(
      Array.from({ length: connections }, async () => {
        while (next < bookings) latencies.push(await post(next++));
      }),
    );
    const posted = performance.now();
    await allSent(sql, 200 + bookings * 2);
    const done = performance.now();

    const cpu = processes.map(({ pid }, index) => (cpuMs(pid) - (cpuBefore[index] ?? 0)) / (bookings * 2));
    latencies.sort((a, b) => a - b);
    const quantile = (q: number): string => (latencies[Math.floor(q * (latencies.length - 1))] ?? 0).toFixed(0);
    const doubled =
      provider.accepted.length - new Set(provider.accepted.map(({ notificationId }) => notificationId)).size;
    console.log(`bookings            ${bookings} over ${connections} connections, ${workers} worker(s)`);
    console.log(`messages sent       ${bookings * 2}, ${doubled} doubled`);
    console.log(`events accepted/s   ${rate(bookings, posted - started)}`);
    console.log(`messages/s          ${rate(bookings * 2, done - started)} (first post to last recorded outcome)`);
    console.log(`post latency ms     p50 ${quantile(0.5)}, p99 ${quantile(0.99)}`);
    console.log(`drained after       ${((done - posted) / 1_000).toFixed(1)} s`);
    const [apiCpu = Number.NaN, ...workerCpu] = cpu;
    console.log(
      `CPU ms per message  API ${apiCpu.toFixed(2)}, workers ${workerCpu.reduce((sum, one) => sum + one, 0).toFixed(2)}`,
    );
    await pool.close();
  } finally {
    await sql.end();
    await Promise.all(processes.map((running) => running.stop()));
    await provider.close();
    await database.drop();
  }
}

/** User and system time of a process so far; NaN where there is no /proc. A tick is 10 ms on every Linux. */
function cpuMs(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

function rate(count: number, ms: number): string {
  return Math.round((count / ms) * 1_000).toLocaleString('en');
}

async function allSent(sql: Client, wanted: number): Promise<void> {
  const giveUp = performance.now() + MOST_MS;
  for (;;) {
    const { rows } = await sql.query<{ sent: number }>(
      `SELECT count(*)::int AS sent FROM notification WHERE state = 'sent'`,
    );
    if ((rows[0]?.sent ?? 0) >= wanted) return;
    if (performance.now() > giveUp) {
      const rest = await sql.query(
        `SELECT state, reason, error_message, count(*)::int AS rows FROM notification
         WHERE state <> 'sent' AND due_at < now() GROUP BY 1, 2, 3`,
      );
      throw new Error(`not everything was sent within ${MOST_MS / 1_000} s: ${JSON.stringify(rest.rows)}`);
    }
    await wait(25);
  }
}

function booking(n: number): unknown {
  const start = new Date(Date.now() + 30 * 86_400_000);
  return {
    specversion: '1.0',
    id: `load-${n}`,
    source: '/load',
    type: 'booking.created',
    data: {
      appointment: {
        id: `apt-${n}`,
        version: 1,
        starts_at: start.toISOString(),
        timezone: 'America/New_York',
        duration_minutes: 45,
        service_name: 'Haircut',
        price: 50,
        currency: 'USD',
        barber_name: 'Sam',
        client: {
          id: `user-${n}`,
          name: 'John Doe',
          email: `john.${n}@example.com`,
          // The numbers that are kept for examples.
          phone: `+120255501${String(Math.abs(n) % 100).padStart(2, '0')}`,
        },
        business: { name: '6FB Barbershop', address: '1 Main St', phone: '+12025550100' },
      },
    },
  };
}
