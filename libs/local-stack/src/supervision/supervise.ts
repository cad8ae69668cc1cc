import type { ChildProcess } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

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

export interface SupervisorEvents {
  readonly onDeath: (part: Part, how: string, restartInMs: number) => void;
  readonly onRestarted: (part: Part) => void;
  /** The part is given up; called once. Stop the rest. */
  readonly onGiveUp: (error: GaveUp) => void;
}

/** Five deaths within a minute: something is wrong that a restart does not mend. */
export class GaveUp extends Error {
  override readonly name = 'GaveUp';

  constructor(
    readonly part: Part,
    readonly how: string,
  ) {
    super(`${part.name} ended ${MAX_DEATHS} times within a minute, the last time ${how}.`);
  }
}

const MAX_DEATHS = 5;
const WINDOW_MS = 60_000;
const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 10_000;

/** 250 ms, 500 ms, 1 s … 10 s, by the number of deaths within the last minute. */
export function restartDelayMs(deaths: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** (deaths - 1), MAX_DELAY_MS);
}

export interface Supervised {
  readonly part: Part;
  /** Of the present process; `undefined` while there is none. */
  readonly pid: number | undefined;
  /** Resolves when it first is ready; rejects with {@link GaveUp}, or when it is stopped before. */
  readonly started: Promise<void>;
  /** Ends it and resolves when it is gone, after `graceMs` at the latest. */
  stop(): Promise<void>;
  /** Makes a `stop` that is under way quick. */
  hurry(): void;
  /** At once and without waiting, for a process that is about to exit itself. */
  kill(): void;
}

/** Starts the part and restarts it whenever it dies, until `stop`. */
export function supervise(part: Part, events: SupervisorEvents): Supervised {
  const stopping = new AbortController();
  let child: ChildProcess | undefined;
  let hurried = false;
  let deaths: number[] = [];

  let resolveStarted: () => void = () => undefined;
  let rejectStarted: (reason: Error) => void = () => undefined;
  const started = new Promise<void>((resolve, reject) => {
    resolveStarted = resolve;
    rejectStarted = reject;
  });
  // Nobody need await it: the events tell as well.
  started.catch(() => undefined);

  const isStopping = (): boolean => stopping.signal.aborted;
  const live = async (): Promise<void> => {
    for (let first = true; !isStopping(); first = false) {
      const current = part.spawn();
      child = current;
      const ended = endOf(current);
      const failure = await becomeReady(part, current, ended, stopping.signal);
      if (failure === undefined && !isStopping()) {
        resolveStarted();
        if (!first) events.onRestarted(part);
      } else if (failure !== undefined) {
        current.kill('SIGKILL');
      }
      const how = await ended;
      child = undefined;
      if (isStopping()) break;

      const now = Date.now();
      deaths = [...deaths.filter((at) => now - at < WINDOW_MS), now];
      if (deaths.length >= MAX_DEATHS) {
        const gaveUp = new GaveUp(part, failure ?? how);
        rejectStarted(gaveUp);
        events.onGiveUp(gaveUp);
        return;
      }
      const delay = restartDelayMs(deaths.length);
      events.onDeath(part, failure ?? how, delay);
      await wait(delay, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    rejectStarted(new Error(`${part.name} was stopped before it was ready`));
  };
  const life = live();

  return {
    part,
    get pid() {
      return child?.pid;
    },
    started,
    stop: async () => {
      stopping.abort();
      const current = child;
      current?.kill(hurried ? part.hurrySignal : part.stopSignal);
      const timer = setTimeout(() => current?.kill('SIGKILL'), part.graceMs);
      await life;
      clearTimeout(timer);
    },
    hurry: () => {
      hurried = true;
      if (isStopping()) child?.kill(part.hurrySignal);
    },
    kill: () => {
      stopping.abort();
      child?.kill('SIGKILL');
    },
  };
}

/** Resolves to how the process ended, in words; never rejects. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      // Also emitted when a signal or an IPC message cannot be delivered: the process lives on then.
      if (child.pid === undefined) resolve(`because it could not be started (${error.message})`);
    });
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `with exit code ${code ?? 'unknown'}` : `by ${signal}`);
    });
  });
}

/** Resolves to `undefined` when ready, else to the reason in words. */
async function becomeReady(
  part: Part,
  child: ChildProcess,
  ended: Promise<string>,
  stopping: AbortSignal,
): Promise<string | undefined> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, stopping]);
  try {
    return await Promise.race([
      part.ready(child, signal).then(() => undefined),
      ended,
      new Promise<undefined>((resolve) => stopping.addEventListener('abort', () => resolve(undefined), { once: true })),
    ]);
  } catch (error) {
    return stopping.aborted ? undefined : `because ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    over.abort();
  }
}

/** The last lines of a log file, without reading all of it. */
export function lastLines(file: string, count: number): string[] {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(size, 64 * 1024));
    readSync(descriptor, buffer, 0, buffer.length, size - buffer.length);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-count);
  } finally {
    closeSync(descriptor);
  }
}
