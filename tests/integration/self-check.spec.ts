import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createTestDatabase, testRedisUrl, type TestDatabase } from '../support/database.js';
import { runCommand, startApi, startWorker, type ServiceProcess } from '../support/processes.js';
import { until } from '../support/world.js';

const NOT_HEARD = 'PUBLIC_BASE_URL is not set: it is not heard whether an SMS arrived, nor who answers STOP';
const MISTAKEN = {
  TWILIO_ACCOUNT_SID: 'AC-canary',
  TWILIO_AUTH_TOKEN: 'canary-token',
  TWILIO_PHONE_NUMBER: '+12025550199',
};

let database: TestDatabase;
let sql: Client;
beforeAll(async () => {
  database = await createTestDatabase();
  sql = new Client({ connectionString: database.url });
  await sql.connect();
});
afterAll(async () => {
  await sql.end();
  await database.drop();
});
const environment = () => ({ DATABASE_URL: database.url, REDIS_URL: testRedisUrl() });
const ready = async ({ url }: ServiceProcess): Promise<{ status: number; body: Record<string, unknown> }> => {
  const answer = await fetch(`${url}/health/ready`);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
};

describe.each([
  ['api', startApi],
  ['worker', startWorker],
] as const)('the %s', (name, start) => {
  it('says at its start what is wrong with its settings, without a value, and works all the same', async () => {
    const service = await start({ ...environment(), ...MISTAKEN });
    try {
      const { body } = await until(
        'it has looked at itself',
        () => ready(service),
        ({ body: { warnings } }) => Array.isArray(warnings) && warnings.length > 0,
      );
      expect(body).toMatchObject({ status: 'ready', warnings: expect.arrayContaining([NOT_HEARD]) });
      expect(service.logs()).toContain(`"level":"warn","message":"${NOT_HEARD}"`);
      expect(service.logs()).toContain('TWILIO_AUTH_TOKEN is not 32 hexadecimal digits');
      expect(service.logs() + JSON.stringify(body)).not.toContain('canary');
      const port = new URL(service.url).port;
      const { out } = await runCommand('status --json', { ...environment(), API_PORT: port, WORKER_PORT: port });
      expect((JSON.parse(out) as Record<string, { detail: string }>)[name]?.detail).toContain(NOT_HEARD);
    } finally {
      await service.stop();
    }
  });

  it('waits for a migration that is missing, names it, and goes on by itself once it is there', async () => {
    const { rows } = await sql.query<{ timestamp: string; name: string }>(
      'DELETE FROM migrations WHERE id = (SELECT max(id) FROM migrations) RETURNING timestamp, name',
    );
    const [{ timestamp, name: missing }] = rows as [{ timestamp: string; name: string }];
    const service = await start(environment(), { healthy: false });
    try {
      await until(
        'it says what is missing',
        () => service.logs(),
        (logs) => logs.includes('must be migrated first'),
      );
      expect(service.logs()).toContain(`"pending":["${missing}"]`);
      expect((await ready(service)).status).toBe(503);
      await sql.query('INSERT INTO migrations (timestamp, name) VALUES ($1, $2)', [timestamp, missing]);
      await until(
        'it is ready',
        () => ready(service),
        ({ status }) => status === 200,
      );
    } finally {
      await service.stop();
    }
  });
});
