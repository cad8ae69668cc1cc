import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

/** The folder of the checkout, with a slash at the end. This file is in `libs/local-stack/{src,dist}/environment`. */
export const repositoryRoot = fileURLToPath(new URL('../../../..', import.meta.url));

export type Environment = Readonly<Record<string, string | undefined>>;

/** An error that the user can fix. Only its message is shown, with exit code 1. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/**
 * The process environment merged over the repository's `.env`. A variable of the process wins. An empty one counts as
 * not set.
 * @throws {UserError} when there is a `.env` that cannot be read.
 */
export function readEnvironment(real: Environment = process.env, file = join(repositoryRoot, '.env')): Environment {
  if (!existsSync(file)) return real;
  let written: Environment;
  try {
    written = parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError(`${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown reason'})`);
  }
  const set = Object.keys(real).filter((variable) => settingOf(real, variable) !== undefined);
  return { ...written, ...Object.fromEntries(set.map((variable) => [variable, real[variable]])) };
}

/** The trimmed value. An empty one counts as not set. */
export function settingOf(environment: Environment, variable: string): string | undefined {
  const value = environment[variable]?.trim();
  return value === '' ? undefined : value;
}
