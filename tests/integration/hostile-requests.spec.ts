import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { hostileRequests } from '../support/hostile-requests.js';
import { runHostile } from '../support/hostile-run.js';
import { useApi } from '../support/use-api.js';

const sendgrid = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const webhookKeys = {
  sendgrid: sendgrid.privateKey,
  twilio: 'a token of Twilio',
  publicUrl: 'https://notify.example.com',
};
const SEED = Number(process.env['SEED'] ?? 20_261_130);
const COUNT = Number(process.env['COUNT'] ?? 2_000);

const api = useApi({
  RATE_LIMIT_PER_MINUTE: '1000000',
  TEST_SEND_LIMIT_PER_MINUTE: '10000',
  SENDGRID_WEBHOOK_PUBLIC_KEY: sendgrid.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
  TWILIO_AUTH_TOKEN: webhookKeys.twilio,
  TWILIO_ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  TWILIO_PHONE_NUMBER: '+12025550199',
  TWILIO_BASE_URL: 'http://127.0.0.1:9',
  PUBLIC_BASE_URL: webhookKeys.publicUrl,
  LOG_LEVEL: 'info',
});

describe('hostile requests', () => {
  it('are each answered in time, never with a 5xx, and every 422 names a field', async () => {
    const requests = await hostileRequests({ seed: SEED, webhookKeys });
    const { statuses, breaches, slowestMs } = await runHostile(api.url, requests, { count: COUNT });
    const faults = api
      .logs()
      .split('\n')
      .filter((line) => line.includes('unexpected error'));
    expect({ breaches, faults }).toEqual({ breaches: [], faults: [] });
    const kinds = Object.keys(statuses).map(Number);
    expect(kinds.filter((status) => status >= 500)).toEqual([]);
    // The requests are not all refused for one reason: they get past the token, the reader and the check of values.
    expect(kinds).toEqual(expect.arrayContaining([200, 202, 400, 401, 403, 404, 415, 422]));
    expect(slowestMs).toBeLessThan(30_000);
  }, 240_000);
});
