import type { ChildProcess } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { deferred } from './deferred.js';
import { UserError } from '../environment/environment.js';
import type { Part } from './part.js';

export interface SupervisorEvents {
  readonly onDeath: (part: Part, how: string, restartInMs: number) => void;
  readonly onRestarted: (part: Part) => void;
  /**
   * Called once, when the part is given up: after too many deaths, or because it refuses a setting at its first start.
   * The caller should stop the others.
   */
  readonly onGiveUp: (error: GaveUp | UserError) => void;
}

/** Five deaths within a minute: a restart does not help. */
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

/** The pause before a restart, by the number of deaths within the last minute: 250 ms, 500 ms, 1 s … 10 s. */
export function restartDelayMs(deaths: number): number {
  return Math.min(FIRST_DELAY_MS * 2 ** (deaths - 1), MAX_DELAY_MS);
}

export interface Supervised {
  readonly part: Part;
  /** The pid of the present process. `undefined`: none runs. */
  readonly pid: number | undefined;
  /**
   * Resolves when the part is ready for the first time. Rejects with {@link GaveUp}, with the {@link UserError} of a
   * setting that the part refuses, or when it is stopped before.
   */
  readonly started: Promise<void>;
  /** Ends the part. Resolves when it is gone, after `graceMs` at the latest. */
  stop(): Promise<void>;
  /** Speeds up a `stop` that is in progress. */
  hurry(): void;
  /** Kills the part without waiting, for a caller that is about to exit. */
  kill(): void;
}

/** Starts the part and restarts it whenever it dies, until `stop`. */
export function supervise(part: Part, events: SupervisorEvents): Supervised {
  const stopping = new AbortController();
  const started = deferred<undefined>();
  // The promise need not be awaited, because the events report the same.
  started.promise.catch(() => undefined);
  const isStopping = (): boolean => stopping.signal.aborted;
  let child: ChildProcess | undefined;

  const giveUp = (error: GaveUp | UserError): void => {
    started.reject(error);
    events.onGiveUp(error);
  };

  /** `undefined`: it cannot be started here, and is given up. */
  const spawned = (): ChildProcess | undefined => {
    try {
      return part.spawn();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      giveUp(error);
      return undefined;
    }
  };

  const live = async (): Promise<void> => {
    const nextDelayMs = countDeaths();
    for (let first = true; !isStopping(); first = false) {
      child = spawned();
      if (child === undefined) return;
      const end = await oneLife(part, child, stopping.signal, () => {
        started.resolve(undefined);
        if (!first) events.onRestarted(part);
      });
      child = undefined;
      if (isStopping()) break;
      // A wrong setting stays wrong. Later it may be the machine that has changed, for a while.
      if (first && end instanceof UserError) {
        giveUp(end);
        return;
      }
      const how = end instanceof UserError ? `because ${end.message}` : end;
      const delayMs = nextDelayMs();
      if (delayMs === undefined) {
        giveUp(new GaveUp(part, how));
        return;
      }
      events.onDeath(part, how, delayMs);
      await wait(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    started.reject(new Error(`${part.name} was stopped before it was ready`));
  };
  const life = live();

  return {
    part,
    get pid() {
      return child?.pid;
    },
    started: started.promise,
    ...endings(part, stopping, life, () => child),
  };
}

/** The three ways to end a part; each is final. */
function endings(
  part: Part,
  stopping: AbortController,
  life: Promise<void>,
  childNow: () => ChildProcess | undefined,
): Pick<Supervised, 'stop' | 'hurry' | 'kill'> {
  let hurried = false;
  return {
    stop: async () => {
      stopping.abort();
      const child = childNow();
      child?.kill(hurried ? part.hurrySignal : part.stopSignal);
      const timer = setTimeout(() => child?.kill('SIGKILL'), part.graceMs);
      await life;
      clearTimeout(timer);
    },
    hurry: () => {
      hurried = true;
      if (stopping.signal.aborted) childNow()?.kill(part.hurrySignal);
    },
    kill: () => {
      stopping.abort();
      childNow()?.kill('SIGKILL');
    },
  };
}

/**
 * Returns a function to call at each death. It returns the pause before the next start in milliseconds, or `undefined`
 * after too many deaths.
 */
function countDeaths(): () => number | undefined {
  let deaths: number[] = [];
  return () => {
    const now = Date.now();
    deaths = [...deaths.filter((at) => now - at < WINDOW_MS), now];
    return deaths.length < MAX_DEATHS ? restartDelayMs(deaths.length) : undefined;
  };
}

/**
 * Runs one process to its end. Resolves to how it ended, in words, or to the error of a setting that it refuses. A
 * process that does not become ready is killed.
 */
async function oneLife(
  part: Part,
  child: ChildProcess,
  stopping: AbortSignal,
  onReady: () => void,
): Promise<string | UserError> {
  const ended = endOf(child);
  const failure = await becomeReady(part, child, ended, stopping);
  if (failure !== undefined) child.kill('SIGKILL');
  else if (!stopping.aborted) onReady();
  const how = await ended;
  return failure ?? how;
}

/** Resolves to how the process ended, in words. Never rejects. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      // This event also reports a signal or an IPC message that could not be delivered. The process lives on then.
      if (child.pid === undefined) resolve(`because it could not be started (${error.message})`);
    });
    child.once('exit', (code, signal) => {
      const how = signal === null ? `with exit code ${code ?? 'unknown'}` : `by ${signal}`;
      // What it has said last, such as a setting that it refuses, may be read after its end, but before `disconnect`.
      if (child.connected) child.once('disconnect', () => resolve(how));
      else resolve(how);
    });
  });
}

/** Resolves to `undefined` when the process is ready or is being stopped, else to the reason. */
async function becomeReady(
  part: Part,
  child: ChildProcess,
  ended: Promise<string>,
  stopping: AbortSignal,
): Promise<string | UserError | undefined> {
  const over = new AbortController();
  const signal = AbortSignal.any([over.signal, stopping]);
  try {
    return await Promise.race([
      part.ready(child, signal).then(() => undefined),
      ended,
      new Promise<undefined>((resolve) => stopping.addEventListener('abort', () => resolve(undefined), { once: true })),
    ]);
  } catch (error) {
    if (stopping.aborted) return undefined;
    return error instanceof UserError ? error : `because ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    over.abort();
  }
}
