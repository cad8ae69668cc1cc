import { isEmail } from 'class-validator';
import { isSupportedCountry } from 'libphonenumber-js/max';
import { parseRedisUrl } from './redis.js';
import { isTimeZone } from './wall-time.js';

/**
 * Every setting of the services, read once, checked, frozen and passed in.
 * Nothing else in the code reads the environment.
 *
 * A bad value stops the boot with one line that names the variable and never shows its value,
 * because the value may be a secret that ended up under the wrong name.
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    readonly variable: string,
    readonly problem: string,
  ) {
    super(`${variable} ${problem}`);
  }
}

/** How one variable is read: `undefined` means "not set", an empty string counts as not set. */
interface Setting<T> {
  /** One sentence for the configuration reference. */
  readonly doc: string;
  /** As written in the reference and in `.env.example`; absent for secrets and optional settings. */
  readonly fallback?: string;
  /** Returns the typed value or throws an `Error` whose message completes "VARIABLE …". */
  readonly parse: (raw: string | undefined) => T;
}

const text = (doc: string, fallback: string): Setting<string> => ({
  doc,
  fallback,
  parse: (raw) => raw ?? fallback,
});

const optionalText = (doc: string): Setting<string | undefined> => ({ doc, parse: (raw) => raw });

const matching = (
  rule: RegExp | ((value: string) => boolean),
  problem: string,
  doc: string,
): Setting<string | undefined> => ({
  doc,
  parse: (raw) => {
    if (raw !== undefined && !(rule instanceof RegExp ? rule.test(raw) : rule(raw))) throw new Error(problem);
    return raw;
  },
});

const locale = (doc: string, fallback: string): Setting<string> => ({
  doc,
  fallback,
  parse: (raw) => {
    try {
      return Intl.getCanonicalLocales(raw ?? fallback)[0] ?? fallback;
    } catch {
      throw new Error('must be a language tag such as en or pt-BR');
    }
  },
});

const integer = (doc: string, fallback: number, min: number, max: number): Setting<number> => ({
  doc,
  fallback: String(fallback),
  parse: (raw) => {
    const value = raw === undefined ? fallback : /^\d+$/.test(raw) ? Number(raw) : Number.NaN;
    if (!(value >= min && value <= max)) throw new Error(`must be a whole number from ${min} to ${max}`);
    return value;
  },
});

const oneOf = <const T extends string>(doc: string, fallback: T, ...choices: readonly T[]): Setting<T> => ({
  doc,
  fallback,
  parse: (raw) => {
    const value = raw ?? fallback;
    const found = [fallback, ...choices].find((choice) => choice === value);
    if (found === undefined) throw new Error(`must be one of ${[...new Set([fallback, ...choices])].join(', ')}`);
    return found;
  },
});

const url = (doc: string, fallback: string | undefined, ...protocols: string[]): Setting<string | undefined> => ({
  doc,
  ...(fallback === undefined ? {} : { fallback }),
  parse: (raw) => {
    const value = raw ?? fallback;
    if (value === undefined) return undefined;
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol.slice(0, -1)))
      throw new Error(`must be a URL that starts with ${protocols.map((p) => `${p}://`).join(' or ')}`);
    return value.replace(/\/$/, '');
  },
});

const redis = (doc: string): Setting<string | undefined> => ({
  doc,
  parse: (raw) => {
    if (raw !== undefined) parseRedisUrl(raw);
    return raw;
  },
});

const timezone = (doc: string): Setting<string | undefined> => ({
  doc,
  parse: (raw) => {
    if (raw !== undefined && !isTimeZone(raw)) throw new Error('must be an IANA time zone such as America/New_York');
    return raw;
  },
});

const countries = (doc: string, fallback: string): Setting<readonly string[]> => ({
  doc,
  fallback,
  parse: (raw) => {
    const codes = (raw ?? fallback).split(',').map((code) => code.trim().toUpperCase());
    if (!codes.every((code) => isSupportedCountry(code)))
      throw new Error('must be two-letter ISO country codes separated by commas, such as US,CA');
    return codes;
  },
});

/** 0 to 10 distinct whole hours from 1 to 720 (30 days), the bounds that preferences have too. */
export function isReminderHours(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.length <= 10 &&
    new Set(value).size === value.length &&
    value.every((hour) => Number.isInteger(hour) && (hour as number) >= 1 && (hour as number) <= 720)
  );
}

