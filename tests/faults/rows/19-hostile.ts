import { generateKeyPairSync } from 'node:crypto';
import { REASONS } from '@booking/notifications-core';
import { PROVIDER_KEYS } from '../../support/world.js';
import { hostileRequests } from '../../support/hostile-requests.js';
import { runHostile } from '../../support/hostile-run.js';
import type { FaultWorld } from '../fault-world.js';
import { memoryOf } from '../memory.js';
import type { Row } from '../row.js';

const SHORT = 2_000;
const CONNECTIONS = 16;
/** A full collection of garbage may come between two looks. */
const MOST_GROWTH = 1.35;
const FLOOR_MB = 60;
const MOST_SILENCE_MS = 30_000;
/** When memory is looked at, as shares of the whole. */
const LOOKS = [0.1, 0.5, 1] as const;

export const hostile: Row = {
  number: 19,
  title: 'hostile requests',
  expected: '4xx with a named field, never a 5xx, never a hang; memory levels off',
  // Some of what is asked for is fine, and goes out or has a reason not to.
  allowed: { reasons: REASONS },
  run: async ({ random, size, hostile: wanted, world, drawn, note, expect }) => {
    const count = size === 'short' ? SHORT : wanted;
    const seed = random.between(0, 0xffff_ffff);
    drawn(`${count} requests, by the seed ${seed}`);
    const sendgrid = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const publicUrl = 'https://notify.example.com';
    const it = await world({
      environment: {
        PUBLIC_BASE_URL: publicUrl,
        RATE_LIMIT_PER_MINUTE: '1000000',
        TEST_SEND_LIMIT_PER_MINUTE: '10000',
        SENDGRID_WEBHOOK_PUBLIC_KEY: sendgrid.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
        // Callers send tests to themselves, again and again.
        SMS_MAX_PER_RECIPIENT_HOUR: '0',
        SMS_MAX_PER_RECIPIENT_DAY: '0',
        LOG_LEVEL: 'warn',
      },
    });
    const [api, worker] = [it.apis[0]!, it.workers[0]!];
    const requests = await hostileRequests({
      seed,
      webhookKeys: { sendgrid: sendgrid.privateKey, twilio: PROVIDER_KEYS.TWILIO_AUTH_TOKEN, publicUrl },
    });

    const memory: { api: number; worker: number }[] = [];
    const look = async (): Promise<void> => {
      memory.push({ api: (await memoryOf(api)) ?? Number.NaN, worker: (await memoryOf(worker)) ?? Number.NaN });
    };
    const started = performance.now();
    let slowestMs = 0;
    const statuses = new Map<string, number>();
    for (const [n, share] of LOOKS.entries()) {
      const part = Math.round((share - (LOOKS[n - 1] ?? 0)) * count);
      const run = await runHostile(api.url, requests, { count: part, concurrency: CONNECTIONS });
      slowestMs = Math.max(slowestMs, run.slowestMs);
      for (const breach of run.breaches) expect(false, breach);
      for (const [status, times] of Object.entries(run.statuses))
        statuses.set(status, (statuses.get(status) ?? 0) + times);
      await look();
    }
    const seconds = (performance.now() - started) / 1_000;

    await acknowledgeAll(it);
    await it.everythingEnds(120_000);

    const failures = [...statuses].filter(([status]) => Number(status) >= 500);
    expect(failures.length === 0, `answered with ${failures.map(([status, n]) => `${status} ${n} times`).join(', ')}`);
    for (const line of unexpected(api.logs())) note(`log: ${line}`);
    expect(slowestMs < MOST_SILENCE_MS, `the slowest answer took ${Math.round(slowestMs)} ms`);
    const [, half, last] = memory;
    for (const who of ['api', 'worker'] as const)
      expect(
        last![who] <= half![who] * MOST_GROWTH + FLOOR_MB,
        `the memory of the ${who} does not level off: ${memory.map((each) => each[who]).join(', ')} MB`,
      );
    note(`${count} requests in ${Math.round(seconds)} s, ${Math.round(count / seconds)} a second`);
    note(`slowest answer ${Math.round(slowestMs)} ms`);
    note(
      `statuses: ${[...statuses]
        .sort()
        .map(([status, n]) => `${status} ${n}`)
        .join(', ')}`,
    );
    note(
      memory
        .map(({ api: a, worker: w }, n) => `after ${Math.round(LOOKS[n]! * count)}: API ${a} MB, worker ${w} MB`)
        .join('; '),
    );
  },
};

/** Nobody keeps the answers of hostile requests. */
async function acknowledgeAll({ world, platform }: FaultWorld): Promise<void> {
  const { rows } = await world.sql.query<{ id: string; at: Date }>('SELECT id, scheduled_for AS at FROM notification');
  platform.acknowledge(rows.map(({ id, at }) => ({ id, scheduled_for: at.toISOString() })));
}

/** What the API's log says of its own failures. */
function unexpected(log: string): string[] {
  return log
    .split('\n')
    .filter((line) => line.includes('unexpected error'))
    .slice(0, 5);
}
