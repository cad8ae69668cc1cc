import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { ConfigError, readConfig, SETTINGS } from './config.js';
import { configurationReference } from './reference.js';
import type { Setting } from './setting.js';

const OIDC = { OIDC_ISSUER: 'https://i', OIDC_CLIENT_ID: 'c', OIDC_CLIENT_SECRET: 's' };
const PRODUCTION = {
  NODE_ENV: 'production',
  JWT_SECRET: 'a'.repeat(32),
  JWT_ISSUER: 'https://issuer.example',
  JWT_AUDIENCE: 'booking',
};

function problem(environment: Record<string, string | undefined>): ConfigError {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('it was taken');
}

describe('configuration', () => {
  it('has the documented defaults', () => {
    expect(readConfig({})).toMatchObject({
      NODE_ENV: 'development',
      API_PORT: 8000,
      WORKER_PORT: 8001,
      APPOINTMENT_REMINDER_HOURS: [24, 2],
      REMINDER_MIN_GAP_MINUTES: 30,
      NOTIFICATION_RETRY_ATTEMPTS: 3,
      NOTIFICATION_RETRY_DELAY_SECONDS: 60,
      WORKER_CONCURRENCY: 32,
      PROVIDER_TIMEOUT_MS: 15_000,
      CLAIM_LEASE_SECONDS: 60,
      IN_DOUBT_WAIT_SECONDS: 120,
      RATE_LIMIT_PER_MINUTE: 1_200,
      TEST_SEND_LIMIT_PER_MINUTE: 10,
      NOTIFICATION_RETENTION_DAYS: 30,
      SMS_ALLOWED_COUNTRIES: ['US', 'CA'],
      BUSINESS_COUNTRY: 'US',
      DEFAULT_LOCALE: 'en',
      DATABASE_URL: undefined,
      REDIS_URL: undefined,
      JWT_SECRET: undefined,
    });
  });

  it('cannot be changed afterwards', () => {
    expect(Object.isFrozen(readConfig({}))).toBe(true);
  });

  it('takes blank values as not set, and trims the others', () => {
    expect(readConfig({ API_PORT: ' ', REDIS_URL: '', WORKER_PORT: ' 0 ' })).toMatchObject({
      API_PORT: 8000,
      REDIS_URL: undefined,
      WORKER_PORT: 0,
    });
  });

  it.each([
    ['APPOINTMENT_REMINDER_HOURS', '[]', []],
    ['APPOINTMENT_REMINDER_HOURS', '[1, 720]', [1, 720]],
    ['SMS_ALLOWED_COUNTRIES', 'us, gb', ['US', 'GB']],
    ['SENDGRID_BASE_URL', 'http://127.0.0.1:9/', 'http://127.0.0.1:9'],
    ['DATABASE_URL', 'postgresql://u:p@h:5432/db', 'postgresql://u:p@h:5432/db'],
    ['REDIS_URL', 'redis-cluster://a:1,b:2', 'redis-cluster://a:1,b:2'],
    ['BUSINESS_TIMEZONE', 'Europe/Berlin', 'Europe/Berlin'],
    ['BUSINESS_COUNTRY', 'in', 'IN'],
  ])('%s=%s', (variable, value, expected) => {
    expect(readConfig({ [variable]: value })[variable as 'HOST']).toEqual(expected);
  });

  it.each([
    ['NODE_ENV', 'canary'],
    ['LOG_LEVEL', 'canary'],
    ['API_PORT', 'canary'],
    ['DATABASE_URL', 'postgres:user-canary@host/db'],
    ['API_PORT', '65536'],
    ['API_PORT', '-1'],
    ['API_PORT', '8000.5'],
    ['API_PORT', '1e3'],
    ['API_PORT', '0x10'],
    ['API_PORT', '9'.repeat(400)],
    ['WORKER_CONCURRENCY', '0'],
    ['CLAIM_LEASE_SECONDS', 'Infinity'],
    ['DATABASE_URL', 'mysql://canary'],
    ['DATABASE_URL', 'canary'],
    ['REDIS_URL', 'http://canary'],
    ['REDIS_URL', 'redis://:canary@h:99999'],
    ['REDIS_URL', 'redis://:%canary@h'],
    ['JWT_JWKS_URL', 'file:///canary'],
    ['PUBLIC_BASE_URL', 'canary'],
    ['SENDGRID_BASE_URL', 'ftp://canary'],
    ['BUSINESS_TIMEZONE', 'Canary/Nowhere'],
    ['BUSINESS_TIMEZONE', '+02:00'],
    ['SMS_ALLOWED_COUNTRIES', 'CANARY'],
    ['BUSINESS_COUNTRY', 'CANARY'],
    ['BUSINESS_COUNTRY', 'XX'],
    ['BUSINESS_COUNTRY', 'GB,IN'],
    ['SMS_ALLOWED_COUNTRIES', 'US,,CA'],
    ['APPOINTMENT_REMINDER_HOURS', 'canary'],
    ['APPOINTMENT_REMINDER_HOURS', '24, 2'],
    ['APPOINTMENT_REMINDER_HOURS', '24'],
    ['APPOINTMENT_REMINDER_HOURS', '{"length":0}'],
    ['APPOINTMENT_REMINDER_HOURS', '[0]'],
    ['APPOINTMENT_REMINDER_HOURS', '[721]'],
    ['APPOINTMENT_REMINDER_HOURS', '[2.5]'],
    ['APPOINTMENT_REMINDER_HOURS', '["2"]'],
    ['APPOINTMENT_REMINDER_HOURS', '[2, 2]'],
    ['APPOINTMENT_REMINDER_HOURS', '[1,2,3,4,5,6,7,8,9,10,11]'],
  ])('refuses %s=%s in one line that names the variable and not the value', (variable, value) => {
    const error = problem({ [variable]: value });
    expect(error.variable).toBe(variable);
    expect(error.message).toMatch(new RegExp(`^${variable} .+$`));
    expect(error.message).not.toMatch(/canary|99999999/i);
  });

  it('reads national numbers in the first country that SMS may go to, unless told otherwise', () => {
    expect(readConfig({ SMS_ALLOWED_COUNTRIES: 'gb, ie' }).BUSINESS_COUNTRY).toBe('GB');
    expect(readConfig({ SMS_ALLOWED_COUNTRIES: 'gb, ie', BUSINESS_COUNTRY: 'IE' }).BUSINESS_COUNTRY).toBe('IE');
  });

  it.each([
    [{ SENDGRID_API_KEY: 'k' }, 'SENDGRID_FROM_EMAIL'],
    [{ TWILIO_ACCOUNT_SID: 'AC1' }, 'TWILIO_AUTH_TOKEN'],
    [{ TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 't' }, 'TWILIO_PHONE_NUMBER'],
    [{ CLAIM_LEASE_SECONDS: '15' }, 'CLAIM_LEASE_SECONDS'],
    [{ CLAIM_LEASE_SECONDS: '60', PROVIDER_TIMEOUT_MS: '60000' }, 'CLAIM_LEASE_SECONDS'],
    [{ OIDC_ISSUER: 'https://i', OIDC_CLIENT_SECRET: 's' }, 'OIDC_CLIENT_ID'],
    [{ OIDC_ISSUER: 'https://i', OIDC_CLIENT_ID: 'c' }, 'OIDC_CLIENT_SECRET'],
    [{ ...PRODUCTION, ...OIDC }, 'PUBLIC_BASE_URL'],
    [{ ...PRODUCTION, ...OIDC, PUBLIC_BASE_URL: 'https://n', OIDC_ISSUER: 'http://i' }, 'OIDC_ISSUER'],
    [{ NODE_ENV: 'production' }, 'JWT_SECRET'],
    [{ ...PRODUCTION, JWT_SECRET: 'a'.repeat(31) }, 'JWT_SECRET'],
    [{ ...PRODUCTION, JWT_ISSUER: '' }, 'JWT_ISSUER'],
    [{ ...PRODUCTION, JWT_AUDIENCE: undefined }, 'JWT_AUDIENCE'],
    [{ ...PRODUCTION, JWT_SECRET: undefined, JWT_JWKS_URL: 'https://j', JWT_ISSUER: undefined }, 'JWT_ISSUER'],
  ])('refuses %j, whose settings contradict each other', (environment, variable) => {
    expect(problem(environment).variable).toBe(variable);
  });

  it.each([
    [PRODUCTION],
    [{ ...PRODUCTION, JWT_SECRET: undefined, JWT_JWKS_URL: 'https://issuer.example/keys' }],
    [{ TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 't', TWILIO_MESSAGING_SERVICE_SID: 'MG1' }],
    [{ CLAIM_LEASE_SECONDS: '16' }],
  ])('takes %j', (environment) => {
    expect(() => readConfig(environment)).not.toThrow();
  });

  it('gives no secret a default', () => {
    const named = /SECRET|TOKEN|API_KEY|PASSWORD|DATABASE_URL|REDIS_URL/;
    const settings = Object.entries<Setting<unknown>>(SETTINGS);
    const secrets = settings.filter(([, { secret }]) => secret);
    expect(secrets.map(([name]) => name).sort()).toEqual(
      Object.keys(SETTINGS)
        .filter((name) => named.test(name))
        .sort(),
    );
    expect(secrets.filter(([, { fallback }]) => fallback !== undefined)).toEqual([]);
  });

  it('docs/configuration.md matches the code: if not, run `npm run docs`', () => {
    const file = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
    expect(file).toBe(configurationReference());
  });

  it('.env.example lists every variable, none twice, with its default', () => {
    const lines = readFileSync(new URL('../../../../.env.example', import.meta.url), 'utf8').matchAll(
      /^(?:#\s*)?([A-Z][A-Z0-9_]+)=(.*)$/gm,
    );
    const listed = [...lines].map(([, name = '', value = '']) => [name, value.trim()] as const);
    expect(listed.map(([name]) => name).sort()).toEqual(expect.arrayContaining(Object.keys(SETTINGS).sort()));
    const names = listed.map(([name]) => name).filter((name) => name in SETTINGS);
    expect(names).toHaveLength(new Set(names).size);
  });
});

describe('BUSINESS_LOGO_URL', () => {
  const path = `/api/v2/assets/${'a'.repeat(64)}.png`;

  it.each(['https://shop.example/logo.png', path, `http://localhost:8000${path}`])('may be %s', (BUSINESS_LOGO_URL) => {
    expect(readConfig({ BUSINESS_LOGO_URL }).BUSINESS_LOGO_URL).toBe(BUSINESS_LOGO_URL);
  });

  it.each(['http://shop.example/logo.png', 'logo.png', '/api/v2/assets/logo.png', 'javascript:alert(1)'])(
    'must not be %s',
    (BUSINESS_LOGO_URL) => {
      expect(() => readConfig({ BUSINESS_LOGO_URL })).toThrow(
        /^BUSINESS_LOGO_URL must be a URL that starts with https/,
      );
    },
  );
});
