import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Argument, type Command } from 'commander';
import {
  dataDirOf,
  type Environment,
  follow,
  logFilesIn,
  onStopSignals,
  readEnvironment,
  repositoryRoot,
  settingOf,
  tail,
} from '@booking/local-stack';
import { someOf, wholeNumber } from '../terminal/arguments.js';
import { explained } from '../terminal/explained.js';
import { readable } from '../terminal/log-line.js';
import { bold, dim, line } from '../terminal/terminal.js';

const NAMES = ['api', 'worker', 'scheduler', 'postgres', 'redis', 'stack'] as const;
type LogName = (typeof NAMES)[number];

interface LogOptions {
  readonly follow?: boolean;
  readonly lines: number;
  readonly json?: boolean;
}

export function registerLogs(program: Command): void {
  explained(program.command('logs'), {
    does: 'show the last lines of the API, the worker, the scheduler, Postgres, Redis and the stack itself',
    needs:
      'log files on this machine: those of LOG_DIR where it is set, else those of the data folder. "stack" is what `start` did in the background.',
    examples: ['logs', 'logs worker --lines 100', 'logs --follow', 'logs api --json | jq .message'],
  })
    .addArgument(
      new Argument('[names...]', 'which; all of them unless named')
        .choices(NAMES)
        .argParser(someOf('The name of a log', NAMES)),
    )
    .option('-f, --follow', 'go on with what is written from now on, until Ctrl-C')
    .option('-n, --lines <number>', 'how many of each, 0 to 100000', wholeNumber('--lines', 0, 100_000), 20)
    .option('--json', 'the lines as they are in the files')
    .action(async (names: readonly LogName[] = [], options: LogOptions) => {
      const sources = sourcesOf(names.length > 0 ? names : NAMES, readEnvironment());
      const show = options.json === true ? (text: string) => text : readable;
      // Opened before the tail is printed: a line that is written in between is shown twice rather than not at all.
      const followers = options.follow === true ? sources.map((source) => following(source)) : [];
      for (const [index, source] of sources.entries()) printTail(source, show, index, sources.length, options);
      if (followers.length > 0) await printNew(followers, show, sources.length > 1 && options.json !== true);
    });
}

interface Source {
  readonly name: LogName;
  /** Where the log should be. */
  readonly path: string;
  /** Oldest first. Called again after a rotation. */
  readonly files: () => string[];
  readonly keep: (text: string) => boolean;
}

function sourcesOf(names: readonly LogName[], environment: Environment): Source[] {
  const ours = join(dataDirOf(environment), 'logs');
  const given = settingOf(environment, 'LOG_DIR');
  const theirs = given === undefined ? undefined : resolve(repositoryRoot, given);
  const folderOf = (name: string): string =>
    theirs !== undefined && logFilesIn(theirs, name).length > 0 ? theirs : ours;
  return names.map((name) => {
    // The scheduler is a part of the worker. Without LOG_DIR it has no file of its own.
    const file = name === 'scheduler' && logFilesIn(folderOf(name), name).length === 0 ? 'worker' : name;
    const folder = folderOf(file);
    return {
      name,
      path: join(folder, `${file}.log`),
      files: () => logFilesIn(folder, file),
      keep: (text) => /"service":\s*"scheduler"/.test(text) === (name === 'scheduler'),
    };
  });
}

function printTail(
  source: Source,
  show: (text: string) => string,
  index: number,
  sources: number,
  { lines: count, json = false }: LogOptions,
): void {
  const lines = tail(source.files(), count, source.keep);
  if (sources > 1 && !json) line(`${index > 0 ? '\n' : ''}${bold(`== ${source.name}`)}  ${dim(source.path)}`);
  for (const text of lines) line(show(text));
  if (lines.length === 0 && count > 0 && !json) line(dim(`(nothing in ${source.path})`));
}

interface Following {
  readonly name: LogName;
  readonly read: () => string[];
}

function following({ name, files, keep }: Source): Following {
  const follower = follow(() => files().at(-1));
  return { name, read: () => follower.read().filter(keep) };
}

const POLL_MS = 250;

async function printNew(followed: readonly Following[], show: (text: string) => string, named: boolean): Promise<void> {
  const over = new AbortController();
  onStopSignals(
    () => over.abort(),
    () => process.exit(0),
  );
  // The reader has closed the output, as `head` does, so following ends.
  process.stdout.on('error', () => over.abort());
  while (!over.signal.aborted) {
    for (const { name, read } of followed)
      for (const text of read()) line(named ? `${dim(name.padEnd(9))} ${show(text)}` : show(text));
    await wait(POLL_MS, undefined, { signal: over.signal }).catch(() => undefined);
  }
}
