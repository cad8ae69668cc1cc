import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createLogger, readConfig, type ChannelGate } from '@booking/notifications-core';
import { createChannelGate, type GateOptions } from '@booking/notifications-core/testing';
import { Redis } from 'ioredis';
import { until } from '../support/core.js';
import { testRedisUrl } from '../support/database.js';

const KEY = '{notifications}:channel:sms';
const log = createLogger(readConfig({ NODE_ENV: 'test', LOG_LEVEL: 'error' }), 'worker');

let redis: Redis;
let gates: ChannelGate[];

const gate = (client: Redis | null = redis, options: GateOptions = {}): ChannelGate => {
  const made = createChannelGate(client, log, options);
  gates.push(made);
  return made;
};

beforeAll(async () => {
  redis = new Redis(testRedisUrl());
  await redis.ping();
});
beforeEach(async () => {
  gates = [];
  await redis.flushdb();
});
afterEach(() => {
  jest.restoreAllMocks();
  gates.forEach((one) => one.close());
});
afterAll(() => redis.disconnect());

/** A message meets a refusal of its channel's key: whether it is the first. */
async function refused(one: ChannelGate, channel: 'email' | 'sms'): Promise<boolean> {
  const first = await one.isFirstRefusal(channel);
  await one.refuse(channel);
  return first;
}

/** Makes the time of the next probe come, for everybody. */
async function probeTime(...all: ChannelGate[]): Promise<void> {
  await redis.set(KEY, JSON.stringify({ cause: 'auth', until: Date.now() - 1, strikes: 0 }));
  for (const one of all)
    await until(
      () => one.channelsToProbe(),
      (channels) => channels.includes('sms'),
    );
}

