import { describe, expect, it } from '@jest/globals';
import { ConfigError, readConfig } from './config.js';

const PRODUCTION = {
  NODE_ENV: 'production',
  JWT_SECRET: 'a'.repeat(32),
  JWT_ISSUER: 'https://issuer.example',
  JWT_AUDIENCE: 'booking',
};

/** What the boot says, or `fine`. */
function boot(environment: Record<string, string>): string {
  try {
    readConfig(environment);
    return 'fine';
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
}

describe('where production calls out to', () => {
  it.each([
    ['SENDGRID_BASE_URL', 'https://api.sendgrid.com'],
    ['SENDGRID_BASE_URL', 'https://api.eu.sendgrid.com'],
    ['TWILIO_BASE_URL', 'https://api.dublin.ie1.twilio.com'],
    ['SENDGRID_BASE_URL', 'http://127.0.0.1:9000'],
    ['TWILIO_BASE_URL', 'http://localhost:9000'],
    ['TWILIO_BASE_URL', 'http://[::1]:9000'],
    ['JWT_JWKS_URL', 'https://login.example.com/keys'],
    ['JWT_JWKS_URL', 'http://127.0.0.1:1/keys'],
  ])('%s may be %s', (variable, url) => {
    expect(boot({ ...PRODUCTION, [variable]: url })).toBe('fine');
  });

  it.each([
    ['SENDGRID_BASE_URL', 'http://api.sendgrid.com', 'must be https in production'],
    ['TWILIO_BASE_URL', 'https://api.twilio.com.evil.example', 'must be a host of twilio.com'],
    ['SENDGRID_BASE_URL', 'https://evilsendgrid.com', 'must be a host of sendgrid.com'],
    ['SENDGRID_BASE_URL', 'https://api.sendgrid.com@evil.example', 'must be a host of sendgrid.com'],
    ['SENDGRID_BASE_URL', 'https://127.0.0.1.evil.example', 'must be a host of sendgrid.com'],
    ['JWT_JWKS_URL', 'http://login.example.com/keys', 'must be https in production'],
  ])('%s may not be %s', (variable, url, problem) => {
    expect(boot({ ...PRODUCTION, [variable]: url })).toMatch(new RegExp(`^${variable} ${problem}`));
    expect(boot({ ...PRODUCTION, [variable]: url })).not.toContain('evil');
    expect(boot({ [variable]: url })).toBe('fine');
  });

  it("may be the operator's own proxy when that is said, but only encrypted", () => {
    const allowed = { ...PRODUCTION, ALLOW_OTHER_PROVIDER_HOSTS: 'true' };
    expect(boot({ ...allowed, SENDGRID_BASE_URL: 'https://proxy.example' })).toBe('fine');
    expect(boot({ ...allowed, SENDGRID_BASE_URL: 'http://proxy.example' })).toMatch(/must be https/);
  });
});
