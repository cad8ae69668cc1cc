import { isEmail } from 'class-validator';
import {
  countries,
  country,
  flag,
  group,
  http,
  integer,
  logoUrl,
  locale,
  matching,
  oneOf,
  optionalInteger,
  optionalText,
  readBy,
  redis,
  reminderHours,
  secret,
  text,
  timezone,
  url,
  verificationKey,
  type Setting,
} from './setting.js';
import { wrongHost } from './outside-hosts.js';
import { SMS_LIMITS } from './sms-limits.js';

/**
 * A setting is missing or wrong. It stops the boot with one line that names the variable. The line never shows the
 * value, because the value may be a secret under the wrong name.
 *
 * The environment is read once, checked, frozen and passed in. Nothing else in the code reads it.
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

export { isReminderHours } from './setting.js';

const API = 'API';
const WORKER = 'worker';
/** SendGrid counts its groups in 32 bits. */
const LARGEST_GROUP_ID = 2_147_483_647;

/**
 * Every variable with its meaning, default and check. `.env.example` and docs/configuration.md are checked against it.
 */
export const SETTINGS = {
  ...group('Where messages go', {
    SENDGRID_API_KEY: secret(
      optionalText('SendGrid key with "Mail Send"; not set: sandbox, or waiting in production.'),
    ),
    SENDGRID_FROM_EMAIL: matching(
      (value) => isEmail(value),
      'an email address',
      'Verified sender address; needed with SENDGRID_API_KEY.',
    ),
    SENDGRID_FROM_NAME: optionalText('Sender name.'),
    TWILIO_ACCOUNT_SID: matching(
      /^AC/,
      'an account SID, which starts with AC',
      'Twilio account; not set: sandbox, or waiting in production.',
    ),
    TWILIO_AUTH_TOKEN: secret(optionalText('Twilio token; needed with TWILIO_ACCOUNT_SID.')),
    TWILIO_PHONE_NUMBER: matching(
      /^\+[1-9]\d{6,14}$/,
      'an E.164 number such as +12025550100',
      'Sending number, E.164; needed with TWILIO_ACCOUNT_SID unless TWILIO_MESSAGING_SERVICE_SID is set.',
    ),
    TWILIO_MESSAGING_SERVICE_SID: optionalText('Messaging service, instead of TWILIO_PHONE_NUMBER.'),
    SMS_ALLOWED_COUNTRIES: countries('Countries that SMS may go to (ISO codes).', 'US,CA'),
    SENDGRID_WEBHOOK_PUBLIC_KEY: readBy(
      API,
      verificationKey(
        'Verification key of the SendGrid Event Webhook, base64 as SendGrid shows it, or PEM. Without it receipts are refused.',
      ),
    ),
    SENDGRID_TRACKING: flag(
      'SendGrid notes opens and clicks: it adds a picture to each mail and leads its links over a host of its own.',
      true,
    ),
    SENDGRID_UNSUBSCRIBE_GROUP_ID: optionalInteger(
      'SendGrid suppression group of marketing mail, beside our own link to unsubscribe by.',
      1,
      LARGEST_GROUP_ID,
    ),
    SENDGRID_BASE_URL: url('Host of the SendGrid API, or of a fake or proxy.', 'https://api.sendgrid.com', ...http),
    TWILIO_BASE_URL: url('Host of the Twilio API, or of a fake or proxy.', 'https://api.twilio.com', ...http),
    ALLOW_OTHER_PROVIDER_HOSTS: flag(
      'In production, messages may go to another host than the provider, such as your own proxy.',
      false,
    ),
    PUBLIC_BASE_URL: url(
      'Where providers and clients reach the API from outside: receipts, and the links of mails to preferences and to unsubscribe by. In production mails have no link to preferences without it, and no marketing goes out; elsewhere links lead to localhost.',
      undefined,
      ...http,
    ),
    ASSET_BASE_URL: url(
      'Where mails find uploaded pictures, such as a CDN that gets them from the API by the same path. Default: `PUBLIC_BASE_URL`.',
      undefined,
      ...http,
    ),
  }),
  ...group('How many SMS', SMS_LIMITS),
  ...group('When', {
    APPOINTMENT_REMINDER_HOURS: reminderHours(
      'Reminders before the start, in hours, unless the user chose.',
      '[24, 2]',
    ),
    REMINDER_MIN_GAP_MINUTES: integer(
      "A reminder that would follow its booking's confirmation sooner than this is not planned.",
      30,
      0,
      1_440,
    ),
    NOTIFICATION_RETRY_ATTEMPTS: integer('Retries after the first try.', 3, 0, 20),
    NOTIFICATION_RETRY_DELAY_SECONDS: integer('Wait before the first retry; doubles with each.', 60, 1, 86_400),
    NOTIFICATION_RETENTION_DAYS: readBy(WORKER, integer('Days that ended notifications are kept.', 30, 1, 3650)),
  }),
  ...group('What a message says where the booking does not', {
    BUSINESS_NAME: text('Used where an event names no business.', 'Our shop'),
    BUSINESS_ADDRESS: optionalText('Used where an event names no address.'),
    BUSINESS_LOGO_URL: logoUrl('Picture at the head of every mail: an address, or the path of an uploaded picture.'),
    BUSINESS_PHONE: optionalText('Used where an event names no phone.'),
    BUSINESS_COUNTRY: country(
      'Where phone numbers without a country code are read.',
      'the first of `SMS_ALLOWED_COUNTRIES`',
    ),
    BUSINESS_TIMEZONE: timezone('Zone of start times whose event names none.'),
    CANCELLATION_POLICY: optionalText('Used where an event names no policy.'),
    DEFAULT_LOCALE: locale('Language of templates when the recipient has none.', 'en'),
  }),
  ...group('Where things run', {
    DATABASE_URL: secret(url('Postgres 15 or newer.', undefined, 'postgres', 'postgresql')),
    DATABASE_POOL_SIZE: integer('Most Postgres connections of one process.', 10, 2, 200),
    REDIS_URL: secret(
      redis('Redis 6.2 or newer, policy `noeviction`; also rediss://, redis-sentinel:// and redis-cluster://.'),
    ),
    NOTIFICATIONS_DATA_DIR: readBy('`npm start`', text('Folder of the embedded Postgres and Redis.', '.data')),
    API_PORT: integer('Port of the HTTP API; 0 means any free one.', 8000, 0, 65535),
    WORKER_PORT: readBy(
      WORKER,
      integer("Port of a worker's health and metrics; 0 means any free one.", 8001, 0, 65535),
    ),
    HOST: text('Address the services listen on.', '0.0.0.0'),
    TRUST_PROXY_HOPS: readBy(API, integer('How many reverse proxies stand in front of the API.', 0, 0, 10)),
    NODE_ENV: oneOf(
      '`production` turns the sandbox off and requires JWT settings.',
      'development',
      'production',
      'test',
    ),
    LOG_LEVEL: oneOf('The least severe level that is logged.', 'info', 'error', 'warn', 'debug'),
    LOG_DIR: optionalText('Folder for log files beside the console output.'),
    CONSOLE_DIR: readBy(API, optionalText('Folder of the built console; not set: the one of this installation.')),
  }),
  ...group('Who may call', {
    JWT_SECRET: readBy(
      API,
      secret(
        optionalText(
          'Shared secret of HS256 tokens; in production needed unless JWT_JWKS_URL is set, with at least 32 bytes.',
        ),
      ),
    ),
    JWT_JWKS_URL: readBy(API, url('Key set of RS256 or ES256 tokens, instead of JWT_SECRET.', undefined, ...http)),
    JWT_ISSUER: readBy(API, optionalText('Required `iss` of a token; needed in production.')),
    JWT_AUDIENCE: readBy(API, optionalText('Required `aud` of a token; needed in production.')),
    OIDC_ISSUER: readBy(
      API,
      url(
        'Issuer of your identity provider, where people sign in to the console (OpenID Connect); not set: by links alone.',
        undefined,
        ...http,
      ),
    ),
    OIDC_CLIENT_ID: readBy(API, optionalText('Client there, whose redirect address is /console/oidc/callback here.')),
    OIDC_CLIENT_SECRET: readBy(API, secret(optionalText('Secret of that client.'))),
    OIDC_CLIENT_AUTH: readBy(API, oneOf('How the secret is sent: in a header, or in the body.', 'basic', 'post')),
    OIDC_SCOPE: readBy(
      API,
      text('What is asked for; the claim of the roles may need one more.', 'openid email profile'),
    ),
    OIDC_ROLES_CLAIM: readBy(
      API,
      text('Claim that has `staff` or `admin`, in a text or a list; `a.b` is `b` within `a`.', 'roles'),
    ),
    RATE_LIMIT_PER_MINUTE: readBy(
      API,
      integer('Requests per token subject; role `service` is not limited.', 1200, 1, 1_000_000),
    ),
    TEST_SEND_LIMIT_PER_MINUTE: readBy(API, integer('Test messages per user.', 10, 1, 10_000)),
  }),
  ...group('How much at a time', {
    WORKER_CONCURRENCY: integer(
      'Notifications that one worker sends at a time, per queue. While both channels send, each leaves a quarter to the other.',
      32,
      1,
      1000,
    ),
    SENDGRID_MAX_PER_SECOND: optionalInteger('Mails a second, all workers together; not set: no limit.', 1, 100_000),
    TWILIO_MAX_PER_SECOND: optionalInteger('SMS a second, all workers together; not set: no limit.', 1, 100_000),
    PROVIDER_TIMEOUT_MS: integer('Hard deadline of one provider call.', 15_000, 50, 60_000),
    CLAIM_LEASE_SECONDS: integer('How long a claim holds; must outlast PROVIDER_TIMEOUT_MS.', 60, 1, 3600),
    IN_DOUBT_WAIT_SECONDS: integer('Wait for evidence before a doubtful message is sent once more.', 120, 0, 86_400),
  }),
} satisfies Record<string, Setting<unknown>>;