describe('a channel', () => {
  it('is open until somebody says otherwise', async () => {
    const one = gate();
    expect(one.openChannels()).toEqual(['email', 'sms']);
    expect(await one.admit('sms')).toEqual({ open: true, probe: false });
    expect(await one.succeed('sms')).toBe(false);
    expect(one.pausedFor('sms')).toBeNull();
  });

  it('whose key was refused is paused for all pods, and only one message fails for it', async () => {
    const [one, two] = [gate(), gate()];
    const firsts = await Promise.all([one, two, one, two].map((each) => refused(each, 'sms')));
    expect(firsts.filter((first) => first)).toHaveLength(1);
    for (const each of [one, two]) {
      expect(await each.admit('sms')).toMatchObject({ open: false, cause: 'auth' });
      expect(each.openChannels()).toEqual(['email']);
      expect(each.channelsToProbe()).toEqual([]);
    }
    // A pod that starts now learns of it.
    const three = gate();
    await until(
      () => three.pausedFor('sms'),
      (cause) => cause === 'auth',
    );
    expect(await refused(three, 'sms')).toBe(false);
  });

  it('stays open after a probe got through, although a look at Redis was under way meanwhile', async () => {
    let holding = false;
    let held: (() => void) | undefined;
    const get = async (key: string): Promise<string | null> => {
      const found = await redis.get(key);
      // The answer is on its way for as long as the test wants.
      if (holding && key === KEY) await new Promise<void>((resolve) => (held = resolve));
      return found;
    };
    const one = gate(Object.create(redis, { get: { value: get } }) as Redis);
    await probeTime(one);
    holding = true;
    await until(
      () => held !== undefined,
      (isHeld) => isHeld,
    );
    holding = false;
    expect(await one.succeed('sms')).toBe(true);
    held?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(one.openChannels()).toEqual(['email', 'sms']);
  });

  it('is probed with one message among all pods, and opens for all when it gets through', async () => {
    const [one, two] = [gate(), gate()];
    await probeTime(one, two);
    const admissions = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? one : two).admit('sms')));
    expect(admissions.filter(({ open }) => open)).toEqual([{ open: true, probe: true }]);
    for (const admission of admissions) if (!admission.open) expect(admission.waitMs).toBeGreaterThan(0);

    expect(await one.succeed('sms')).toBe(true);
    expect(await one.succeed('sms')).toBe(false);
    expect(await one.admit('sms')).toEqual({ open: true, probe: false });
    await until(
      () => two.openChannels(),
      (channels) => channels.includes('sms'),
    );
    expect(await redis.keys('*')).toEqual([]);
  });

  it('whose probe is refused too stays paused for longer, and nothing more fails', async () => {
    const one = gate();
    await probeTime(one);
    expect(await one.admit('sms')).toEqual({ open: true, probe: true });
    expect(await refused(one, 'sms')).toBe(false);
    const again = await one.admit('sms');
    expect(again).toMatchObject({ open: false, cause: 'auth' });
    if (!again.open) expect(again.waitMs).toBeGreaterThan(8_000);
    expect(JSON.parse((await redis.get(KEY)) ?? '')).toMatchObject({ strikes: 1 });
  });

  it('is not opened by what was on its way before the pause', async () => {
    const one = gate();
    await one.refuse('sms');
    expect(await one.succeed('sms')).toBe(false);
    expect(one.pausedFor('sms')).toBe('auth');
  });

  it('whose provider asks to wait is slowed down for all pods, for as long', async () => {
    const [one, two] = [gate(), gate()];
    await one.slow('sms', 700);
    await until(
      () => two.pausedFor('sms'),
      (cause) => cause === 'rate',
    );
    const admission = await two.admit('sms');
    if (admission.open) throw new Error('it is open');
    expect(admission.waitMs).toBeLessThanOrEqual(700);
    expect(two.openChannels()).toEqual(['email']);
    expect(await refused(one, 'email')).toBe(true);
    await until(
      async () => (await two.admit('sms')).open,
      (open) => open,
    );
  });

  it('takes the longest wish, at most an hour, and never shortens a pause', async () => {
    const one = gate();
    await one.slow('sms', 60_000);
    await one.slow('sms', 1_000);
    const wait = async (): Promise<number> => {
      const admission = await one.admit('sms');
      return admission.open ? 0 : admission.waitMs;
    };
    expect(await wait()).toBeGreaterThan(55_000);
    await one.slow('sms', Number.POSITIVE_INFINITY);
    expect(await wait()).toBeLessThanOrEqual(3_600_000);
    expect(await wait()).toBeGreaterThan(3_500_000);
    await one.refuse('sms');
    await one.slow('sms', 60_000);
    expect(one.pausedFor('sms')).toBe('auth');
  });

  it('is open when Redis forgot everything, and paused again by the next refusal', async () => {
    const one = gate();
    await one.refuse('sms');
    await redis.flushdb();
    await until(
      () => one.openChannels(),
      (channels) => channels.includes('sms'),
    );
    expect(await refused(one, 'sms')).toBe(true);
  });

  it.each(['garbage', 'null', '5', '{}', '{"cause":"x","until":"y"}', '[]'])(
    'is open where Redis holds %s, and no process ends for it',
    async (value) => {
      const one = gate();
      await one.slow('sms', 60_000);
      await redis.set(KEY, value);
      await until(
        () => one.pausedFor('sms'),
        (cause) => cause === null,
      );
      expect((await one.admit('sms')).open).toBe(true);
    },
  );
});

describe('pods whose clocks differ', () => {
  const HOUR_MS = 3_600_000;
  /** Does something in a process whose clock is off. */
  const onClock = async (offMs: number, run: () => Promise<unknown>): Promise<void> => {
    const now = Date.now.bind(Date);
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => now() + offMs);
    await run();
    clock.mockRestore();
  };

  it.each([
    ['an hour behind', -HOUR_MS],
    ['an hour ahead', HOUR_MS],
  ])('hold the same pause for as long (the one that sets it is %s)', async (_, offMs) => {
    const [one, two] = [gate(), gate()];
    await onClock(offMs, () => one.slow('sms', 60_000));
    await until(
      () => two.pausedFor('sms'),
      (cause) => cause === 'rate',
    );
    const admission = await two.admit('sms');
    expect(admission).toMatchObject({ open: false, cause: 'rate' });
    if (!admission.open) expect(Math.abs(admission.waitMs - 55_000)).toBeLessThan(6_000);
  });

  it.each([
    ['an hour behind', -HOUR_MS],
    ['an hour ahead', HOUR_MS],
  ])('probe a refused key at the same time (the one that met it is %s)', async (_, offMs) => {
    const [one, two] = [gate(), gate()];
    await onClock(offMs, () => one.refuse('sms'));
    await until(
      () => two.pausedFor('sms'),
      (cause) => cause === 'auth',
    );
    expect(two.channelsToProbe()).toEqual([]);
    const admission = await two.admit('sms');
    expect(admission.open).toBe(false);
    if (!admission.open) expect(admission.waitMs).toBeLessThanOrEqual(5_000);
  });
});

