import type { LoggerService } from '@nestjs/common';
import type { Logger } from '@booking/notifications-core';

/** Nest's own messages in our format. Its start-up chatter (one line per route) is for debugging only. */
export class NestLog implements LoggerService {
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
