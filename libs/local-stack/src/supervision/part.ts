import type { ChildProcess } from 'node:child_process';

/** A process that is kept alive. */
export interface Part {
  readonly name: string;
  readonly logFile: string;
  /** Starts the process. Called again after each death. */
  readonly spawn: () => ChildProcess;
  /** Resolves when the process is ready. A rejection counts as a death. */
  readonly ready: (child: ChildProcess, signal: AbortSignal) => Promise<void>;
  readonly stopSignal: NodeJS.Signals;
  /** Ends it sooner, without the work that `stopSignal` would let it finish. */
  readonly hurrySignal: NodeJS.Signals;
  /** It is killed this long after `stopSignal`. */
  readonly graceMs: number;
}
