import { beforeAll, expect, it } from '@jest/globals';
import { NOTIFICATIONS, SERVICE } from '../support/api.js';
import { testToken } from '../support/processes.js';
import { useWorld } from '../support/use-world.js';

const world = useWorld({ apis: 2, workers: 0 });
beforeAll(() =>
  world.sql.query(`INSERT INTO recipient (id, email, phone) VALUES ('ana', 'ana@example.com', '+12025550123')`),
);

/** Posts the same ten times at once, five to each process. */
async function tenTimes(path: string, body: unknown): Promise<{ status: number; text: string; replayed: boolean }[]> {
  const token = await testToken(SERVICE);
  return Promise.all(
    Array.from({ length: 10 }, async (_, n) => {
      const response = await fetch(world.apis[n % 2]!.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': path },
        body: JSON.stringify(body),
      });
      const replayed = response.headers.get('idempotency-replayed') === 'true';
      return { status: response.status, text: await response.text(), replayed };
    }),
  );
}

const CONTEXT = { service_name: 'Haircut', appointment_date: 'May 1, 2030', appointment_time: '2 PM' };

it.each([
  [
    'a send',
    NOTIFICATIONS,
    {
      recipient: { id: 'ben', email: 'ben@example.com', phone: '+12025550124' },
      template_name: 'appointment_confirmation',
      context: CONTEXT,
    },
  ],
  [
    'a bulk send',
    `${NOTIFICATIONS}/bulk`,
    { user_ids: ['ana'], template_name: 'appointment_reminder', context: CONTEXT },
  ],
])('%s that comes ten times at once to two processes is done once, and answered alike', async (_, path, body) => {
  await world.sql.query('DELETE FROM notification');
  const answers = await tenTimes(path, body);
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers.filter(({ replayed }) => !replayed)).toHaveLength(1);
  expect((await world.sql.query('SELECT FROM notification')).rowCount).toBe(2);
});
