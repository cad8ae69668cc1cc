import pTimeout from 'p-timeout';
import { UserError } from '../environment/environment.js';
import { tail } from '../log-files/tail.js';
import { onStopSignals } from '../processes/stop-signals.js';
import { deferred } from './deferred.js';
import { GaveUp, type Supervised, type SupervisorEvents } from './supervise.js';

/** Prints to people what happens. Each call is a line. */
export interface Voice {
  /** A step is finished. */
  readonly step: (name: string, text: string) => void;
  /** Something is in progress, or needs attention. */
  readonly note: (text: string) => void;
  readonly line: (text: string) => void;
}

/** Parts that run together and are stopped together. */
export interface Supervision {
  readonly events: SupervisorEvents;
  /** Aborted as soon as the stop begins. */
  readonly signal: AbortSignal;
  add(supervised: Supervised): void;
  onRestarted(listener: () => void): void;
  onStop(listener: () => void): void;
  pids(): Record<string, number>;
}

type Ending =
  { readonly kind: 'signal'; readonly signal: NodeJS.Signals } | { readonly kind: 'failure'; readonly error: unknown };

/** The order of the stop follows the dependencies: first the users, then what they use. */
const STOP_ORDER = ['api', 'worker', 'redis', 'postgres'];
/** The worker's stop starts this much after the API's at the latest: clients may keep the API busy. */
const HEAD_START_MS = 2_000;

/**
 * Starts everything, then waits for Ctrl-C, SIGTERM, SIGHUP or a part that cannot be kept alive. Then it stops
 * everything in order within 15 s. A second signal hurries. Resolves to the exit code.
 * @param options.endWithLauncher stop also when the process that started us is gone.
 */
export async function runUntilEnded(
  bringUp: (supervision: Supervision) => Promise<void>,
  voice: Voice,
  { endWithLauncher }: { readonly endWithLauncher: boolean },
): Promise<number> {
  const running: Supervised[] = [];
  const listeners: Listeners = { restarted: [], stop: [] };
  const over = new AbortController();
  const ending = deferred<Ending>();
  const end = (how: Ending): void => {
    over.abort();
    ending.resolve(how);
  };
  const fail = (error: unknown): void => end({ kind: 'failure', error });

  const stopListening = listenForEnd(running, end, endWithLauncher);
  bringUp({
    signal: over.signal,
    add: (supervised) => void running.push(supervised),
    onRestarted: (listener) => void listeners.restarted.push(listener),
    onStop: (listener) => void listeners.stop.push(listener),
    pids: () => Object.fromEntries(running.flatMap(({ part, pid }) => (pid === undefined ? [] : [[part.name, pid]]))),
    events: eventsTold(voice, listeners, fail),
  }).catch(fail);

  const how = await ending.promise;
  if (how.kind === 'failure') explain(how.error);
  else voice.line(`\nStopping (${how.signal}) …`);
  for (const listener of listeners.stop) listener();
  await stopInOrder(running);
  if (how.kind === 'signal') voice.line('Stopped.');
  stopListening();
  return how.kind === 'signal' ? 0 : 1;
}

interface Listeners {
  readonly restarted: (() => void)[];
  readonly stop: (() => void)[];
}

/** Listens for everything that ends the stack: signals, a crash of our own, the end of our launcher. */
function listenForEnd(
  running: readonly Supervised[],
  end: (how: Ending) => void,
  endWithLauncher: boolean,
): () => void {
  const stopListening = onStopSignals(
    (signal) => end({ kind: 'signal', signal }),
    () => running.forEach((supervised) => supervised.hurry()),
  );
  const onCrash = (error: unknown): void => end({ kind: 'failure', error });
  process.on('uncaughtException', onCrash);
  // Never removed: it also ends a part that came up after the stop had begun.
  process.on('exit', () => running.forEach((supervised) => supervised.kill()));
  const watch = endWithLauncher ? watchLauncher(() => end({ kind: 'signal', signal: 'SIGHUP' })) : undefined;
  return () => {
    clearInterval(watch);
    stopListening();
    process.off('uncaughtException', onCrash);
  };
}

function eventsTold(
  { note, step }: Voice,
  listeners: Listeners,
  fail: (error: GaveUp | UserError) => void,
): SupervisorEvents {
  return {
    onDeath: ({ name }, how, restartInMs) => note(`${name} ended ${how}; starting it again in ${restartInMs / 1000} s`),
    onRestarted: ({ name }) => {
      step(name, 'runs again');
      for (const listener of listeners.restarted) listener();
    },
    onGiveUp: fail,
  };
}

function watchLauncher(onGone: () => void): NodeJS.Timeout {
  const launcher = process.ppid;
  return setInterval(() => {
    if (process.ppid !== launcher) onGone();
  }, 500).unref();
}

async function stopInOrder(running: readonly Supervised[]): Promise<void> {
  const of = (name: string): Promise<unknown> =>
    Promise.all(running.filter(({ part }) => part.name === name).map((supervised) => supervised.stop()));
  const [api = '', worker = '', ...services] = STOP_ORDER;
  const apiGone = of(api);
  await pTimeout(apiGone, { milliseconds: HEAD_START_MS, fallback: () => undefined });
  await Promise.all([apiGone, of(worker)]);
  await Promise.all(services.map(of));
}

function explain(error: unknown): void {
  if (error instanceof GaveUp) {
    const { logFile } = error.part;
    console.error(`\n${error.message} Its last lines:\n${tail([logFile], 10).join('\n')}\n(${logFile})`);
  } else if (error instanceof UserError) console.error(error.message);
  else console.error(error);
}
