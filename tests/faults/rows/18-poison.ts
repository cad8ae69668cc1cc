import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { repositoryRoot } from '@booking/local-stack';
import { Redis } from 'ioredis';
import { QUEUE_PREFIX } from '@booking/notifications-core';
import { appointment, event } from '../../support/bookings.js';
import { canaryClient } from '../../support/canaries.js';
import type { FaultWorld } from '../fault-world.js';
import { watchMemory } from '../memory.js';
import type { Row, RowContext } from '../row.js';

/** Whoever sends this dies. */
const POISON = 'Nightshade';
const PRELOADED = pathToFileURL(join(repositoryRoot, 'tests', 'support', 'poisoned.mjs')).href;
/** Few messages at a time, so that few others are in the hands of a worker that dies. */
const POISONED = { NODE_OPTIONS: `--import=${PRELOADED}`, POISON, WORKER_CONCURRENCY: '4' };

const SIZES = { full: { messages: 4, others: 300 }, short: { messages: 1, others: 30 } } as const;
const WORKERS = 3;
/** A message is claimed, and once more after a doubt. */
const MOST_CLAIMS = 2;
const MOST_MEGABYTES = 700;
const ENDS_WITHIN_MS = 150_000;

export const poison: Row = {
  number: 18,
  title: 'poison: templates that loop, a context of 5 MB, jobs that crash the process',
  expected: 'dead-lettered after a few tries; others flow; memory bounded',
  allowed: { reasons: ['template_error', 'template_missing'] },
  run: async (context) => {
    const { random, size, world, drawn, note, expect } = context;
    const { messages, others } = SIZES[size];
    const afterMs = Array.from({ length: messages }, () => random.between(0, 3_000));
    afterMs.forEach((ms, n) => drawn(`poisoned booking ${n + 1}: after ${ms} ms`));

    const it = await world({ workers: 0 });
    await Promise.all(Array.from({ length: WORKERS }, () => it.startWorker(POISONED)));
    const over = new AbortController();
    const memory = watchMemory(() => [...it.apis, ...it.workers], over.signal);
    const nursing = nurse(it, over.signal);
    try {
      await refuseLargeContexts(context, it);
      await plantLoops(context, it);
      const [poisoned] = await Promise.all([
        Promise.all(afterMs.map((ms) => poisonAfter(it, ms))),
        it.platform.book(others, { atATime: 4 }),
        poisonousJob(context, it, over.signal),
      ]);
      await it.everythingEnds(ENDS_WITHIN_MS);
      await expectDeadLetters(context, it, poisoned.flat());
      await expectLife(context, it);
    } finally {
      over.abort();
    }
    const deaths = await nursing;
    expect(memory.most < MOST_MEGABYTES, `a process had ${memory.most} MB in memory`);
    note(`${deaths} workers died, and were replaced; most memory of a process ${memory.most} MB`);
  },
};

