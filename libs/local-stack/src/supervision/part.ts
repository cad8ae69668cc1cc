import type { ChildProcess } from 'node:child_process';

/** One process that is kept alive. */
export interface Part {
  readonly name: string;
  readonly logFile: string;
  /** Starts the process; called again after each death. */
  readonly spawn: () => ChildProcess;
  /** Resolves when the process does its work. A rejection counts as a death. */
  readonly ready: (child: ChildProcess, signal: AbortSignal) => Promise<void>;
  readonly stopSignal: NodeJS.Signals;
  /** Ends it sooner, at the price of what `stopSignal` would have finished. */
  readonly hurrySignal: NodeJS.Signals;
  /** How long after `stopSignal` it is killed. */
  readonly graceMs: number;
}
