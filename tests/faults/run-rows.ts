import { check, type Verdict } from './checker.js';
import { startFaultWorld, type FaultWorld } from './fault-world.js';
import type { Row, RowContext, Size } from './row.js';
import type { Random } from './seed.js';

/** What came of a row. */
export interface RowResult {
  readonly row: Pick<Row, 'number' | 'title' | 'expected'>;
  /** `skipped`: it was not run, and `skippedFor` says why. */
  readonly verdict: 'holds' | 'broken' | 'skipped';
  readonly skippedFor: string | null;
  /** One for each world of the row. */
  readonly checks: readonly Verdict[];
  readonly violations: readonly string[];
  readonly notes: readonly string[];
  readonly drawn: readonly string[];
  readonly seconds: number;
}

export interface RunOptions {
  readonly random: Random;
  readonly size: Size;
  readonly minutes: number;
  readonly hostile: number;
  /** Called with each choice that was drawn. */
  readonly onDrawn?: (what: string) => void;
}

/** Runs one row in worlds of its own, checks each world, and closes them. It never throws: what goes wrong is a violation. */
export async function runRow(row: Row, options: RunOptions): Promise<RowResult> {
  const started = performance.now();
  const worlds: FaultWorld[] = [];
  const closings: (() => Promise<unknown>)[] = [];
  const violations: string[] = [];
  const notes: string[] = [];
  const drawn: string[] = [];
  const checks: Verdict[] = [];
  const context: RowContext = {
    random: options.random.fork(row.number),
    size: options.size,
    minutes: options.minutes,
    hostile: options.hostile,
    world: async (worldOptions) => {
      const world = await startFaultWorld(worldOptions);
      worlds.push(world);
      return world;
    },
    closing: (close) => void closings.push(close),
    drawn: (what) => {
      drawn.push(what);
      options.onDrawn?.(what);
    },
    note: (what) => void notes.push(what),
    expect: (holds, what) => {
      if (!holds) violations.push(what);
    },
  };

  const skippedFor = (await row.impossible?.()) ?? null;
  if (skippedFor === null) {
    try {
      await row.run(context);
    } catch (error) {
      violations.push(`it broke off: ${(error as Error).stack ?? String(error)}`);
    }
    for (const world of worlds) {
      try {
        const verdict = check(await world.evidence(), row.allowed);
        checks.push(verdict);
        violations.push(...verdict.violations);
      } catch (error) {
        violations.push(`the evidence could not be read: ${(error as Error).message}`);
      }
    }
    await Promise.allSettled(worlds.map((world) => world.close()));
    await Promise.allSettled(closings.map((close) => close()));
  }
  const { number, title, expected } = row;
  return {
    row: { number, title, expected },
    verdict: skippedFor !== null ? 'skipped' : violations.length > 0 ? 'broken' : 'holds',
    skippedFor,
    checks,
    violations,
    notes,
    drawn,
    seconds: Math.round((performance.now() - started) / 1_000),
  };
}
