import { expect, it } from '@jest/globals';
import { storyOf } from './report.js';
import { ROWS } from './rows/index.js';
import { runRow } from './run-rows.js';
import { createRandom } from './seed.js';

/**
 * A small run of the fault matrix: a death in each place where something could be lost. `npm run test:faults` runs all
 * rows, in full size.
 */
const SHORT = [1, 4, 7, 8, 13, 15, 16];
const SEED = 20_261_130;
const TIMEOUT_MS = 180_000;

const rows = ROWS.filter(({ number }) => SHORT.includes(number));

it.each(rows.map((row) => [row.title, row] as const))(
  '%s: nothing is lost, and nothing goes twice without a doubt',
  async (_, row) => {
    const result = await runRow(row, {
      random: createRandom(SEED),
      size: 'short',
      minutes: 1,
      hostile: 1_000,
    });
    console.log(storyOf(result, SEED));
    expect(result.violations).toEqual([]);
    expect(result.verdict).toBe('holds');
  },
  TIMEOUT_MS,
);
