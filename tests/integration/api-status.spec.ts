import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { beatScheduler, QUEUE_PREFIX } from '@booking/notifications-core';
import { Redis } from 'ioredis';
import { ADMIN, NOTIFICATIONS, STAFF, startApiUnderTest, type ApiUnderTest } from '../support/api.js';
import { until } from '../support/core.js';
import { startOwnRedis, type OwnRedis } from '../support/own-redis.js';

/** Where pods tell each other that email is paused. */
const KEY_OF_PAUSE = `${QUEUE_PREFIX}:channel:email`;

let server: OwnRedis;
let api: ApiUnderTest;
let redis: Redis;
beforeAll(async () => {
  server = await startOwnRedis();
  redis = new Redis(server.url, { maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined);
  api = await startApiUnderTest({ REDIS_URL: server.url });
});
afterAll(async () => {
  redis.disconnect();
  await api.close();
  await server.close();
});

interface Status {
  readonly parts: readonly { readonly name: string; readonly up: boolean; readonly detail: string }[];
  readonly channels: readonly {
    readonly channel: string;
    readonly mode: string;
    readonly paused: boolean;
    readonly reason: string | null;
    readonly since: string | null;
  }[];
  readonly backlog: readonly { readonly lane: string; readonly channel: string; readonly due: number }[];
  readonly lag_ms: number | null;
}

const read = async (): Promise<Status> => (await api.call<Status>(STAFF, 'GET', '/api/v2/status')).body;
const untilStatus = (holds: (status: Status) => boolean): Promise<Status> => until(read, holds);
const part = ({ parts }: Status, name: string) => parts.find((each) => each.name === name)!;

describe('the status', () => {
  it('says of every part whether it is up, and what to do where it is not', async () => {
    const status = await read();
    expect(status.parts.map(({ name, up }) => [name, up])).toEqual([
      ['postgres', true],
      ['redis', true],
      ['api', true],
      ['worker', false],
      ['scheduler', false],
    ]);
    expect(part(status, 'worker').detail).toContain('nothing is sent: start one');
    expect(status.channels).toEqual([
      { channel: 'email', mode: 'sandbox', paused: false, reason: null, since: null },
      { channel: 'sms', mode: 'sandbox', paused: false, reason: null, since: null },
    ]);
  });

  it('knows a worker and its scheduler by their signs of life', async () => {
    await beatScheduler(redis, { cleanup: new Date().toISOString() });
    const status = await untilStatus((found) => part(found, 'scheduler').up);
    expect(part(status, 'worker').up).toBe(true);
    expect(part(status, 'scheduler').detail).toMatch(/^last sign of life \d+ s ago, cleanup ran \d+ s ago$/);
  });

  it('says why a channel is paused, and since when', async () => {
    const began = Date.parse('2026-11-30T10:00:00Z');
    const pause = { cause: 'auth', strikes: 1, since: began, until: Date.now() + 60_000 };
    await redis.set(KEY_OF_PAUSE, JSON.stringify(pause), 'PX', 3_660_000);
    const { channels } = await untilStatus(({ channels: [email] }) => email!.paused);
    expect(channels[0]).toMatchObject({
      channel: 'email',
      paused: true,
      reason: expect.stringContaining('SendGrid refused our credentials'),
      since: '2026-11-30T10:00:00.000Z',
    });
    await redis.del(KEY_OF_PAUSE);
    await untilStatus(({ channels: [email] }) => !email!.paused);
  });

  it('counts what is due, and tells how late the latest messages went out', async () => {
    expect((await read()).lag_ms).toBeNull();
    await api.book('ann');
    await api.sql.query(`UPDATE notification SET due_at = now() - interval '90 s' WHERE due_at <= now()`);
    const waiting = await untilStatus(({ backlog }) => backlog.some(({ due }) => due > 0));
    expect(waiting.backlog).toContainEqual({
      lane: 'urgent',
      channel: 'email',
      due: 1,
      oldest_seconds: expect.any(Number),
    });
    await api.call(ADMIN, 'POST', `${NOTIFICATIONS}/process-queue`);
    const sent = await untilStatus(({ lag_ms }) => lag_ms !== null);
    expect(sent.lag_ms).toBeGreaterThanOrEqual(90_000);
  });

  it('is answered while Redis is away, and says so', async () => {
    await server.kill();
    const status = await untilStatus((found) => !part(found, 'redis').up);
    expect(part(status, 'redis').detail).toContain('Workers send what is due by themselves meanwhile');
    expect(part(status, 'scheduler')).toEqual({
      name: 'scheduler',
      up: false,
      detail: expect.stringContaining('not known while Redis is away'),
    });
    expect(part(status, 'postgres').up).toBe(true);
    expect(status.backlog).not.toEqual([]);
    await server.start();
    await untilStatus((found) => part(found, 'redis').up);
  });

  it('is answered within seconds while Redis stands still', async () => {
    server.freeze();
    try {
      const { parts } = await untilStatus((found) => !part(found, 'redis').up);
      expect(parts).toHaveLength(5);
    } finally {
      server.thaw();
    }
    expect(api.logs()).not.toContain('unexpected error');
    expect(JSON.stringify(await read())).not.toMatch(/redis:\/\/|postgres:\/\//);
  });
});
