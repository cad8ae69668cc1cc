import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { contentOfRedis, findCanaries, type Place } from '../support/canaries.js';
import type { AcceptedRecord, Behaviour, FakeRequest } from '../support/fake-provider.js';
import type { ServiceProcess, StartOptions } from '../support/processes.js';
import { createTestDatabase } from '../support/database.js';
import { startWorld, until, type World, type WorldOptions } from '../support/world.js';
import type { Accept, Evidence } from './evidence.js';
import { namedUrl, observe, observed } from './observer.js';
import { createReporter } from './reporter.js';
import { createPlatform, type Platform } from './platform.js';

type Environment = Readonly<Record<string, string>>;

/** Short waits, so that a fault is over in seconds. No reminders, which would be due in years. */
export const HASTE = {
  PROVIDER_TIMEOUT_MS: '2500',
  CLAIM_LEASE_SECONDS: '5',
  IN_DOUBT_WAIT_SECONDS: '1',
  NOTIFICATION_RETRY_DELAY_SECONDS: '1',
  NOTIFICATION_RETRY_ATTEMPTS: '10',
  WORKER_CONCURRENCY: '8',
  APPOINTMENT_REMINDER_HOURS: '[]',
} as const;

/** Where no attempt may become uncertain: a slow machine must not look like a provider that does not answer. */
export const PATIENCE = {
  PROVIDER_TIMEOUT_MS: '15000',
  CLAIM_LEASE_SECONDS: '60',
  IN_DOUBT_WAIT_SECONDS: '10',
} as const;

export interface FaultWorldOptions extends Pick<WorldOptions, 'apis' | 'workers' | 'ownRedis' | 'redisUrl'> {
  /** Over `HASTE`. */
  readonly environment?: Environment;
  readonly databaseUrl?: string;
  /** `false`: the provider's log has no texts, for runs of many messages. */
  readonly keepContent?: boolean;
  /** How the provider answers. It may change its mind. */
  readonly decide?: (request: FakeRequest) => Behaviour | undefined;
  /** Whether the providers tell, by signed webhooks, that they delivered what they took. Default: false. */
  readonly receipts?: boolean;
  /** After an accept is on disk, before its answer goes out. */
  readonly onAccepted?: (record: AcceptedRecord) => void | Promise<void>;
}

/** The whole system under observation: who wrote what, what was promised, and what leaked. */
export interface FaultWorld {
  readonly world: World;
  readonly platform: Platform;
  /** By this name the observer knows a process. */
  nameOf(running: ServiceProcess): string;
  /** Processes that run. One that was killed or stopped by these functions is none. */
  readonly apis: readonly ServiceProcess[];
  readonly workers: readonly ServiceProcess[];
  startApi(over?: Environment, options?: StartOptions): Promise<ServiceProcess>;
  startWorker(over?: Environment, options?: StartOptions): Promise<ServiceProcess>;
  kill9(running: ServiceProcess): Promise<void>;
  /** Orderly; resolves to the exit code. */
  stop(running: ServiceProcess): Promise<number | null>;
  /** The worker that holds the claim of a notification, if it runs. */
  claimerOf(notificationId: string): Promise<ServiceProcess | undefined>;
  /** From now on recovery is measured. The last call counts. */
  faultOver(): void;
  /** Waits until everything acknowledged that is due within that time has ended; the check tells what has not. */
  everythingEnds(timeoutMs: number): Promise<void>;
  evidence(): Promise<Evidence>;
  close(): Promise<void>;
}

const LOOK_AT_REDIS_EVERY_MS = 1_000;

