import { setTimeout as wait } from 'node:timers/promises';
import { UserError } from '../environment/environment.js';
import { onStopSignals } from '../processes/stop-signals.js';
import { GaveUp, lastLines, type Supervised, type SupervisorEvents } from './supervise.js';

/** How it tells people what happens; each call is a line. */
export interface Voice {
  /** Something was done. */
  readonly step: (name: string, text: string) => void;
  /** Something is under way, or wants attention. */
  readonly note: (text: string) => void;
  readonly line: (text: string) => void;
}

/** What runs together and is stopped together. */
export interface Supervision {
  readonly events: SupervisorEvents;
  /** Aborted as soon as the end has begun. */
  readonly signal: AbortSignal;
  add(supervised: Supervised): void;
  onRestarted(listener: () => void): void;
  onStop(listener: () => void): void;
  pids(): Record<string, number>;
}

type Ending =
  { readonly kind: 'signal'; readonly signal: NodeJS.Signals } | { readonly kind: 'failure'; readonly error: unknown };

/** Who depends on whom decides the order: users first, what they use last. */
const STOP_ORDER = ['api', 'worker', 'redis', 'postgres'];
/** The worker need not wait for an API whose clients keep it busy. */
const HEAD_START_MS = 2_000;

/**
 * Brings everything up, then waits for Ctrl-C, SIGTERM, SIGHUP or a part that cannot be kept alive, and stops
 * everything in order within 15 s. A second signal hurries. Resolves to the exit code.
 */
export async function runUntilEnded(
  bringUp: (supervision: Supervision) => Promise<void>,
  { step, note, line }: Voice,
): Promise<number> {
  const running: Supervised[] = [];
  const restartListeners: (() => void)[] = [];
  const stopListeners: (() => void)[] = [];
  const over = new AbortController();
  let resolveEnding: (how: Ending) => void = () => undefined;
  const ending = new Promise<Ending>((resolve) => (resolveEnding = resolve));
  const end = (how: Ending): void => {
    over.abort();
    resolveEnding(how);
  };

  const stopListening = onStopSignals(
    (signal) => end({ kind: 'signal', signal }),
    () => running.forEach((supervised) => supervised.hurry()),
  );
  const onCrash = (error: unknown): void => end({ kind: 'failure', error });
  const onExit = (): void => running.forEach((supervised) => supervised.kill());
  process.on('uncaughtException', onCrash).on('exit', onExit);
  const watch = watchLauncher(() => end({ kind: 'signal', signal: 'SIGHUP' }));

  const supervision: Supervision = {
    signal: over.signal,
    add: (supervised) => void running.push(supervised),
    onRestarted: (listener) => void restartListeners.push(listener),
    onStop: (listener) => void stopListeners.push(listener),
    pids: () => Object.fromEntries(running.flatMap(({ part, pid }) => (pid === undefined ? [] : [[part.name, pid]]))),
    events: {
      onDeath: ({ name }, how, restartInMs) =>
        note(`${name} ended ${how}; starting it again in ${restartInMs / 1000} s`),
      onRestarted: ({ name }) => {
        step(name, 'runs again');
        for (const listener of restartListeners) listener();
      },
      onGiveUp: (error) => end({ kind: 'failure', error }),
    },
  };

  bringUp(supervision).catch((error: unknown) => end({ kind: 'failure', error }));
  const how = await ending;
  if (how.kind === 'failure') explain(how.error);
  else line(`\nStopping (${how.signal}) …`);
  for (const listener of stopListeners) listener();
  await stopInOrder(running);
  if (how.kind === 'signal') line('Stopped.');

  clearInterval(watch);
  stopListening();
  // `exit` stays: a part that came up after the end had begun is ended there.
  process.off('uncaughtException', onCrash);
  return how.kind === 'signal' ? 0 : 1;
}

/**
 * npm passes on SIGINT and SIGTERM only: whoever kills it otherwise would leave everything running behind it.
 * Not for a process that was started without npm: its shell may end and leave it running on purpose.
 */
function watchLauncher(onGone: () => void): NodeJS.Timeout | undefined {
  if (process.env['npm_lifecycle_event'] === undefined) return undefined;
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
  await Promise.race([apiGone, wait(HEAD_START_MS, undefined, { ref: false })]);
  await Promise.all([apiGone, of(worker)]);
  await Promise.all(services.map(of));
}

function explain(error: unknown): void {
  if (error instanceof GaveUp) {
    const { logFile } = error.part;
    console.error(`\n${error.message} Its last lines:\n${lastLines(logFile, 10).join('\n')}\n(${logFile})`);
  } else if (error instanceof UserError) console.error(error.message);
  else console.error(error);
}
