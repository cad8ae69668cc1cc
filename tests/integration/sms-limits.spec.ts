import { beforeAll, beforeEach, afterAll, describe, expect, it } from '@jest/globals';
import { metrics } from '@booking/notifications-core';
import { Redis } from 'ioredis';
import { passTime, plant, readRows, until, type RowChanges } from '../support/core.js';
import { testRedisUrl } from '../support/database.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';
import { useCore } from '../support/use-core.js';

const LIMITS = {
  BUSINESS_COUNTRY: 'US',
  SMS_ALLOWED_COUNTRIES: 'US,GB,JM',
  SMS_MAX_PER_RECIPIENT_HOUR: '3',
  SMS_MAX_PER_RECIPIENT_DAY: '0',
  SMS_MAX_ABROAD_PER_PREFIX_HOUR: '2',
  SMS_MAX_ABROAD_PER_PREFIX_DAY: '0',
  SMS_MAX_ABROAD_PER_COUNTRY_HOUR: '4',
  SMS_MAX_ABROAD_PER_COUNTRY_DAY: '5',
};
const HOUR_MS = 3_600_000;
const ANN = '+12025550123';

let link: TcpProxy;
beforeAll(async () => {
  link = await startTcpProxy(testRedisUrl());
});
const core = useCore({ environment: () => ({ ...LIMITS, REDIS_URL: link.url }) });
let redis: Redis;
beforeAll(() => {
  redis = new Redis(testRedisUrl());
});
beforeEach(async () => {
  await redis.flushdb();
  // A limit of an hour that ends within the test would start anew.
  await until(
    () => HOUR_MS - (Date.now() % HOUR_MS),
    (leftMs) => leftMs > 8_000,
  );
});
afterAll(async () => {
  redis.disconnect();
  await link.cut();
});

const sms = (recipient: string, over: RowChanges = {}): RowChanges => ({
  notification_type: 'sms',
  recipient,
  ...over,
});

/** Sends one after the other and tells of each row what became of it. */
async function send(numbers: readonly string[], over: RowChanges = {}, by: Pick<typeof core, 'delivery'> = core) {
  const jobs = await plant(core.dataSource, numbers.length, (index) => sms(numbers[index]!, over));
  for (const job of jobs) await by.delivery.deliver(job);
  return readRows(core.dataSource, jobs);
}
const states = (rows: readonly { state: string }[]): string[] => rows.map(({ state }) => state);

describe('an SMS over a limit', () => {
  it('waits until the hour is over, uses up no try, and says why without the number', async () => {
    const held = metrics.smsHeld;
    const before = (await held.get()).values.reduce((sum, { value }) => sum + value, 0);
    const rows = await send(Array.from({ length: 4 }, () => ANN));
    expect(states(rows)).toEqual(['sent', 'sent', 'sent', 'pending']);
    const waiting = rows[3]!;
    expect(waiting).toMatchObject({ attempts: 0, reason: null, attempt_log: [], lease_until: null });
    expect(waiting.due_in).toBeGreaterThan(5_000);
    expect(waiting.due_in).toBeLessThanOrEqual(HOUR_MS);
    expect(waiting.error_message).toBe(
      'Held back: too many SMS went to this number. It goes out when the limit of SMS_MAX_PER_RECIPIENT_HOUR has room again',
    );
    expect(core.fake.accepted).toHaveLength(3);
    expect((await held.get()).values.reduce((sum, { value }) => sum + value, 0)).toBe(before + 1);
  });

  it('goes out when the next hour has begun, and no longer says that it waited', async () => {
    await send([ANN, ANN, ANN]);
    const [job] = await plant(core.dataSource, 1, sms(ANN));
    await core.delivery.deliver(job!);
    await passTime(core.dataSource, 'due_at', HOUR_MS);
    await redis.flushdb();
    await core.delivery.deliver({ id: job!.id, generation: 2 });
    expect((await readRows(core.dataSource, [job!]))[0]).toMatchObject({
      state: 'sent',
      attempts: 1,
      error_message: null,
    });
  });

  it('waits no longer than it is of use, and then is expired', async () => {
    await send([ANN, ANN, ANN]);
    const [row] = await send([ANN], { expiresInMs: 4_000 });
    expect(row).toMatchObject({ state: 'pending' });
    expect(row!.due_in).toBeLessThanOrEqual(4_000);
    await passTime(core.dataSource, 'due_at', 5_000);
    await passTime(core.dataSource, 'expires_at', 5_000);
    await core.delivery.deliver({ id: row!.id, generation: 2 });
    expect((await readRows(core.dataSource, [row!]))[0]).toMatchObject({ state: 'cancelled', reason: 'expired' });
  });

  it('to another number, or an email, goes out all the same', async () => {
    await send([ANN, ANN, ANN, ANN]);
    expect(states(await send(['+12025550124']))).toEqual(['sent']);
    const [job] = await plant(core.dataSource, 1);
    await core.delivery.deliver(job!);
    expect(states(await readRows(core.dataSource, [job!]))).toEqual(['sent']);
  });
});