describe('a provider that takes nothing more and does not say for how long', () => {
  const waitOf = async (one: ChannelGate): Promise<number> => {
    const admission = await one.admit('sms');
    return admission.open ? 0 : admission.waitMs;
  };

  it('is left alone by all pods for a second, then twice as long if that was too short', async () => {
    const [one, two] = [gate(), gate()];
    expect(await one.slow('sms', undefined)).toBe(1_000);
    // Those that were under way meet the same.
    expect(await one.slow('sms', undefined)).toBeLessThanOrEqual(1_000);
    expect(await waitOf(one)).toBeLessThanOrEqual(1_000);
    for (const longer of [2_000, 4_000]) {
      await until(
        () => waitOf(one),
        (ms) => ms === 0,
      );
      expect(await one.slow('sms', undefined)).toBe(longer);
    }
    await until(
      () => two.pausedFor('sms'),
      (cause) => cause === 'rate',
    );
    expect(await waitOf(two)).toBeGreaterThan(1_000);
  });

  it('is sent to slowly after the pause, by all pods in one row', async () => {
    const [one, two] = [gate(), gate()];
    expect([one.pace('sms'), await one.place('sms', 1_000)]).toEqual([null, 0]);
    for (let n = 0; n < 20; n++) await one.admit('sms');
    await one.slow('sms', 50);
    await until(
      () => two.pace('sms'),
      (pace) => pace !== null,
    );
    // Half of the 20 that were sent in that second.
    const waits = await Promise.all([one, two, one, two].map((each) => each.place('sms', 60_000)));
    expect(waits.map((ms) => Math.round((ms ?? -1) / 100) * 100).sort((a, b) => a - b)).toEqual([0, 100, 200, 300]);
    expect(await two.place('sms', 50)).toBeNull();
    expect(await one.place('email', 0)).toBe(0);
  });

  it('is sent to again soon after the clock of Redis went back', async () => {
    const one = gate();
    await one.slow('sms', 1);
    const place = '{notifications}:channel:sms:place';
    const [key = place] = await redis.keys('*sms*place');
    await redis.set(key, String((Date.now() + 600_000) * 1_000), 'PX', 700_000);
    expect(await one.place('sms', 1_000)).toBe(0);
  });

  it('is sent to faster and faster while it takes everything', async () => {
    const one = gate();
    await one.slow('sms', 1);
    const slow = one.pace('sms')!;
    await until(
      () => one.pace('sms')!,
      (pace) => pace > slow * 1.1,
    );
  });
});

describe('a provider that cannot be reached, or does not answer', () => {
  const missed = async (one: ChannelGate, times: number): Promise<void> => {
    for (let n = 0; n < times; n++) await one.miss('sms', 'n');
  };

  it('pauses its channel for all pods after five calls in a row', async () => {
    const [one, two] = [gate(), gate()];
    await missed(one, 4);
    await one.answer('sms');
    await missed(one, 4);
    expect(one.pausedFor('sms')).toBeNull();
    await missed(one, 1);
    await until(
      () => two.pausedFor('sms'),
      (cause) => cause === 'trouble',
    );
    expect([two.openChannels(), two.isClosed('sms')]).toEqual([['email'], true]);
    expect(await two.admit('sms')).toMatchObject({ open: false, cause: 'trouble' });
  });

  const troubled = async (): Promise<[ChannelGate, ChannelGate]> => {
    const both: [ChannelGate, ChannelGate] = [gate(), gate()];
    await missed(both[0], 5);
    await redis.set(KEY, JSON.stringify({ cause: 'trouble', until: Date.now() - 1, strikes: 0 }));
    for (const each of both)
      await until(
        () => each.channelsToProbe(),
        (channels) => channels.includes('sms'),
      );
    return both;
  };

  it('is probed with one message among all pods, and the channel begins slowly when that gets through', async () => {
    const [one, two] = await troubled();
    const admissions = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? one : two).admit('sms')));
    expect(admissions.filter(({ open }) => open)).toEqual([{ open: true, probe: true }]);
    // No key was refused, so no row waits for that.
    expect(await one.succeed('sms')).toBe(false);
    expect(one.pausedFor('sms')).toBeNull();
    await until(
      () => two.pace('sms'),
      (pace) => pace !== null,
    );
    expect(two.pace('sms')).toBeLessThan(40);
  });

  it('is left alone for longer after each probe that failed, half a minute at most', async () => {
    const [one] = await troubled();
    await one.admit('sms');
    await one.miss('sms', 'n');
    const admission = await one.admit('sms');
    expect(admission).toMatchObject({ open: false, cause: 'trouble' });
    if (!admission.open) expect(admission.waitMs).toBeGreaterThan(8_000);
    await redis.set(KEY, JSON.stringify({ cause: 'trouble', until: Date.now() - 1, strikes: 50 }));
    await until(
      () => one.channelsToProbe(),
      (channels) => channels.includes('sms'),
    );
    // The probe before this one has ended, so another may go.
    await until(
      () => one.admit('sms'),
      ({ open }) => open,
    );
    await one.miss('sms', 'n');
    const last = await one.admit('sms');
    expect(last).toMatchObject({ open: false, cause: 'trouble' });
    if (!last.open) expect(last.waitMs).toBeLessThanOrEqual(30_000);
  });

  it('answers the probe with a 503: it can be reached again', async () => {
    const [one] = await troubled();
    await one.admit('sms');
    await one.answer('sms');
    expect(one.pausedFor('sms')).toBeNull();
  });
});

