import type { Redis } from 'ioredis';
import type { DataSource } from 'typeorm';
import { createChannelGate, type ChannelGate } from '../providers/channel-gate.js';
import { CHANNELS } from '../domain/notification.js';
import { ConfigError, type Config } from '../config/config.js';
import { createDataSource, QUESTION_TIMEOUT_MS } from '../db/data-source.js';
import { pendingMigrations } from '../db/schema.js';
import { createLogger, errorFields, type Logger, type ServiceName } from '../observability/logging.js';
import { createLinks, type Links } from '../links/links.js';
import { createProviders, type Providers } from '../providers/registry.js';
import { createSmsLimits, type SmsLimits } from '../providers/sms-limits.js';
import { createTurns, type Turns } from '../providers/turns.js';
import { connectRedis, hasDatabase, IMPATIENT } from './redis.js';
import { createTemplateCache, type TemplateCache } from '../templates/cache.js';
import { followPartials } from '../templates/follow-partials.js';

/** The connections and parts that every process needs, opened once and passed in. */
export interface Services {
  readonly config: Config;
  readonly log: Logger;
  /** Connected, or trying to connect. Queries fail until it is connected. */
  readonly dataSource: DataSource;
  readonly templates: TemplateCache;
  readonly providers: Providers;
  /** The links that messages carry. */
  readonly links: Links;
  readonly gate: ChannelGate;
  /** Who may send now, in this process. */
  readonly turns: Turns;
  /** How many SMS may go out. */
  readonly smsLimits: SmsLimits;
  /** For commands that must not hang: each fails within about a second. `null` without REDIS_URL. */
  readonly redis: Redis | null;
  /**
   * Whether the templates and the key of links have been loaded from the database once. Before that nothing may be
   * planned or claimed: every template would seem to be missing.
   */
  readonly ready: () => boolean;
  close(): Promise<void>;
}

/** The name of a process' connections to Postgres. */
export const connectionName = (service: ServiceName): string => `booking-notifications-${service}`;

/** The pause between tries to reach the database. */
const CONNECT_AGAIN_MS = 1_000;

/**
 * Opens everything. A database that is away does not stop the boot: a pod that starts during an outage becomes ready by
 * itself. The first try is awaited.
 * @param log where log lines go. Commands whose output is read by people or scripts pass their own.
 * @throws {ConfigError} when Redis does not have the database of its URL, or credentials cannot be right.
 */
export async function openServices(
  config: Config,
  service: ServiceName,
  log: Logger = createLogger(config, service),
): Promise<Services> {
  const dataSource = createDataSource(config, connectionName(service), QUESTION_TIMEOUT_MS);
  const redis = config.REDIS_URL === undefined ? null : await openRedis(config.REDIS_URL, log);
  const templates = createTemplateCache(dataSource, {
    defaultLocale: config.DEFAULT_LOCALE,
    // Who writes templates sees a changed partial at once. Those of a release never change.
    ...(config.NODE_ENV === 'production' ? {} : { partials: followPartials() }),
    onError: ({ templateId, error }) => {
      if (templateId === null) log.warn('the templates could not be looked at: those known stay', errorFields(error));
      else log.error('a stored template cannot be used', { template_id: templateId, ...errorFields(error) });
    },
  });
  const providers = await createProviders(config, dataSource);
  const gate = createChannelGate(redis, log, {
    timeoutMs: config.PROVIDER_TIMEOUT_MS,
    limits: { email: config.SENDGRID_MAX_PER_SECOND, sms: config.TWILIO_MAX_PER_SECOND },
  });
  const links = createLinks(config, dataSource);
  const connection = await connect(dataSource, () => Promise.all([templates.start(), links.start()]), log);
  for (const channel of CHANNELS)
    if (providers[channel].mode === 'not_configured')
      log.warn('channel is not configured: its notifications wait', { channel });

  return {
    config,
    log,
    dataSource,
    templates,
    providers,
    links,
    gate,
    turns: createTurns(config.WORKER_CONCURRENCY, gate),
    smsLimits: createSmsLimits(redis, config),
    redis,
    ready: () => connection.ready,
    close: async () => {
      connection.giveUp();
      gate.close();
      await templates.stop();
      await providers.close();
      if (dataSource.isInitialized) await dataSource.destroy();
      redis?.disconnect();
    },
  };
}

/** This connection logs an outage of Redis, once per outage. */
async function openRedis(url: string, log: Logger): Promise<Redis> {
  const redis = connectRedis(url, IMPATIENT);
  let wasUp = true;
  redis.on('error', (error: unknown) => {
    if (wasUp) log.warn('Redis is away', errorFields(error));
    wasUp = false;
  });
  redis.on('ready', () => {
    if (!wasUp) log.info('Redis is back');
    wasUp = true;
  });
  if (await hasDatabase(redis, url)) return redis;
  redis.disconnect();
  throw new ConfigError('REDIS_URL', 'names a database number that this Redis does not have');
}

/** Connects and loads what a process needs, again and again until it succeeds once. Resolves after the first try. */
async function connect(
  dataSource: DataSource,
  load: () => Promise<unknown>,
  log: Logger,
): Promise<{ readonly ready: boolean; giveUp(): void }> {
  let ready = false;
  let givenUp = false;
  let again: NodeJS.Timeout | undefined;
  const attempt = async (): Promise<void> => {
    try {
      if (!dataSource.isInitialized) await dataSource.initialize();
      if (await isMigratedFor(dataSource, log)) {
        await load();
        ready = true;
        return;
      }
    } catch (error) {
      log.error('Postgres is away, trying again', errorFields(error));
    }
    if (!givenUp) again = setTimeout(() => void attempt(), CONNECT_AGAIN_MS);
  };
  await attempt();
  return {
    get ready() {
      return ready;
    },
    giveUp: () => {
      givenUp = true;
      clearTimeout(again);
    },
  };
}

/** Statements of this release would fail one by one on the schema of an older one. So a process waits, not ready. */
async function isMigratedFor(dataSource: DataSource, log: Logger): Promise<boolean> {
  const pending = await pendingMigrations(dataSource);
  if (pending.length > 0) log.error('the database must be migrated first: npm run notify -- migrate', { pending });
  return pending.length === 0;
}
