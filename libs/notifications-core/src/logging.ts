import winston from 'winston';
import type { Config } from './config.js';

export type Logger = winston.Logger;

/** Which process speaks; `scheduler` is the part of a worker that ticks and does maintenance. */
export type ServiceName = 'api' | 'worker' | 'scheduler' | 'cli';

/**
 * One JSON line per start, outcome and error: `{"timestamp","level","service","message",…ids}`. Callers log
 * ids and codes, never addresses, names, contexts or bodies. With LOG_DIR the lines also go to `<service>.log` there.
 * @param quiet nothing goes to the console.
 */
export function createLogger(
  config: Pick<Config, 'LOG_LEVEL' | 'LOG_DIR'>,
  service: ServiceName,
  { quiet = false }: { readonly quiet?: boolean } = {},
): Logger {
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
