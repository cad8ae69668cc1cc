import { describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { readConfig, type Config } from '../config/config.js';
import { createProviders, sandboxOpen } from './registry.js';

const email = { SENDGRID_API_KEY: 'SG.key', SENDGRID_FROM_EMAIL: 'shop@example.com' };
const sms = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'token', TWILIO_PHONE_NUMBER: '+12025550100' };
const production = {
  NODE_ENV: 'production',
  JWT_SECRET: 'x'.repeat(32),
  JWT_ISSUER: 'issuer',
  JWT_AUDIENCE: 'audience',
};

/** Never connected: choosing providers needs no database. */
const dataSource = new DataSource({ type: 'postgres' });

async function chosen(config: Config) {
  const providers = await createProviders(config, dataSource);
  await providers.close();
  return [providers.email, providers.sms].map((channel) =>
    channel.mode === 'not_configured' ? channel.mode : `${channel.mode} ${channel.provider.name}`,
  );
}

describe("a channel's provider", () => {
  it.each([
    ['no credentials', {}, ['sandbox sandbox', 'sandbox sandbox'], true],
    ['email only', email, ['live sendgrid', 'sandbox sandbox'], true],
    ['both', { ...email, ...sms }, ['live sendgrid', 'live twilio'], false],
    ['production without credentials', production, ['not_configured', 'not_configured'], false],
    ['production with SMS only', { ...production, ...sms }, ['not_configured', 'live twilio'], false],
    ['production with both', { ...production, ...email, ...sms }, ['live sendgrid', 'live twilio'], false],
  ])('%s', async (_case, environment, modes, sandbox) => {
    const config = readConfig(environment);
    expect(await chosen(config)).toEqual(modes);
    expect(sandboxOpen(config)).toBe(sandbox);
  });
});