export async function startFaultWorld(options: FaultWorldOptions = {}): Promise<FaultWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'booking-faults-'));
  const logFile = join(folder, 'accepts.jsonl');
  const own = options.databaseUrl === undefined ? await createTestDatabase() : undefined;
  const databaseUrl = options.databaseUrl ?? own!.url;
  const { onAccepted, decide, keepContent = true, receipts = false, environment = {}, ...rest } = options;
  const apis: ServiceProcess[] = [];
  const reporter = receipts ? createReporter(() => apis[0]) : null;
  const { apis: apiCount = 1, workers: workerCount = 2 } = options;
  const world = await startWorld({
    ...rest,
    apis: 0,
    workers: 0,
    databaseUrl,
    environment: { ...HASTE, ...reporter?.settings, ...environment },
    provider: {
      logFile,
      keepContent,
      onAccepted: async (record) => {
        reporter?.tell(record);
        await onAccepted?.(record);
      },
    },
    ...(decide === undefined ? {} : { decide }),
  });
  await observe(world.sql);

  const names = new Map<ServiceProcess, string>();
  const workers: ServiceProcess[] = [];
  let started = 0;
  const start =
    (kind: 'startApi' | 'startWorker', list: ServiceProcess[]): FaultWorld['startApi'] =>
    async (over, startOptions) => {
      started += 1;
      const name = `${kind === 'startApi' ? 'api' : 'worker'} ${started}`;
      const running = await world[kind]({ DATABASE_URL: namedUrl(databaseUrl, name), ...over }, startOptions);
      names.set(running, name);
      list.push(running);
      return running;
    };
  const startApi = start('startApi', apis);
  const startWorker = start('startWorker', workers);
  const forget = (running: ServiceProcess): void => {
    for (const list of [apis, workers]) if (list.includes(running)) list.splice(list.indexOf(running), 1);
  };

  // Looks on, because jobs are gone when all is done.
  const seen: Place[] = [];
  const redis = new Redis(world.redisUrl, { commandTimeout: 1_000, maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined);
  const over = new AbortController();
  const looking = lookAt(redis, seen, over.signal);

  let turn = 0;
  const platform = createPlatform((event) => {
    const api = apis[turn++ % apis.length];
    if (api === undefined) throw new TypeError('fetch failed');
    return world.post(event, api);
  });
  let faultOverAt: number | null = null;

  const it: FaultWorld = {
    world,
    platform,
    nameOf: (running) => names.get(running) ?? 'unknown',
    apis,
    workers,
    startApi,
    startWorker,
    kill9: async (running) => {
      forget(running);
      await running.kill9();
    },
    stop: (running) => {
      forget(running);
      return running.stop();
    },
    claimerOf: async (id) => {
      const { rows } = await world.sql.query<{ by: string | null }>(
        'SELECT claimed_by AS by FROM notification WHERE id = $1',
        [id],
      );
      return workers.find(({ pid }) => rows[0]?.by?.endsWith(`:${pid}`) === true);
    },
    faultOver: () => (faultOverAt = Date.now()),
    everythingEnds: async (timeoutMs) => {
      const dueBy = Date.now() + timeoutMs;
      const ids = platform.acknowledged.filter(({ scheduledFor }) => scheduledFor <= dueBy).map(({ id }) => id);
      await until(
        'everything has ended',
        async () => {
          const { rows } = await world.sql.query<{ state: string; n: number }>(
            `SELECT state, count(*)::int AS n FROM notification
             WHERE id = ANY ($1) AND state IN ('pending', 'sending', 'in_doubt') GROUP BY state`,
            [ids],
          );
          return rows;
        },
        (open) => open.length === 0,
        timeoutMs,
        // What has not ended is found by the check.
      ).catch(() => undefined);
    },
    evidence: async () => {
      const { acknowledged, retired } = platform;
      const redisLog = options.ownRedis === 'durable' ? [{ where: "Redis' file", text: world.redis.written() }] : [];
      return {
        acknowledged,
        retired,
        ...(await observed(world.sql)),
        accepts: readAccepts(logFile),
        leaks: findCanaries([...(await places(world, platform, apis, workers)), ...seen, ...redisLog]),
        faultOverAt,
        takenAt: Date.now(),
      };
    },
    close: async () => {
      over.abort();
      await Promise.all([looking, reporter?.close()]);
      redis.disconnect();
      // An orderly stop waits for calls that hang.
      await Promise.allSettled([...apis, ...workers].map((running) => running.kill9()));
      await world.close();
      await own?.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  try {
    await Promise.all([
      ...Array.from({ length: apiCount }, () => startApi()),
      ...Array.from({ length: workerCount }, () => startWorker()),
    ]);
  } catch (error) {
    await it.close();
    throw error;
  }
  return it;
}

async function lookAt(redis: Redis, seen: Place[], signal: AbortSignal): Promise<void> {
  for (let look = 1; !signal.aborted; look += 1) {
    const text = await contentOfRedis(redis).catch(() => '');
    const place = { where: `Redis (look ${look})`, text };
    // Only what is wrong is worth keeping.
    if (findCanaries([place]).length > 0) seen.push(place);
    await wait(LOOK_AT_REDIS_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function places(
  world: World,
  platform: Platform,
  apis: readonly ServiceProcess[],
  workers: readonly ServiceProcess[],
): Promise<Place[]> {
  const metrics = await Promise.all(
    [...apis, ...workers].map(({ url }) =>
      fetch(`${url}/metrics`).then(
        (answer) => answer.text(),
        () => '',
      ),
    ),
  );
  return [
    ...world.apis.map((api, index) => ({ where: `the log of API ${index + 1}`, text: api.logs() })),
    ...world.workers.map((worker, index) => ({ where: `the log of worker ${index + 1}`, text: worker.logs() })),
    { where: 'the metrics', text: metrics.join('\n') },
    { where: 'answers that refuse', text: platform.refusals.join('\n') },
  ];
}

function readAccepts(file: string): Accept[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { notificationId, at } = JSON.parse(line) as AcceptedRecord;
      return { id: notificationId, at: Date.parse(at) };
    });
}