describe('a provider that answers with errors (5xx)', () => {
  const failed = async (one: ChannelGate, ...ids: string[]): Promise<void> => {
    for (const id of ids) await one.fail('sms', id);
  };
  const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `n-${n}`);
  const probeIsDue = async (...all: ChannelGate[]): Promise<void> => {
    await redis.set(KEY, JSON.stringify({ cause: 'trouble', until: Date.now() - 1, strikes: 0 }));
    for (const one of all)
      await until(
        () => one.channelsToProbe(),
        (channels) => channels.includes('sms'),
      );
  };

  it('pauses its channel for all pods after ten messages that met it', async () => {
    const [one, two] = [gate(), gate()];
    await failed(one, ...ids(9));
    expect(one.pausedFor('sms')).toBeNull();
    await failed(one, 'the tenth');
    await until(
      () => two.pausedFor('sms'),
      (cause) => cause === 'trouble',
    );
    expect(two.isClosed('sms')).toBe(true);
  });

  it('pauses nothing when it is always the same message that gets them', async () => {
    const one = gate();
    await failed(one, ...Array<string>(60).fill('poison'));
    expect(one.pausedFor('sms')).toBeNull();
  });

  it('pauses nothing while most messages get through', async () => {
    const one = gate();
    for (const id of ids(40)) {
      await one.succeed('sms');
      await one.succeed('sms');
      await failed(one, id);
    }
    expect(one.pausedFor('sms')).toBeNull();
  });

  it('is probed once, although other pods have not heard yet that the probe failed', async () => {
    const [one, two] = [gate(), gate()];
    await failed(one, ...ids(10));
    await probeIsDue(one, two);
    expect(await one.admit('sms')).toEqual({ open: true, probe: true });
    await failed(one, 'the probe');
    expect((await two.admit('sms')).open).toBe(false);
  });

  it('stays paused when the probe meets an error too, and begins slowly when one gets through', async () => {
    const one = gate();
    await failed(one, ...ids(10));
    await probeIsDue(one);
    expect(await one.admit('sms')).toEqual({ open: true, probe: true });
    await failed(one, 'the probe');
    expect(one.pauseLeftMs('sms')).toBeGreaterThan(8_000);
    await probeIsDue(one);
    await until(
      () => one.admit('sms'),
      ({ open }) => open,
    );
    await one.succeed('sms');
    expect(one.pausedFor('sms')).toBeNull();
    expect(one.pace('sms')).toBeLessThan(40);
  });
});

describe('pods that do not know of each other yet', () => {
  it('keep the longer of two pauses', async () => {
    const [one, two] = [gate(), gate()];
    await one.slow('sms', 60_000);
    expect(two.pausedFor('sms')).toBeNull();
    await two.slow('sms', 1_000);
    expect(two.pauseLeftMs('sms')).toBeGreaterThan(55_000);
    expect(await redis.pttl(KEY)).toBeGreaterThan(55_000);
  });

  it('do not end a pause that another has just begun', async () => {
    const [one, two] = [gate(), gate()];
    for (let n = 0; n < 5; n++) await one.miss('sms', 'n');
    await redis.set(KEY, JSON.stringify({ cause: 'trouble', until: Date.now() - 1, strikes: 0 }));
    await until(
      () => one.channelsToProbe(),
      (channels) => channels.includes('sms'),
    );
    await two.refuse('sms');
    await one.answer('sms');
    await until(
      () => one.pausedFor('sms'),
      (cause) => cause === 'auth',
    );
  });
});

