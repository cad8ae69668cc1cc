import { setTimeout as wait } from 'node:timers/promises';
import { QUEUE_PREFIX, type Channel, type QueueName } from '@booking/notifications-core';
import Bull from 'bull';
import { Redis } from 'ioredis';
import { Pool } from 'pg';
import type { paths } from '../../docs/openapi.js';
import type { BookingEvent, Client } from './bookings.js';
import { clientOf, type Accepted, type ApiClient, type Caller, type Detail, type Entry } from './client.js';
import { assertDocumented } from './contract.js';
import { createTestDatabase, testRedisUrl } from './database.js';
import {
  startFakeProvider,
  type AcceptedRecord,
  type Behaviour,
  type FakeProvider,
  type FakeProviderOptions,
  type FakeRequest,
} from './fake-provider.js';
import { startOwnRedis, type OwnRedis } from './own-redis.js';
import * as processes from './processes.js';
import type { ServiceProcess, StartOptions } from './processes.js';

type Environment = Readonly<Record<string, string>>;

export type { Accepted, Caller, Detail, Entry } from './client.js';

export interface Answer<Body = unknown> {
  readonly status: number;
  readonly body: Body;
  /** How long the caller waited. */
  readonly ms: number;
}

export interface WorldOptions {
  /** Over the settings of every process. */
  readonly environment?: Environment;
  /** Processes to start with; 1 unless told otherwise. */
  readonly apis?: number;
  readonly workers?: number;
  /** `false`: no keys of SendGrid and Twilio, so that messages are captured, or wait in production. */
  readonly keys?: boolean;
  /**
   * A Redis server of the test's own, which it may kill; otherwise one database of the run's, empty. `durable`: with an
   * append-only file.
   */
  readonly ownRedis?: boolean | 'durable';
  /** Whatever is there, instead of a Redis. */
  readonly redisUrl?: string;
  /** A migrated database, which the caller drops, instead of one of the run's. */
  readonly databaseUrl?: string;
  readonly provider?: Omit<FakeProviderOptions, 'port'>;
  /** How the provider answers what has no answer of its own, by address or channel. */
  readonly decide?: (request: FakeRequest) => Behaviour | undefined;
}

/** The whole system as it is deployed, with a stand-in for the providers that is as strict as they are. */
export interface World {
  readonly provider: FakeProvider;
  readonly sql: Pool;
  readonly redisUrl: string;
  /** Throws unless `ownRedis` was asked for. */
  readonly redis: OwnRedis;
  /** A queue as an operator holds it; it bears that Redis is away. */
  queue(name: QueueName): Bull.Queue;
  readonly apis: readonly ServiceProcess[];
  readonly workers: readonly ServiceProcess[];
  /** One more process. */
  startApi(over?: Environment, options?: StartOptions): Promise<ServiceProcess>;
  startWorker(over?: Environment, options?: StartOptions): Promise<ServiceProcess>;

  /** The typed client of the API; for `admin` and the first API unless told otherwise. */
  as(who?: Caller, api?: ServiceProcess): ApiClient;
  /** A request as it is, for what the typed client would not let pass; as `admin` unless told otherwise. */
  call<Body>(method: string, path: string, body?: unknown, who?: Caller): Promise<Answer<Body>>;
  /** Posts as the booking platform does, to the first API or the one given. */
  post(event: BookingEvent, api?: ServiceProcess): Promise<Answer<Accepted>>;
  post(events: readonly BookingEvent[], api?: ServiceProcess): Promise<Answer<Accepted[]>>;
  /** Posts one event that must be taken. */
  tell(event: BookingEvent): Promise<Accepted>;

  /** What the API's history shows of an appointment, oldest first. */
  history(appointmentId: string): Promise<Entry[]>;
  detail(notificationId: string): Promise<Detail>;
  /** Waits until these are neither pending nor on their way, and shows them. */
  settled(notificationIds: readonly string[], timeoutMs?: number): Promise<Entry[]>;

