import { writeFileSync } from 'node:fs';
import { onStopSignals } from '@booking/local-stack';
import { startTestServices } from '../support/services.js';
import { readOptions, USAGE, type Options } from './options.js';
import { storyOf, tableOf } from './report.js';
import type { Row } from './row.js';
import { ROWS } from './rows/index.js';
import { runRow, type RowResult } from './run-rows.js';
import { createRandom } from './seed.js';

/** Runs the fault matrix, prints what came of it, and resolves to the exit code: 1 when a promise was broken. */
export async function runMatrix(args: readonly string[]): Promise<number> {
  let options: Options;
  let rows: readonly Row[];
  try {
    options = readOptions(args);
    rows = chosen(options.only);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return 1;
  }
  const services = await startTestServices(process.env, (line) => console.log(line));
  process.once('exit', () => services.kill());
  onStopSignals(
    () => process.exit(1),
    () => undefined,
  );
  Object.assign(process.env, services.environment);
  try {
    const results = await runAll(rows, options);
    console.log(`\n${tableOf(results)}\n\nseed ${options.seed}`);
    if (options.json !== null) writeFileSync(options.json, JSON.stringify({ seed: options.seed, results }, null, 2));
    return results.some(({ verdict }) => verdict === 'broken') ? 1 : 0;
  } finally {
    await services.stop();
  }
}

function chosen(only: Options['only']): readonly Row[] {
  const unknown = (only ?? []).filter((number) => !ROWS.some((row) => row.number === number));
  if (unknown.length > 0) throw new Error(`there is no row ${unknown.join(', ')}`);
  return only === null ? ROWS : ROWS.filter(({ number }) => only.includes(number));
}

async function runAll(rows: readonly Row[], { seed, size, minutes, hostile, verbose }: Options): Promise<RowResult[]> {
  console.log(`seed ${seed}: the same faults again with --seed ${seed}`);
  const random = createRandom(seed);
  const results: RowResult[] = [];
  for (const row of rows) {
    const result = await runRow(row, {
      random,
      size,
      minutes,
      hostile,
      ...(verbose ? { onDrawn: (what: string) => console.log(`      drawn: ${what}`) } : {}),
    });
    results.push(result);
    console.log(storyOf(result, seed));
  }
  return results;
}