describe('a channel with a limit', () => {
  const LIMIT = { limits: { sms: 10 } };
  const rounded = (waits: readonly (number | null)[], to: number): number[] =>
    waits.map((ms) => Math.round((ms ?? -1) / to) * to).sort((a, b) => a - b);

  it('sends evenly, all pods in one row, also when it was idle before', async () => {
    const [one, two] = [gate(redis, LIMIT), gate(redis, LIMIT)];
    expect([one.pace('sms'), one.pace('email'), await one.place('email', 0)]).toEqual([10, null, 0]);
    const waits = await Promise.all([one, two, one, two].map((each) => each.place('sms', 60_000)));
    expect(rounded(waits, 100)).toEqual([0, 100, 200, 300]);
  });

  it('keeps the last places for lanes that look further ahead', async () => {
    const one = gate(redis, { limits: { sms: 1 } });
    expect([await one.place('sms', 400), await one.place('sms', 400)]).toEqual([0, null]);
    expect(await one.place('sms', 1_000)).toBeGreaterThan(0);
  });

  it('is not sent to faster after a pause', async () => {
    const one = gate(redis, LIMIT);
    for (let n = 0; n < 400; n++) await one.admit('sms');
    await one.slow('sms', 1);
    expect(one.pace('sms')).toBe(10);
  });

  it('is sent to by each pod at its share while Redis is away', async () => {
    const client = new Redis(testRedisUrl());
    await client.ping();
    const [one, two] = [gate(client, LIMIT), gate(redis, LIMIT)];
    await two.place('sms', 60_000);
    await one.place('sms', 60_000);
    client.disconnect();
    await until(
      () => client.status,
      (status) => status === 'end',
    );
    const waits = [await one.place('sms', 60_000), await one.place('sms', 60_000), await one.place('sms', 60_000)];
    expect(rounded(waits, 200)).toEqual([0, 200, 400]);
  });
});

describe('a pause that began while Redis was away', () => {
  it('holds for all pods once Redis is back', async () => {
    const client = new Redis(testRedisUrl(), { lazyConnect: true });
    const one = gate(client);
    await one.slow('sms', 60_000);
    expect(await redis.get(KEY)).toBeNull();
    await client.connect();
    const two = gate();
    await until(
      () => two.pausedFor('sms'),
      (cause) => cause === 'rate',
    );
    expect(one.pausedFor('sms')).toBe('rate');
    client.disconnect();
  });
});

describe('without Redis', () => {
  const away = (): Redis => {
    const client = new Redis({ host: '127.0.0.1', port: 9, lazyConnect: true, retryStrategy: null });
    client.on('error', () => undefined);
    return client;
  };

  it.each([
    ['none is configured', () => null],
    ['it is away', away],
  ])('each process keeps its own view (%s)', async (_, client) => {
    const one = gate(client());
    const two = gate(client());
    expect(await refused(one, 'sms')).toBe(true);
    expect(await refused(one, 'sms')).toBe(false);
    expect(await one.admit('sms')).toMatchObject({ open: false, cause: 'auth' });
    expect(await two.admit('sms')).toEqual({ open: true, probe: false });
    await two.slow('email', 50);
    expect(two.openChannels()).toEqual(['sms']);
    await until(
      async () => (await two.admit('email')).open,
      (open) => open,
    );
    expect(two.openChannels()).toEqual(['email', 'sms']);
  });

  it('one probe at a time', async () => {
    const one = gate(null);
    await one.refuse('sms');
    await until(
      () => one.channelsToProbe(),
      (channels) => channels.includes('sms'),
    );
    const admissions = await Promise.all([one.admit('sms'), one.admit('sms'), one.admit('sms')]);
    expect(admissions.map(({ open }) => open)).toEqual([true, false, false]);
    expect(await one.succeed('sms')).toBe(true);
    expect(one.openChannels()).toEqual(['email', 'sms']);
  });
});
