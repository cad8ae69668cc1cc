import { isConnected, readBacklog, readLateness, type Backlog } from '../db/backlog.js';
import { askSchema } from '../db/schema.js';
import { CHANNELS, type Channel } from '../domain/notification.js';
import type { ChannelProvider } from '../providers/registry.js';
import { askRedis } from '../services/redis.js';
import { connectionName, type Services } from '../services/services.js';
import { answers, type Answer } from './health.js';
import { readScheduler, type SchedulerBeat } from './scheduler-beat.js';

export type PartName = 'postgres' | 'redis' | 'api' | 'worker' | 'scheduler';

/** What staff see of the whole system. It holds no secrets and no addresses of servers. */
export interface SystemStatus {
  readonly parts: readonly {
    readonly name: PartName;
    readonly up: boolean;
    /** In words: how it is, or what is wrong, what that means and what to do. */
    readonly detail: string;
  }[];
  readonly channels: readonly {
    readonly channel: Channel;
    readonly mode: ChannelProvider['mode'];
    readonly paused: boolean;
    /** In words: why its messages wait, and what to do. `null`: they do not. */
    readonly reason: string | null;
    /** When the pause began. `null`: there is none, or it is not known. */
    readonly since: Date | null;
  }[];
  /** Empty while Postgres is away. */
  readonly backlog: readonly Backlog[];
  /** Milliseconds within which 95 of a hundred went out of the latest messages. `null`: none went out lately. */
  readonly lag_ms: number | null;
}

/** Milliseconds for which an answer holds, however many ask. */
const HOLDS_MS = 1_000;

/**
 * Looks at all parts, each with a limit of two seconds, at the same time. Never throws: a part that does not answer is
 * down, and what it would tell is left out.
 * @param warnings what this process finds wrong with its settings, see `createSelfCheck`.
 */
export function createStatus(services: Services, warnings: () => readonly string[]): () => Promise<SystemStatus> {
  let asked: Promise<SystemStatus> | undefined;
  return () => {
    asked ??= look(services, warnings()).finally(() => {
      setTimeout(() => (asked = undefined), HOLDS_MS).unref();
    });
    return asked;
  };
}

async function look(services: Services, warnings: readonly string[]): Promise<SystemStatus> {
  const { dataSource, redis } = services;
  const [postgres, redisAnswer, beat, workerConnected, backlog, lateness] = await Promise.all([
    answers(() => askSchema(dataSource)),
    answers(() => askRedis(redis)),
    answered(() => (redis === null ? Promise.resolve(null) : readScheduler(redis)), null),
    answered(() => isConnected(dataSource, connectionName('worker')), false),
    answered(() => readBacklog(dataSource), []),
    answered(() => readLateness(dataSource), null),
  ]);
  const part = (name: PartName, [up, detail]: Said): SystemStatus['parts'][number] => ({ name, up, detail });
  return {
    parts: [
      part('postgres', postgresSaid(postgres)),
      part('redis', redisSaid(redisAnswer, redis !== null)),
      part('api', [true, ['answers', ...warnings].join('; ')]),
      part('worker', workerSaid(workerConnected || beat !== null, postgres.up || redisAnswer.up)),
      part('scheduler', schedulerSaid(beat, redisAnswer.up)),
    ],
    channels: CHANNELS.map((channel) => channelStatus(services, channel)),
    backlog,
    lag_ms: lateness,
  };
}

/** What a part tells within two seconds, else `otherwise`. */
async function answered<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
  let told = otherwise;
  await answers(async () => (told = await ask()));
  return told;
}

type Said = readonly [up: boolean, detail: string];

const inMs = ({ ms }: Answer): string => `answers in ${ms ?? 0} ms`;

function postgresSaid(answer: Answer): Said {
  if (answer.up) return [true, inMs(answer)];
  return [
    false,
    'does not answer, is a standby, or was not migrated. Nothing is taken or sent until it is back, and nothing is lost: check that it runs, and DATABASE_URL',
  ];
}

function redisSaid(answer: Answer, isConfigured: boolean): Said {
  if (answer.up) return [true, inMs(answer)];
  return [
    false,
    isConfigured
      ? 'does not answer, or takes no writes. Workers send what is due by themselves meanwhile: check that it runs, its memory, and REDIS_URL'
      : 'is not set up. Workers need it to start: set REDIS_URL',
  ];
}

function workerSaid(isThere: boolean, isKnown: boolean): Said {
  if (isThere) return [true, 'runs, and sends what is due'];
  return [
    false,
    isKnown
      ? 'none runs, so nothing is sent: start one, on this machine by npm start'
      : 'not known while neither Postgres nor Redis answers',
  ];
}

function schedulerSaid(beat: SchedulerBeat | null, redisIsUp: boolean): Said {
  if (beat !== null) {
    const ticks = Object.entries(beat.ticks).map(([job, at]) => `${job} ran ${agoOf(at)}`);
    return [true, [`last sign of life ${agoOf(beat.beat_at)}`, ...ticks].join(', ')];
  }
  return [
    false,
    redisIsUp
      ? 'no sign of life for 30 s: start a worker, which has it'
      : 'not known while Redis is away. Workers look for what is due by themselves meanwhile',
  ];
}

/** The instant is by another process' clock, so it may be slightly in the future. */
function agoOf(instant: string): string {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(instant)) / 1_000));
  if (!Number.isFinite(seconds)) return 'at an unknown time';
  return seconds < 120 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`;
}

/** Who carries the messages of a channel, and the settings of their credentials. */
const CARRIERS: Readonly<Record<Channel, { readonly name: string; readonly settings: string }>> = {
  email: { name: 'SendGrid', settings: 'SENDGRID_API_KEY and SENDGRID_FROM_EMAIL' },
  sms: { name: 'Twilio', settings: 'TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN' },
};

function channelStatus({ providers, gate }: Services, channel: Channel): SystemStatus['channels'][number] {
  const { mode } = providers[channel];
  const cause = gate.pausedFor(channel);
  const seconds = Math.ceil(gate.pauseLeftMs(channel) / 1_000);
  const { name, settings } = CARRIERS[channel];
  const tried = seconds > 0 ? `one message is tried in ${seconds} s` : 'one message is being tried';
  const reason = (): string | null => {
    if (mode === 'not_configured') return `It has no provider, so its messages wait: set ${settings}`;
    switch (cause) {
      case null:
        return null;
      case 'auth':
        return `${name} refused our credentials, so its messages wait: check ${settings}; ${tried}`;
      case 'rate':
        return `${name} takes no more for now, so its messages wait ${seconds} s; nothing needs to be done`;
      case 'trouble':
        return `${name} cannot be reached or has trouble, so its messages wait; ${tried}`;
    }
  };
  return { channel, mode, paused: cause !== null, reason: reason(), since: gate.pausedSince(channel) };
}
