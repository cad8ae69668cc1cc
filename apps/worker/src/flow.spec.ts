import { beforeEach, describe, expect, it } from '@jest/globals';
import { Flow } from './flow.js';

let now = 0;
let flow: Flow;
beforeEach(() => {
  now = 0;
  flow = new Flow(() => now);
});

const take = async (jobs: number): Promise<void> => {
  for (let n = 0; n < jobs; n++) await flow.through(() => Promise.resolve());
};

describe('the pace of a queue', () => {
  it('is what was taken within a quarter of a second, of this moment or the last', async () => {
    await take(30);
    expect(flow.lately()).toBe(30);
    now = 260;
    await take(10);
    expect(flow.lately()).toBe(30);
    now = 520;
    expect(flow.lately()).toBe(10);
  });

  it('is nothing after half a second of silence', async () => {
    await take(30);
    now = 600;
    expect(flow.lately()).toBe(0);
  });
});

describe('a call after some jobs', () => {
  it('comes once, when they are taken, before they end', async () => {
    let calls = 0;
    flow.after(3, () => (calls += 1));
    await take(2);
    expect(calls).toBe(0);
    const ended = flow.through(() => new Promise<void>((resolve) => setImmediate(resolve)));
    expect(calls).toBe(1);
    await ended;
    await take(10);
    expect(calls).toBe(1);
  });
});

describe('jobs under way', () => {
  it('are counted, also those that fail', async () => {
    const failing = flow.through(() => Promise.reject(new Error('set aside')));
    expect(flow.running).toBe(1);
    await expect(failing).rejects.toThrow('set aside');
    expect(flow.running).toBe(0);
  });
});
