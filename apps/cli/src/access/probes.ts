import { performance } from 'node:perf_hooks';
import { connectRedis, hasDatabase, lookAtSchema, readScheduler } from '@booking/notifications-core';
import pTimeout from 'p-timeout';
import { postgresAddress, redisAddress, whyHttp, whyPostgres, whyRedis } from '@booking/local-stack';

/** The state of one part, without user names or passwords. */
export interface Finding {
  readonly up: boolean;
  /** Host and port. `null`: not configured. */
  readonly where: string | null;
  /** The version and such facts, or what is wrong and what to do. */
  readonly detail: string;
  readonly ms: number;
}

/** A part that is slower counts as down: it is frozen, or too slow to be of use. */
const ANSWER_WITHIN_MS = 2_200;
/** Longer, because the services ask Postgres and Redis themselves, for up to two seconds. */
const SERVICE_ANSWERS_WITHIN_MS = 2_800;

const NOWHERE = (variable: string): string => `not running here, and ${variable} is not set: npm run notify -- start`;

/** Up means that it answers and has the schema of this version. */
export function probePostgres(url: string | undefined): Promise<Finding> {
  if (url === undefined) return Promise.resolve(absent(NOWHERE('DATABASE_URL')));
  return probed(postgresAddress(url), ANSWER_WITHIN_MS, async () => {
    try {
      const { version, missing } = await lookAtSchema(url, ANSWER_WITHIN_MS - 200);
      if (missing === null) return { up: false, detail: `${version}, not migrated: npm run notify -- migrate` };
      if (missing > 0)
        return { up: false, detail: `${version}, ${missing} migrations behind: npm run notify -- migrate` };
      return { up: true, detail: version };
    } catch (error) {
      return { up: false, detail: whyPostgres(error) };
    }
  });
}

/** Up means that it answers. The detail warns of a policy that drops keys. */
export function probeRedis(url: string | undefined): Promise<Finding> {
  if (url === undefined) return Promise.resolve(absent(NOWHERE('REDIS_URL')));
  return probed(redisAddress(url), ANSWER_WITHIN_MS, async () => {
    try {
      const { info, found } = await onRedis(url, async (redis) => ({
        found: await hasDatabase(redis, url),
        info: await redis.info(),
      }));
      if (!found) return { up: false, detail: 'has no database of that number: see REDIS_URL' };
      const field = (name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
      const policy = field('maxmemory_policy');
      const warning = ['', 'noeviction'].includes(policy) ? '' : `, policy ${policy}: must be noeviction`;
      return { up: true, detail: `${field('redis_version')}, ${field('used_memory_human')}B used${warning}` };
    } catch (error) {
      return { up: false, detail: whyRedis(error) };
    }
  });
}

/** Up means that some worker gave a sign of life within the last 30 s. Only Redis knows that. */
export function probeScheduler(url: string | undefined): Promise<Finding> {
  if (url === undefined) return Promise.resolve(absent('unknown without Redis'));
  return probed(null, ANSWER_WITHIN_MS, async () => {
    try {
      const beat = await onRedis(url, readScheduler);
      if (beat === null) return { up: false, detail: 'no sign of life for 30 s: start a worker' };
      const ticks = Object.entries(beat.ticks).map(([job, at]) => `${job} ${agoOf(at)}`);
      return { up: true, detail: [`last beat ${agoOf(beat.beat_at)}`, ...ticks].join(', ') };
    } catch {
      return { up: false, detail: 'unknown: Redis does not answer' };
    }
  });
}

/** Asks over its own connection. Rejects with the connection's error, which the command's error does not contain. */
async function onRedis<T>(url: string, question: (redis: ReturnType<typeof connectRedis>) => Promise<T>): Promise<T> {
  const redis = connectRedis(url, { commandTimeout: ANSWER_WITHIN_MS - 200, maxRetriesPerRequest: 0 });
  let why: unknown;
  redis.on('error', (error: unknown) => (why ??= error));
  try {
    return await question(redis);
  } catch (error) {
    throw why ?? error;
  } finally {
    redis.disconnect();
  }
}

/** Up means that its /health/ready says so. */
export function probeService(url: string | undefined, name: 'api' | 'worker'): Promise<Finding> {
  const variable = name === 'api' ? 'API_PORT' : 'WORKER_PORT';
  if (url === undefined) return Promise.resolve(absent(NOWHERE(variable)));
  return probed(url, SERVICE_ANSWERS_WITHIN_MS + 200, async () => {
    const [ready, live] = await Promise.all([ask(`${url}/health/ready`), ask(`${url}/health/live`)]);
    if (ready.status === 200 && ready.body['status'] === 'ready') {
      const down = Object.entries(ready.body['checks'] ?? {}).filter(([, state]) => state !== 'up');
      const warnings = Array.isArray(ready.body['warnings']) ? ready.body['warnings'].map(String) : [];
      const state = ['ready', ...down.map(([part, found]) => `${part} ${String(found)}`)].join(', ');
      return { up: true, detail: [state, ...warnings].join('; ') };
    }
    if (ready.status === 503) {
      const reason = ready.body['detail'];
      return {
        up: false,
        detail: `runs, but is not ready: ${typeof reason === 'string' ? reason : 'it does not say why'}`,
      };
    }
    if (ready.status !== undefined) return { up: false, detail: `something else answers there (${ready.status})` };
    if (live.status === 200) return { up: false, detail: 'runs, but does not say whether it is ready' };
    return { up: false, detail: whyHttp(ready.error) };
  });
}

interface Asked {
  readonly status?: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly error?: unknown;
}

async function ask(url: string): Promise<Asked> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(SERVICE_ANSWERS_WITHIN_MS), redirect: 'manual' });
    const body: unknown = await answer.json().catch(() => null);
    return { status: answer.status, body: typeof body === 'object' && body !== null ? { ...body } : {} };
  } catch (error) {
    return { body: {}, error };
  }
}

type Answer = Pick<Finding, 'up' | 'detail'>;

async function probed(where: string | null, withinMs: number, look: () => Promise<Answer>): Promise<Finding> {
  const began = performance.now();
  const late = (): Answer => ({ up: false, detail: `does not answer within ${withinMs / 1000} s` });
  const answer = await pTimeout(look(), { milliseconds: withinMs, fallback: late });
  return { ...answer, where, ms: Math.round((performance.now() - began) * 10) / 10 };
}

function absent(detail: string): Finding {
  return { up: false, where: null, detail, ms: 0 };
}

/** Such as `3 s ago`. The instant is by another process' clock, so it may be slightly in the future. */
function agoOf(instant: string | undefined): string {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(instant ?? '')) / 1_000));
  if (!Number.isFinite(seconds)) return 'at an unknown time';
  return seconds < 120 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`;
}