  /** What the providers took for a person, oldest first. */
  inbox(person: Client): AcceptedRecord[];
  /** How the provider answers requests to an address, one after the other; the last one stays. */
  answer(to: string, ...behaviours: readonly Behaviour[]): void;
  /** How it answers everything on a channel that has no answer of its own. */
  answerAll(channel: Channel, behaviour: Behaviour): void;
  /** When requests to an address reached the provider, whatever became of them; epoch milliseconds. */
  arrivals(to: string): readonly number[];
  /** The provider's port is closed, and open again. */
  stopProvider(): Promise<void>;
  startProvider(): Promise<void>;

  /** Ends everything that it started. */
  close(): Promise<void>;
}

const PLATFORM: Caller = { sub: 'booking-platform', role: 'service' };
const ADMIN: Caller = { sub: 'adam', role: 'admin' };

const EVENTS = '/api/v2/booking-events';
type EventBody = paths[typeof EVENTS]['post']['requestBody']['content']['application/json'];

/** Credentials of the kind that the providers give out. */
export const PROVIDER_KEYS = {
  SENDGRID_API_KEY: 'SG.test.key',
  SENDGRID_FROM_EMAIL: 'hello@shop.example.com',
  SENDGRID_FROM_NAME: '6FB Barbershop',
  TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000000',
  TWILIO_AUTH_TOKEN: 'test-token',
  TWILIO_PHONE_NUMBER: '+15005550006',
} as const;

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const database =
    options.databaseUrl === undefined
      ? await createTestDatabase()
      : { url: options.databaseUrl, drop: () => Promise.resolve() };
  const sql = new Pool({ connectionString: database.url, max: 4 });
  // Sessions that the drop at the end cuts off.
  sql.on('error', () => undefined);
  const { ownRedis = false } = options;
  const redis = ownRedis === false ? undefined : await startOwnRedis({ durable: ownRedis === 'durable' });
  const redisUrl = options.redisUrl ?? redis?.url ?? (await emptyRedis(testRedisUrl()));

  const queues = new Map<QueueName, Bull.Queue>();
  const queue: World['queue'] = (name) => {
    const known = queues.get(name);
    if (known !== undefined) return known;
    const made = new Bull(name, redisUrl, { prefix: QUEUE_PREFIX });
    made.on('error', () => undefined);
    queues.set(name, made);
    return made;
  };

  const answers = new Map<string, Behaviour[]>();
  const channelAnswers = new Map<Channel, Behaviour>();
  const arrived = new Map<string, number[]>();
  const answerOf = (to: string, channel: Channel): Behaviour | undefined => {
    const listed = answers.get(to) ?? [];
    return (listed.length > 1 ? listed.shift() : listed[0]) ?? channelAnswers.get(channel);
  };
  const startProvider = async (port?: number): Promise<FakeProvider> => {
    const started = await startFakeProvider({ ...options.provider, ...(port === undefined ? {} : { port }) });
    started.script((request) => {
      const { to, channel } = request;
      if (to === null) return undefined;
      arrived.set(to, [...(arrived.get(to) ?? []), Date.now()]);
      return answerOf(to, channel) ?? options.decide?.(request);
    });
    return started;
  };
  let provider = await startProvider();

  const environment: Environment = {
    DATABASE_URL: database.url,
    REDIS_URL: redisUrl,
    SENDGRID_BASE_URL: provider.url,
    TWILIO_BASE_URL: provider.url,
    // In Twilio's callback address, the id of the notification comes back.
    PUBLIC_BASE_URL: 'https://notify.example.com',
    // A test that waits looks again and again.
    RATE_LIMIT_PER_MINUTE: '100000',
    ...(options.keys === false ? {} : PROVIDER_KEYS),
    ...options.environment,
  };
  const apis: ServiceProcess[] = [];
  const workers: ServiceProcess[] = [];
  const start =
    (kind: 'startApi' | 'startWorker', list: ServiceProcess[]): World['startApi'] =>
    async (over, startOptions) => {
      const started = await processes[kind]({ ...environment, ...over }, startOptions);
      list.push(started);
      return started;
    };
  const startApi = start('startApi', apis);
  const startWorker = start('startWorker', workers);

  const request = async <Body>(who: Caller, method: string, url: string, body: unknown): Promise<Answer<Body>> => {
    const token = await processes.testToken(who);
    const started = performance.now();
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const ms = performance.now() - started;
    const json = text === '' ? undefined : (JSON.parse(text) as Body);
    const { status, headers } = response;
    assertDocumented({ method, url, status, contentType: headers.get('content-type'), body: json });
    return { status, body: json as Body, ms };
  };
  const first = (): ServiceProcess => {
    const [api] = apis;
    if (api === undefined) throw new Error('there is no API in this world');
    return api;
  };
  const call: World['call'] = (method, path, body, who = ADMIN) => request(who, method, first().url + path, body);
  const as: World['as'] = (who = ADMIN, api = first()) => clientOf(api.url, who);
  async function post(event: BookingEvent, api?: ServiceProcess): Promise<Answer<Accepted>>;
  async function post(events: readonly BookingEvent[], api?: ServiceProcess): Promise<Answer<Accepted[]>>;
  async function post(body: unknown, api = first()): Promise<Answer> {
    const started = performance.now();
    // Events of tests may be wrong on purpose: it is their answers that are typed.
    const { data, error, response } = await as(PLATFORM, api).POST(EVENTS, { body: body as EventBody });
    return { status: response.status, body: data ?? error, ms: performance.now() - started };
  }

  const world: World = {
    get provider() {
      return provider;
    },
    sql,
    redisUrl,
    get redis() {
      if (redis === undefined) throw new Error('this world has no Redis of its own');
      return redis;
    },
    queue,
    apis,
    workers,
    startApi,
    startWorker,
    as,
    call,
    post,
    tell: async (event) => {
      const { status, body } = await post(event);
      if (status !== 202) throw refused(status, body);
      return body;
    },
    history: async (appointmentId) => {
      const query = { user_id: '*', limit: 200, appointment_id: appointmentId };
      const { data, error, response } = await as().GET('/api/v2/notifications/history', { params: { query } });
      if (data === undefined) throw refused(response.status, error);
      return data.toReversed();
    },
    detail: async (id) => {
      const path = '/api/v2/notifications/history/{id}';
      const { data, error, response } = await as().GET(path, { params: { path: { id } } });
      if (data === undefined) throw refused(response.status, error);
      return data;
    },
    settled: async (ids, timeoutMs = 15_000) => {
      await until(
        `${ids.length} notifications reach an end`,
        async () => {
          const { rows } = await sql.query<{ state: string; n: number }>(
            `SELECT state, count(*)::int AS n FROM notification
             WHERE id = ANY ($1) AND state IN ('pending', 'sending', 'in_doubt') GROUP BY state`,
            [ids],
          );
          return rows;
        },
        (open) => open.length === 0,
        timeoutMs,
      );
      return Promise.all(ids.map((id) => world.detail(id)));
    },
    inbox: ({ email, phone }) => provider.accepted.filter(({ to }) => to === email || to === phone),
    answer: (to, ...behaviours) => void answers.set(to, [...behaviours]),
    answerAll: (channel, behaviour) => void channelAnswers.set(channel, behaviour),
    arrivals: (to) => arrived.get(to) ?? [],
    stopProvider: () => provider.close(),
    startProvider: async () => {
      provider = await startProvider(provider.port);
    },
    close: async () => {
      await Promise.allSettled([...queues.values()].map((each) => each.close()));
      await Promise.allSettled([...apis, ...workers].map((each) => each.stop()));
      await redis?.close();
      await provider.close();
      await sql.end();
      await database.drop();
    },
  };
  try {
    await Promise.all([
      ...Array.from({ length: options.apis ?? 1 }, () => startApi()),
      ...Array.from({ length: options.workers ?? 1 }, () => startWorker()),
    ]);
  } catch (error) {
    await world.close();
    throw error;
  }
  return world;
}

function refused(status: number, body: unknown): Error {
  return new Error(`refused with ${status}: ${JSON.stringify(body)}`);
}

/** Looks again and again until it holds, and gives what it saw last. */
export async function until<T>(
  what: string,
  look: () => T | Promise<T>,
  holds: (seen: T) => boolean,
  timeoutMs = 15_000,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    if (Date.now() > deadline)
      throw new Error(`Not within ${timeoutMs} ms: ${what}. Last seen: ${JSON.stringify(seen).slice(0, 2_000)}`);
    await wait(20);
  }
}

async function emptyRedis(url: string): Promise<string> {
  const redis = new Redis(url);
  await redis.flushdb();
  redis.disconnect();
  return url;
}
