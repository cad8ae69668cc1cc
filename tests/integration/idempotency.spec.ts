import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { createTestDatabase, testRedisUrl, type TestDatabase } from '../support/database.js';
import { startApi, testToken, type ServiceProcess } from '../support/processes.js';
import { NOTIFICATIONS, SERVICE } from './api-client.js';

let database: TestDatabase;
let sql: Client;
let apis: ServiceProcess[];

beforeAll(async () => {
  database = await createTestDatabase();
  sql = new Client({ connectionString: database.url });
  await sql.connect();
  await sql.query(`INSERT INTO recipient (id, email, phone) VALUES ('ana', 'ana@example.com', '+12025550123')`);
  const environment = { DATABASE_URL: database.url, REDIS_URL: testRedisUrl() };
  apis = await Promise.all([startApi(environment), startApi(environment)]);
});

afterAll(async () => {
  await Promise.all(apis.map((api) => api.stop()));
  await sql.end();
  await database.drop();
});

/** Posts the same ten times at once, five to each process. */
async function tenTimes(path: string, body: unknown): Promise<{ status: number; text: string; replayed: boolean }[]> {
  const token = await testToken(SERVICE);
  return Promise.all(
    Array.from({ length: 10 }, async (_, n) => {
      const response = await fetch(apis[n % 2]!.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': path },
        body: JSON.stringify(body),
      });
      const replayed = response.headers.get('idempotency-replayed') === 'true';
      return { status: response.status, text: await response.text(), replayed };
    }),
  );
}

it.each([
  [
    'a send',
    NOTIFICATIONS,
    {
      recipient: { id: 'ben', email: 'ben@example.com', phone: '+12025550124' },
      template_name: 'appointment_confirmation',
      context: { service_name: 'Haircut' },
    },
  ],
  [
    'a bulk send',
    `${NOTIFICATIONS}/bulk`,
    { user_ids: ['ana'], template_name: 'appointment_reminder', context: { service_name: 'Haircut' } },
  ],
])('%s that comes ten times at once to two processes is done once, and answered alike', async (_, path, body) => {
  await sql.query('DELETE FROM notification');
  const answers = await tenTimes(path, body);
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
  expect((await sql.query('SELECT FROM notification')).rowCount).toBe(2);
});
