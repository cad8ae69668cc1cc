import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase, testRedisUrl, type TestDatabase } from '../support/database.js';
import { startApi, startWorker } from '../support/processes.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** What a process says that does not start, and its exit code. */
async function refusal(start: typeof startApi, over: Record<string, string>): Promise<string> {
  const environment = { DATABASE_URL: database.url, REDIS_URL: testRedisUrl(), ...over };
  const started = start(environment).then(
    async (service) => {
      await service.stop();
      return 'it started';
    },
    (error: unknown) => (error as Error).message,
  );
  return started;
}

describe.each([
  ['api', startApi],
  ['worker', startWorker],
] as const)('the %s', (_, start) => {
  it('stops with one line when Redis does not have the database that the URL names', async () => {
    const url = new URL(testRedisUrl());
    url.pathname = '/9999';
    const said = await refusal(start, { REDIS_URL: url.href });
    expect(said).toMatch(/exit code 1 .*\n(.*\n)*REDIS_URL names a database number that this Redis does not have\n?$/);
  });

  it('stops with one line when its logs cannot be written', async () => {
    for (const folder of ['/dev/null/logs', '/proc/logs']) {
      const said = await refusal(start, { LOG_DIR: folder });
      expect(said).toMatch(/exit code 1 .*\nLOG_DIR must be a folder that this process may write to\n?$/);
      expect(said).not.toContain(folder);
    }
  });
});