const reminderHours = (doc: string, fallback: string): Setting<readonly number[]> => ({
  doc,
  fallback,
  parse: (raw) => {
    let value: unknown;
    try {
      value = JSON.parse(raw ?? fallback);
    } catch {
      value = undefined;
    }
    if (!isReminderHours(value))
      throw new Error('must be a JSON list of up to 10 different whole hours from 1 to 720, such as [24, 2]');
    return value;
  },
});

const http = ['https', 'http'] as const;

/** The reference: every variable, its meaning, default and check. `.env.example` and the docs are checked against it. */
export const SETTINGS = {
  NODE_ENV: oneOf('`production` turns the sandbox off and requires JWT settings.', 'development', 'production', 'test'),
  LOG_LEVEL: oneOf('The least severe level that is logged.', 'info', 'error', 'warn', 'debug'),
  API_PORT: integer('Port of the HTTP API; 0 means any free one.', 8000, 0, 65535),
  WORKER_PORT: integer("Port of a worker's health and metrics; 0 means any free one.", 8001, 0, 65535),
  HOST: text('Address the services listen on.', '0.0.0.0'),
  TRUST_PROXY_HOPS: integer('How many reverse proxies stand in front of the API.', 0, 0, 10),
  DATABASE_URL: url('Postgres 15 or newer.', undefined, 'postgres', 'postgresql'),
  DATABASE_POOL_SIZE: integer('Most Postgres connections of one process.', 10, 2, 200),
  REDIS_URL: redis('Redis 6.2 or newer, policy `noeviction`; also rediss://, redis-sentinel:// and redis-cluster://.'),
  JWT_SECRET: optionalText('Shared secret of HS256 tokens; at least 32 bytes in production.'),
  JWT_JWKS_URL: url('Key set of RS256 or ES256 tokens, instead of JWT_SECRET.', undefined, ...http),
  JWT_ISSUER: optionalText('Required `iss` of a token.'),
  JWT_AUDIENCE: optionalText('Required `aud` of a token.'),
  PUBLIC_BASE_URL: url('Where providers and clients reach the API from outside.', undefined, ...http),
  SENDGRID_API_KEY: optionalText('SendGrid key with "Mail Send"; not set: sandbox, or waiting in production.'),
  SENDGRID_FROM_EMAIL: matching(
    (value) => isEmail(value),
    'must be an email address',
    'Verified sender address; needed with SENDGRID_API_KEY.',
  ),
  SENDGRID_FROM_NAME: optionalText('Sender name.'),
  SENDGRID_BASE_URL: url('Host of the SendGrid API, or of a fake or proxy.', 'https://api.sendgrid.com', ...http),
  SENDGRID_WEBHOOK_PUBLIC_KEY: optionalText('Verification key of the SendGrid Event Webhook.'),
  SENDGRID_UNSUBSCRIBE_GROUP_ID: optionalText('SendGrid suppression group of marketing mail.'),
  TWILIO_ACCOUNT_SID: matching(
    /^AC/,
    'must start with AC',
    'Twilio account; not set: sandbox, or waiting in production.',
  ),
  TWILIO_AUTH_TOKEN: optionalText('Twilio token; needed with TWILIO_ACCOUNT_SID.'),
  TWILIO_PHONE_NUMBER: matching(
    /^\+[1-9]\d{6,14}$/,
    'must be an E.164 number such as +12025550100',
    'Sending number, E.164.',
  ),
  TWILIO_MESSAGING_SERVICE_SID: optionalText('Messaging service, instead of TWILIO_PHONE_NUMBER.'),
  TWILIO_BASE_URL: url('Host of the Twilio API, or of a fake or proxy.', 'https://api.twilio.com', ...http),
  SMS_ALLOWED_COUNTRIES: countries('Countries that SMS may go to (ISO codes).', 'US,CA'),
  APPOINTMENT_REMINDER_HOURS: reminderHours('Reminders before the start, in hours, unless the user chose.', '[24, 2]'),
  NOTIFICATION_RETRY_ATTEMPTS: integer('Retries after the first try.', 3, 0, 20),
  NOTIFICATION_RETRY_DELAY_SECONDS: integer('Wait before the first retry; doubles with each.', 60, 1, 86_400),
  NOTIFICATION_RETENTION_DAYS: integer('Days that ended notifications are kept.', 30, 1, 3650),
  WORKER_CONCURRENCY: integer('Notifications that one worker sends at a time, per queue.', 32, 1, 1000),
  PROVIDER_TIMEOUT_MS: integer('Hard deadline of one provider call.', 15_000, 50, 60_000),
  CLAIM_LEASE_SECONDS: integer('How long a claim holds; must outlast PROVIDER_TIMEOUT_MS.', 60, 1, 3600),
  IN_DOUBT_WAIT_SECONDS: integer('Wait for evidence before a doubtful message is sent once more.', 120, 0, 86_400),
  RATE_LIMIT_PER_MINUTE: integer('Requests per token subject; role `service` is not limited.', 1200, 1, 1_000_000),
  TEST_SEND_LIMIT_PER_MINUTE: integer('Test messages per user.', 10, 1, 10_000),
  BUSINESS_NAME: text('Used where an event names no business.', 'Our shop'),
  BUSINESS_ADDRESS: optionalText('Used where an event names no address.'),
  BUSINESS_PHONE: optionalText('Used where an event names no phone.'),
  BUSINESS_TIMEZONE: timezone('Zone of start times whose event names none.'),
  CANCELLATION_POLICY: optionalText('Used where an event names no policy.'),
  DEFAULT_LOCALE: locale('Language of templates when the recipient has none.', 'en'),
  LOG_DIR: optionalText('Folder for log files beside the console output.'),
  NOTIFICATIONS_DATA_DIR: text('Folder of the embedded Postgres and Redis.', '.data'),
} satisfies Record<string, Setting<unknown>>;

