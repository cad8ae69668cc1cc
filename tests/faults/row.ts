import type { Allowed } from './checker.js';
import type { FaultWorld, FaultWorldOptions } from './fault-world.js';
import type { Random } from './seed.js';

/** `short`: as `npm test` runs it. */
export type Size = 'full' | 'short';

/** What a row of the matrix works with. */
export interface RowContext {
  /** The same choices for the same seed, whatever other rows do. */
  readonly random: Random;
  readonly size: Size;
  /** For rows that last as long as one likes. */
  readonly minutes: number;
  /** For the row of hostile requests: how many. */
  readonly hostile: number;
  /** A world of its own, which is checked and closed at the end of the row. */
  readonly world: (options?: FaultWorldOptions) => Promise<FaultWorld>;
  /** Called after the worlds of the row are closed, for what it has opened itself. */
  readonly closing: (close: () => Promise<unknown>) => void;
  /** A choice that was drawn: printed with `--verbose`, and kept beside the result. */
  readonly drawn: (what: string) => void;
  /** Something that people want to know of the run, such as a measured time. */
  readonly note: (what: string) => void;
  /** Something that this row promises beyond the invariants. What does not hold is a violation. */
  readonly expect: (holds: boolean, what: string) => void;
}

/** One fault, or a family of them. */
export interface Row {
  readonly number: number;
  readonly title: string;
  /** What must hold, as the matrix says it. */
  readonly expected: string;
  /** What the invariants allow here. */
  readonly allowed?: Allowed;
  /** Why it cannot be run on this machine. `null`: it can. */
  readonly impossible?: () => Promise<string | null>;
  /** Does the damage, and resolves when everything should have ended. */
  run(context: RowContext): Promise<void>;
}
