import type { Logger } from './logging.js';

/**
 * Nest's own messages in our format, in the shape of its `LoggerService`. Its start-up messages (one line per route)
 * are logged at level debug.
 */
export class NestLog {
  constructor(private readonly target: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.target.debug(String(message), { context });
  }

  warn(message: unknown, context?: unknown): void {
    this.target.warn(String(message), { context });
  }

  error(message: unknown, _stack?: unknown, context?: unknown): void {
    this.target.error(String(message), { context });
  }
}
