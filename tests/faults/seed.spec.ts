import { describe, expect, it } from '@jest/globals';
import { readOptions } from './options.js';
import { createRandom } from './seed.js';

describe('random choices', () => {
  const draw = (seed: number): unknown[] => {
    const random = createRandom(seed);
    return [
      random.between(1, 1_000_000),
      random.chance(0.5),
      random.pick('abcdef'.split('')),
      random.shuffled([1, 2, 3, 4]),
    ];
  };

  it('are the same for the same seed, and others for another', () => {
    expect(draw(42)).toEqual(draw(42));
    expect(draw(42)).not.toEqual(draw(43));
  });

  it('of a fork do not depend on what was drawn before', () => {
    const drained = createRandom(42);
    drained.between(1, 6);
    expect(drained.fork('row 1').between(1, 1_000_000)).toBe(createRandom(42).fork('row 1').between(1, 1_000_000));
  });

  it('reach both ends of a range, and nothing beyond', () => {
    const random = createRandom(1);
    const thrown = Array.from({ length: 1_000 }, () => random.between(1, 6));
    expect([Math.min(...thrown), Math.max(...thrown)]).toEqual([1, 6]);
  });
});

describe('the options of the fault matrix', () => {
  it('rows are named one by one and by their first and last', () => {
    expect(readOptions(['--only', '1,3-5', '--seed', '7', '--minutes', '2'])).toMatchObject({
      only: [1, 3, 4, 5],
      seed: 7,
      minutes: 2,
      size: 'full',
    });
  });

  it.each([
    [['--only', '5-3'], '--only 5-3'],
    [['--only', 'x'], '--only must be rows'],
    [['--seed', 'x'], '--seed must be a whole number'],
    [['--minutes', '0'], '--minutes must be a whole number from 1'],
  ])('a wrong one is named: %j', (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
  });
});