describe('limits for numbers abroad', () => {
  it('hold back numbers that differ in their last digits, and leave those at home alone', async () => {
    const abroad = await send(['+447700900001', '+447700900002', '+447700900003']);
    expect(states(abroad)).toEqual(['sent', 'sent', 'pending']);
    expect(abroad[2]!.error_message).toContain('SMS_MAX_ABROAD_PER_PREFIX_HOUR');
    expect(states(await send(['+12025550101', '+12025550102', '+12025550103']))).toEqual(['sent', 'sent', 'sent']);
  });

  it('hold back a whole country, also one with the country code of the home country', async () => {
    const numbers = ['+18765550101', '+18765560101', '+18765570101', '+18765580101', '+18765590101'];
    const rows = await send(numbers);
    expect(states(rows)).toEqual(['sent', 'sent', 'sent', 'sent', 'pending']);
    expect(rows[4]!.error_message).toContain('SMS_MAX_ABROAD_PER_COUNTRY_HOUR');
  });
});

describe('the counts of SMS', () => {
  it('are shared by all processes, and what was held back does not count', async () => {
    const other = await core.open();
    const byBoth = [...(await send([ANN, ANN])), ...(await send([ANN, ANN, ANN], {}, other))];
    expect(states(byBoth)).toEqual(['sent', 'sent', 'sent', 'pending', 'pending']);
    const counts = await redis.keys('*sms-limits*');
    const values = await Promise.all(counts.map((key) => redis.hvals(key)));
    expect(Math.max(...values.flat().map(Number))).toBe(3);
  });

  it('hold no number in clear, and are forgotten when their day is over', async () => {
    await send(['+447700900001']);
    const keys = await redis.keys('*sms-limits*');
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) {
      expect(key + (await redis.hkeys(key)).join(' ')).not.toMatch(/4477|7009|00001/);
      expect(await redis.ttl(key)).toBeGreaterThan(0);
      expect(await redis.ttl(key)).toBeLessThanOrEqual(86_401);
    }
  });

  it('of many messages at the same moment are one question to Redis', async () => {
    const client = core.redis as unknown as { takeSms: (...values: unknown[]) => Promise<number[]> };
    const { takeSms } = client;
    let asked = 0;
    client.takeSms = (...values) => {
      asked += 1;
      return takeSms.apply(client, values);
    };
    const jobs = await plant(core.dataSource, 60, (index) => sms(`+1202555${1_000 + index}`));
    await Promise.all(jobs.map((job) => core.delivery.deliver(job)));
    client.takeSms = takeSms;
    expect(states(await readRows(core.dataSource, jobs)).every((state) => state === 'sent')).toBe(true);
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(20);
  });

  it('go on in each process while Redis is away', async () => {
    await link.cut();
    try {
      expect(states(await send([ANN, ANN, ANN, ANN]))).toEqual(['sent', 'sent', 'sent', 'pending']);
    } finally {
      await link.mend();
      await until(
        () => core.redis?.status,
        (status) => status === 'ready',
      );
    }
  });
});
