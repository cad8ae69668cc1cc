import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Logger, QueueDepth } from '@booking/notifications-core';
import { Flow } from './flow.js';
import { Watchdog } from './watchdog.js';

const MINUTE = 60_000;
const log = { warn: () => undefined, error: () => undefined } as unknown as Logger;

let now = 0;
let flow: Flow;
let watchdog: Watchdog;
beforeEach(() => {
  now = 0;
  flow = new Flow(() => now);
  watchdog = new Watchdog('notifications', 2, flow, log, () => now);
});

/** Looks every half second, as the dispatcher does; when it would end the process, or `null`. */
function endsWithin(ms: number, depth: Partial<QueueDepth>, meanwhile: () => void = () => undefined): number | null {
  for (const until = now + ms; now < until; now += 500) {
    meanwhile();
    if (watchdog.isStuck({ waiting: 3, delayed: 0, paused: false, ...depth })) return now;
  }
  return null;
}

describe('a worker that gets no jobs', () => {
  it('ends itself after a minute in which jobs waited, and a second look', () => {
    expect(endsWithin(2 * MINUTE, {})).toBe(70_000);
  });

  it('goes on when a job comes before the second look', () => {
    expect(endsWithin(MINUTE + 5_000, {})).toBeNull();
    flow.moved();
    expect(endsWithin(MINUTE - 500, {})).toBeNull();
    expect(endsWithin(MINUTE, {})).not.toBeNull();
  });

  it.each<[string, Partial<QueueDepth>]>([
    ['an operator paused the queue', { paused: true }],
    ['no job waits', { waiting: 0 }],
  ])('goes on while %s', (_, depth) => {
    expect(endsWithin(10 * MINUTE, depth)).toBeNull();
  });

  it('counts from the end of the pause', () => {
    expect(endsWithin(10 * MINUTE, { paused: true })).toBeNull();
    expect(endsWithin(MINUTE, {})).toBeNull();
  });

  it('goes on while it has as many jobs in hand as it takes', () => {
    for (let n = 0; n < 2; n++) void flow.through(() => new Promise(() => undefined));
    expect(endsWithin(10 * MINUTE, {})).toBeNull();
  });

  it('goes on while Redis or Postgres fail', () => {
    expect(endsWithin(10 * MINUTE, {}, () => watchdog.reset())).toBeNull();
  });

  it('goes on when the process was frozen for an hour', () => {
    expect(endsWithin(1_000, {})).toBeNull();
    now += 60 * MINUTE;
    expect(endsWithin(5_000, {})).toBeNull();
    flow.moved();
    expect(endsWithin(MINUTE, {})).toBeNull();
  });
});
