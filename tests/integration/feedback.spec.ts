import { beforeEach, describe, expect, it } from '@jest/globals';
import type { DeliverJob } from '@booking/notifications-core';
import pg from 'pg';
import { plant, readRows, until, type RowChanges } from '../support/core.js';
import { testRedisUrl } from '../support/database.js';
import { useCore } from '../support/use-core.js';

const PAUSE_KEY = '{notifications}:channel:email';
const SMS = { notification_type: 'sms', recipient: '+12025550123' } as const;

const core = useCore({ environment: () => ({ REDIS_URL: testRedisUrl() }) });

beforeEach(async () => {
  await core.redis?.flushdb();
  await until(
    () => core.gate.openChannels(),
    (channels) => channels.length === 2,
  );
});

async function plantOne(changes: RowChanges = {}): Promise<DeliverJob> {
  const [job] = await plant(core.dataSource, 1, changes);
  if (!job) throw new Error('nothing was planted');
  return job;
}

/** Postgres refuses every statement that holds these words, as long as `run` runs. */
async function whileRefused<T>(words: string, run: () => Promise<T>): Promise<{ result: T; refused: number }> {
  const prototype = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
  const { query } = prototype;
  let refused = 0;
  prototype.query = function (this: unknown, ...args: unknown[]) {
    const [statement] = args as [string | { text: string }];
    if (!(typeof statement === 'string' ? statement : statement.text).includes(words)) return query.apply(this, args);
    refused += 1;
    return Promise.reject(new Error('refused by the test'));
  };
  try {
    return { result: await run(), refused };
  } finally {
    prototype.query = query;
  }
}

describe('what a provider said', () => {
  it('does not take back a delivery that was written down, when what waited for the channel cannot be resumed', async () => {
    const job = await plantOne();
    await core.redis?.set(PAUSE_KEY, JSON.stringify({ cause: 'auth', until: Date.now() - 1, strikes: 0 }));
    await until(
      () => core.gate.channelsToProbe(),
      (channels) => channels.includes('email'),
    );

    const { result, refused } = await whileRefused('resumed AS', () => core.delivery.deliver(job));

    expect(refused).toBe(1);
    expect(result).toBe('sent');
    expect(await readRows(core.dataSource, [job])).toMatchObject([{ state: 'sent', attempt_log: ['sent'] }]);
    expect(core.gate.openChannels()).toContain('email');
  });

  it('does not take back a failure that was written down, when the address cannot be suppressed', async () => {
    const job = await plantOne(SMS);
    core.fake.script({ status: 400, body: { code: 21610, message: 'unsubscribed', status: 400 } });

    const { result, refused } = await whileRefused('INSERT INTO suppression', () => core.delivery.deliver(job));

    expect(refused).toBe(1);
    expect(result).toBe('failed');
    expect(await readRows(core.dataSource, [job])).toMatchObject([{ state: 'failed', reason: 'suppressed' }]);
    expect(await core.sql('SELECT FROM suppression')).toEqual([]);
  });

  it('pauses the channel once the outcome is written, and the row waits for its own time', async () => {
    const job = await plantOne();
    core.fake.script({ status: 429, headers: { 'retry-after': '120' } });

    expect(await core.delivery.deliver(job)).toBe('retry');

    expect(core.gate.pausedFor('email')).toBe('rate');
    const [row] = await readRows(core.dataSource, [job]);
    expect(row).toMatchObject({ state: 'pending', attempts: 1 });
    expect(row!.due_in).toBeGreaterThan(110_000);
  });
});