type Settings = { readonly [K in keyof typeof SETTINGS]: ReturnType<(typeof SETTINGS)[K]['parse']> };

export type Config = Settings & { readonly BUSINESS_COUNTRY: string };

/** Issuer and audience of tokens where JWT_ISSUER and JWT_AUDIENCE are not set (never in production). */
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
  const config = withCountry(values as Settings);
  checkTogether(config);
  return Object.freeze(config);
}

/** A shop that says only where its SMS may go is taken to be in the first of those countries. */
function withCountry(settings: Settings): Config {
  return { ...settings, BUSINESS_COUNTRY: settings.BUSINESS_COUNTRY ?? settings.SMS_ALLOWED_COUNTRIES[0] ?? 'US' };
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
  if (config.OIDC_ISSUER !== undefined) {
    needs('OIDC_CLIENT_ID', 'when OIDC_ISSUER is set');
    needs('OIDC_CLIENT_SECRET', 'when OIDC_ISSUER is set');
  }
  if (config.CLAIM_LEASE_SECONDS * 1000 <= config.PROVIDER_TIMEOUT_MS)
    throw new ConfigError('CLAIM_LEASE_SECONDS', 'must be longer than PROVIDER_TIMEOUT_MS');
  const host = wrongHost(config);
  if (host !== null) throw new ConfigError(host.variable, host.problem);
  if (config.NODE_ENV === 'production') {
    if (config.JWT_JWKS_URL === undefined) {
      needs('JWT_SECRET', 'in production (or JWT_JWKS_URL)');
      if (Buffer.byteLength(config.JWT_SECRET ?? '') < 32)
        throw new ConfigError('JWT_SECRET', 'must have at least 32 bytes in production');
    }
    needs('JWT_ISSUER', 'in production');
    if (config.OIDC_ISSUER !== undefined) {
      needs('PUBLIC_BASE_URL', 'when OIDC_ISSUER is set in production: people come back to it');
      if (!config.OIDC_ISSUER.startsWith('https://'))
        throw new ConfigError('OIDC_ISSUER', 'must start with https:// in production');
    }
    needs('JWT_AUDIENCE', 'in production');
  }
}