/** Replaces workers that have died by themselves, as a supervisor does. Resolves to how many there were. */
async function nurse(it: FaultWorld, signal: AbortSignal): Promise<number> {
  const starting: Promise<void>[] = [];
  let deaths = 0;
  const replace = async (): Promise<void> => {
    deaths += 1;
    try {
      await it.startWorker(POISONED);
    } catch {
      // The poison waited for it.
      if (!signal.aborted) await replace();
    }
  };
  while (!signal.aborted) {
    for (const worker of it.workers.filter(({ pid }) => !isAlive(pid))) {
      await it.kill9(worker);
      starting.push(replace());
    }
    await wait(100);
  }
  await Promise.all(starting);
  return deaths;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function poisonAfter(it: FaultWorld, ms: number): Promise<string[]> {
  await wait(ms);
  const booked = appointment({ client: canaryClient(), barber_name: POISON, service_name: POISON });
  const { notifications } = await it.platform.tell(event('booking.created', booked));
  return notifications.map(({ id }) => id);
}

/** What is too large is refused where it comes in. */
async function refuseLargeContexts({ expect, size }: RowContext, it: FaultWorld): Promise<void> {
  const context = { client_name: 'A', filler: 'x'.repeat(size === 'full' ? 4_900_000 : 300_000) };
  const user_ids = Array.from({ length: 100 }, (_, n) => `nobody-${n}`);
  const template_name = 'appointment_reminder';
  const single = await it.world.call('POST', '/api/v2/notifications', { user_id: 'nobody', template_name, context });
  const bulk = await it.world.call('POST', '/api/v2/notifications/bulk', { user_ids, template_name, context });
  const refused = [single, bulk].every(({ status }) => status === 413 || status === 422);
  expect(refused, `a context of 5 MB was answered ${single.status}, and for a bulk ${bulk.status}`);
}

/** Handlebars that never end, or nearly so. Written past the API, as if an older release had taken them. */
const LOOPS = {
  poison_loops: '{{#each a}}{{#each ../a}}{{#each ../../a}}{{#each ../../../a}}x{{/each}}{{/each}}{{/each}}{{/each}}',
  poison_recursion: '{{#*inline "me"}}{{> me}}{{/inline}}{{> me}}',
  poison_large: '{{#each a}}{{#each ../a}}{{filler}}{{../filler}}{{../../filler}}{{/each}}{{/each}}',
} as const;

async function plantLoops({ expect }: RowContext, it: FaultWorld): Promise<void> {
  const { sql } = it.world;
  for (const [name, body] of Object.entries(LOOPS)) {
    const saved = await it.world.call('PUT', `/api/v2/notifications/templates/${name}/email`, { subject: 'x', body });
    const isSafe = name === 'poison_large';
    expect(isSafe ? saved.status === 201 : saved.status === 422, `the template ${name} was answered ${saved.status}`);
    await sql.query(
      `INSERT INTO template (id, name, template_type, locale, category, subject, body, variables)
       VALUES (gen_random_uuid(), $1, 'email', 'en', 'transactional', 'x', $2, '[]') ON CONFLICT DO NOTHING`,
      [name, body],
    );
  }
  const context = JSON.stringify({ a: Array.from({ length: 5_000 }, () => 1), filler: 'x'.repeat(4_900_000) });
  const { rows } = await sql.query<{ id: string; scheduled_for: Date }>(
    `INSERT INTO notification (id, user_id, notification_type, template_name, lane, recipient, locale, context,
       dedupe_key, scheduled_for, due_at)
     SELECT gen_random_uuid(), 'looped-' || name, 'email', name, 'urgent', 'looped@example.com', 'en', $2, name, now(), now()
     FROM unnest($1::text[]) AS name RETURNING id, scheduled_for`,
    [Object.keys(LOOPS), context],
  );
  it.platform.acknowledge(rows.map(({ id, scheduled_for }) => ({ id, scheduled_for: scheduled_for.toISOString() })));
}

/**
 * A booking-event job that kills whoever works on it. Bull gives the job of a lost worker to another after 30 s or more.
 * Here the lock of that worker is taken away at once, so that it does not take minutes. Resolves when it is set aside.
 */
async function poisonousJob({ note, expect }: RowContext, it: FaultWorld, signal: AbortSignal): Promise<void> {
  const queue = it.world.queue('notifications');
  const about = appointment({
    client: { id: 'poisoned', name: 'Somebody', email: 'somebody@example.com' },
    business: { name: 'A shop' },
    service_name: POISON,
  });
  // The platform's own job carries its event; nothing of ours carries what is personal.
  const job = await queue.add('booking-event', event('booking.created', about), { jobId: 'poison' });
  const redis = new Redis(it.world.redisUrl);
  const started = Date.now();
  try {
    const prefix = `${QUEUE_PREFIX}:notifications`;
    while (!signal.aborted && Date.now() - started < ENDS_WITHIN_MS && !(await job.isFailed())) {
      await redis.del(`${prefix}:poison:lock`, `${prefix}:stalled-check`);
      await wait(500);
    }
    expect(await job.isFailed(), 'a job that kills workers was not set aside');
    note(`the job that kills workers was set aside after ${Math.round((Date.now() - started) / 1_000)} s`);
  } finally {
    redis.disconnect();
  }
}

interface Ended {
  readonly id: string;
  readonly state: string;
  readonly reason: string | null;
  readonly claims: number;
}

async function expectDeadLetters({ note, expect }: RowContext, it: FaultWorld, ids: readonly string[]): Promise<void> {
  const { rows } = await it.world.sql.query<Ended>(
    'SELECT id, state, reason, fence AS claims FROM notification WHERE id = ANY ($1)',
    [ids],
  );
  for (const { id, state, reason, claims } of rows) {
    expect(state === 'failed', `${id}, which kills workers, is ${state} (${reason ?? 'no reason'})`);
    expect(claims <= MOST_CLAIMS, `${id}, which kills workers, was claimed ${claims} times`);
  }
  const { rows: hit } = await it.world.sql.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM notification WHERE reason = 'in_doubt' AND NOT (id = ANY ($1))`,
    [ids],
  );
  note(`${ids.length} poisoned messages failed; ${hit[0]?.n ?? 0} others were in doubt twice with their workers`);
  const loops = await it.world.sql.query<{ name: string; state: string; reason: string | null }>(
    'SELECT template_name AS name, state, reason FROM notification WHERE template_name = ANY ($1) ORDER BY 1',
    [Object.keys(LOOPS)],
  );
  note(loops.rows.map(({ name, state, reason }) => `${name}: ${state} ${reason ?? ''}`.trim()).join(', '));
}

/** After all of it a message goes out as ever. */
async function expectLife({ expect }: RowContext, it: FaultWorld): Promise<void> {
  const ids = await it.platform.book(1);
  const ended = await it.world.settled(ids, 60_000);
  expect(
    ended.every(({ status }) => status === 'sent'),
    `a message after the poison ended ${ended.map(({ state }) => state).join(', ')}`,
  );
}
