import winston from 'winston';
import type { Config } from '../config/config.js';
import { assertLogFolder } from './log-folder.js';

export type Logger = winston.Logger;

/** Which process logs. `scheduler` is the part of a worker that ticks and does maintenance. */
export type ServiceName = 'api' | 'worker' | 'scheduler' | 'cli';

/**
 * One JSON line per start, outcome and error: `{"timestamp","level","service","message",…ids}`. Callers log ids and
 * codes, never addresses, names, contexts or bodies. With LOG_DIR the lines also go to `<service>.log` there.
 * @param quiet nothing goes to the console. Default: false.
 * @throws {ConfigError} when LOG_DIR is no folder that this process may write to.
 */
export function createLogger(
  config: Pick<Config, 'LOG_LEVEL' | 'LOG_DIR'>,
  service: ServiceName,
  { quiet = false }: { readonly quiet?: boolean } = {},
): Logger {
  if (config.LOG_DIR !== undefined) assertLogFolder(config.LOG_DIR);
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
  // A log file that cannot be written (disk full) must not end the process. The console still gets every line.
  logger.on('error', () => undefined);
  return logger;
}

/**
 * The safe parts of a foreign error: its kind and code. Messages of drivers and HTTP clients hold values, addresses and
 * keys.
 */
export function errorFields(error: unknown): { error: string; code?: string; constraint?: string; stack?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return {
    error: error.name,
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    // Of Postgres: the name of a rule of our schema.
    ...(typeof constraint === 'string' ? { constraint } : {}),
    // The lines of the stack are safe to log, but not its first line, which is the message.
    stack:
      error.stack
        ?.split('\n')
        .filter((line) => /^\s+at /.test(line))
        .slice(0, 8)
        .map((line) => line.trim())
        .join(' < ') ?? '',
  };
}