export type Config = { readonly [K in keyof typeof SETTINGS]: ReturnType<(typeof SETTINGS)[K]['parse']> };

/** What tokens are signed for unless JWT_ISSUER and JWT_AUDIENCE say otherwise (never in production). */
export const DEVELOPMENT_TOKEN_ISSUER = 'booking-notifications';

/**
 * Reads and checks the whole environment.
 * @throws {ConfigError} for the first variable that is wrong, with what to do.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const values: Record<string, unknown> = {};
  for (const [variable, setting] of Object.entries(SETTINGS)) {
    const raw = environment[variable]?.trim();
    try {
      values[variable] = setting.parse(raw === '' ? undefined : raw);
    } catch (error) {
      throw new ConfigError(variable, (error as Error).message);
    }
  }
  const config = values as Config;
  checkTogether(config);
  return Object.freeze(config);
}

function checkTogether(config: Config): void {
  const needs = (variable: keyof Config, because: string): void => {
    if (config[variable] === undefined) throw new ConfigError(variable, `is required ${because}`);
  };
  if (config.SENDGRID_API_KEY !== undefined) needs('SENDGRID_FROM_EMAIL', 'when SENDGRID_API_KEY is set');
  if (config.TWILIO_AUTH_TOKEN !== undefined) needs('TWILIO_ACCOUNT_SID', 'when TWILIO_AUTH_TOKEN is set');
  if (config.TWILIO_ACCOUNT_SID !== undefined) {
    needs('TWILIO_AUTH_TOKEN', 'when TWILIO_ACCOUNT_SID is set');
    if (config.TWILIO_MESSAGING_SERVICE_SID === undefined)
      needs('TWILIO_PHONE_NUMBER', 'when TWILIO_ACCOUNT_SID is set (or TWILIO_MESSAGING_SERVICE_SID)');
  }
  if (config.CLAIM_LEASE_SECONDS * 1000 <= config.PROVIDER_TIMEOUT_MS)
    throw new ConfigError('CLAIM_LEASE_SECONDS', 'must be longer than PROVIDER_TIMEOUT_MS');
  if (config.NODE_ENV === 'production') {
    if (config.JWT_JWKS_URL === undefined) {
      needs('JWT_SECRET', 'in production (or JWT_JWKS_URL)');
      if (Buffer.byteLength(config.JWT_SECRET ?? '') < 32)
        throw new ConfigError('JWT_SECRET', 'must have at least 32 bytes in production');
    }
    needs('JWT_ISSUER', 'in production');
    needs('JWT_AUDIENCE', 'in production');
  }
}
