import { beforeEach, describe, expect, it } from '@jest/globals';
import { erasePerson, type DeliverJob } from '@booking/notifications-core';
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

type Query = (...args: unknown[]) => Promise<unknown>;

/** Lets `meet` answer every statement that holds these words, as long as `run` runs. */
async function whileMet<T>(
  words: string,
  meet: (ask: () => Promise<unknown>) => Promise<unknown>,
  run: () => Promise<T>,
) {
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const { query } = prototype;
  let met = 0;
  prototype.query = function (this: unknown, ...args: unknown[]) {
    const [statement] = args as [string | { text: string }];
    const ask = (): Promise<unknown> => query.apply(this, args);
    if (!(typeof statement === 'string' ? statement : statement.text).includes(words)) return ask();
    met += 1;
    return meet(ask);
  };
  try {
    return { result: await run(), met };
  } finally {
    prototype.query = query;
  }
}

const refuse = (): Promise<unknown> => Promise.reject(new Error('refused by the test'));

describe('what a provider said', () => {
  it('does not take back a delivery that was written down, when what waited for the channel cannot be resumed', async () => {
    const job = await plantOne();
    await core.redis?.set(PAUSE_KEY, JSON.stringify({ cause: 'auth', until: Date.now() - 1, strikes: 0 }));
    await until(
      () => core.gate.channelsToProbe(),
      (channels) => channels.includes('email'),
    );

    const { result, met } = await whileMet('resumed AS', refuse, () => core.delivery.deliver(job));

    expect(met).toBe(1);
    expect(result).toBe('sent');
    expect(await readRows(core.dataSource, [job])).toMatchObject([{ state: 'sent', attempt_log: ['sent'] }]);
    expect(core.gate.openChannels()).toContain('email');
  });

  it('does not take back a failure that was written down, when the address cannot be suppressed', async () => {
    const job = await plantOne(SMS);
    core.fake.script({ status: 400, body: { code: 21610, message: 'unsubscribed', status: 400 } });

    const { result, met } = await whileMet('INSERT INTO suppression', refuse, () => core.delivery.deliver(job));

    expect(met).toBe(1);
    expect(result).toBe('failed');
    expect(await readRows(core.dataSource, [job])).toMatchObject([{ state: 'failed', reason: 'suppressed' }]);
    expect(await core.sql('SELECT FROM suppression')).toEqual([]);
  });

  it('pauses the channel, and the row waits for as long as its provider asked', async () => {
    const job = await plantOne();
    core.fake.script({ status: 429, headers: { 'retry-after': '120' } });

    expect(await core.delivery.deliver(job)).toBe('retry');

    expect(core.gate.pausedFor('email')).toBe('rate');
    const [row] = await readRows(core.dataSource, [job]);
    expect(row).toMatchObject({ state: 'pending', attempts: 1 });
    expect(row!.due_in).toBeGreaterThan(110_000);
  });

  it('leaves no readable opt-out of a person who is erased between the record and the suppression', async () => {
    const job = await plantOne({ ...SMS, user_id: 'ann' });
    core.fake.script({ status: 400, body: { code: 21610, message: 'unsubscribed', status: 400 } });
    let erased: boolean | undefined;
    const eraseAfter = async (ask: () => Promise<unknown>): Promise<unknown> => {
      const answer = await ask();
      erased ??= await erasePerson(core, core.producer, 'ann');
      return answer;
    };

    const { result } = await whileMet('recorded AS', eraseAfter, () => core.delivery.deliver(job));

    expect([result, erased]).toEqual(['failed', true]);
    expect(await core.sql('SELECT cause, left(address, 7) AS form FROM suppression')).toEqual([
      { cause: 'opted_out', form: 'sha256:' },
    ]);
  });

  it('pauses the channel also when the outcome could not be written', async () => {
    const brief = await core.open({
      REDIS_URL: testRedisUrl(),
      CLAIM_LEASE_SECONDS: '2',
      PROVIDER_TIMEOUT_MS: '1000',
      LOG_LEVEL: 'error',
    });
    const job = await plantOne();
    core.fake.script({ status: 429, headers: { 'retry-after': '120' } });

    const { result } = await whileMet('recorded AS', refuse, () =>
      brief.delivery.deliver(job).then(
        () => 'recorded',
        () => 'not recorded',
      ),
    );

    expect(result).toBe('not recorded');
    expect(brief.gate.pausedFor('email')).toBe('rate');
  });
});
