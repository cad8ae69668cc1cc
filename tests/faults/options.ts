import { parseArgs } from 'node:util';
import { newSeed } from './seed.js';

export interface Options {
  /** Numbers of the rows; `null`: all. */
  readonly only: readonly number[] | null;
  readonly seed: number;
  /** How long row 23 lasts. Default: 10, and 3 where it is one of all. */
  readonly minutes: number;
  /** How many requests row 19 sends. Default: 20,000. */
  readonly hostile: number;
  readonly size: 'full' | 'short';
  /** Where the results go as JSON. */
  readonly json: string | null;
  readonly verbose: boolean;
}

export const USAGE = `npm run test:faults -- [options]
  --only 1,3-5   these rows (default: all)
  --seed N       the same faults as in the run that printed this seed
  --minutes M    how long row 23 lasts (default: 10; 3 within the whole matrix)
  --hostile N    how many requests row 19 sends (default: 20000)
  --short        the small sizes that npm test runs
  --json FILE    writes the results, with all that was drawn
  --verbose      prints all that was drawn`;

/** @throws an error whose message says what is wrong with which option. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      seed: { type: 'string' },
      minutes: { type: 'string' },
      hostile: { type: 'string' },
      json: { type: 'string' },
      short: { type: 'boolean' },
      verbose: { type: 'boolean' },
    },
  });
  return {
    only: values.only === undefined ? null : readRows(values.only),
    seed: values.seed === undefined ? newSeed() : readNumber('--seed', values.seed, 0, 0xffff_ffff),
    minutes:
      values.minutes === undefined
        ? values.only === undefined
          ? 3
          : 10
        : readNumber('--minutes', values.minutes, 1, 1_440),
    hostile: values.hostile === undefined ? 20_000 : readNumber('--hostile', values.hostile, 100, 10_000_000),
    size: values.short === true ? 'short' : 'full',
    json: values.json ?? null,
    verbose: values.verbose === true,
  };
}

function readRows(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [, from, to] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? [];
    if (from === undefined) throw new Error(`--only must be rows such as 3 or 1,3-5, not ${part}`);
    const first = Number(from);
    const last = Number(to ?? from);
    if (last < first) throw new Error(`--only ${part}: the first row comes before the last`);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

function readNumber(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`${option} must be a whole number from ${least} to ${most}, not ${text}`);
  return value;
}
