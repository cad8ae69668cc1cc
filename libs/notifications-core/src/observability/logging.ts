import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import winston from 'winston';
import { ConfigError, type Config } from '../config/config.js';

export type Logger = winston.Logger;

/** Which process speaks; `scheduler` is the part of a worker that ticks and does maintenance. */
export type ServiceName = 'api' | 'worker' | 'scheduler' | 'cli';

/**
 * One JSON line per start, outcome and error: `{"timestamp","level","service","message",…ids}`. Callers log
 * ids and codes, never addresses, names, contexts or bodies. With LOG_DIR the lines also go to `<service>.log` there.
 * @param quiet nothing goes to the console.
 * @throws {ConfigError} when LOG_DIR is no folder that can be written to.
 */
export function createLogger(
  config: Pick<Config, 'LOG_LEVEL' | 'LOG_DIR'>,
  service: ServiceName,
  { quiet = false }: { readonly quiet?: boolean } = {},
): Logger {
  if (config.LOG_DIR !== undefined) assertWritable(config.LOG_DIR);
  const logger = winston.createLogger({
    level: config.LOG_LEVEL,
    defaultMeta: { service },
    format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
    transports: [
      new winston.transports.Console({ stderrLevels: [], silent: quiet }),
      ...(config.LOG_DIR === undefined
        ? []
        : [
            new winston.transports.File({
              dirname: config.LOG_DIR,
              filename: `${service}.log`,
              maxsize: 50_000_000,
              maxFiles: 5,
            }),
          ]),
    ],
  });
  // A file that cannot be written (a full disk) must not end the process; the console still has every line.
  logger.on('error', () => undefined);
  return logger;
}

/** winston itself would end the process with a stack trace, or wait without a word. */
function assertWritable(folder: string): void {
  try {
    makeFolder(resolve(folder));
    accessSync(folder, constants.W_OK);
  } catch {
    throw new ConfigError('LOG_DIR', 'must be a folder that this process may write to');
  }
}

/** With its parents. Node's own `recursive` never returns where a file system refuses new folders, as /proc does. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(dirname(folder));
  mkdirSync(folder);
}

/**
 * What may be logged of an error that is not ours: its kind and code. Messages of drivers and HTTP clients
 * hold values, addresses and keys.
 */
export function errorFields(error: unknown): { error: string; code?: string; stack?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code } = error as { code?: unknown };
  return {
    error: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    // Where it happened is safe to tell, the first line (the message) is not.
    stack:
      error.stack
        ?.split('\n')
        .filter((line) => /^\s+at /.test(line))
        .slice(0, 8)
        .map((line) => line.trim())
        .join(' < ') ?? '',
  };
}
