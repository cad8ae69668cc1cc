import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { answers, askRedis } from '@booking/notifications-core';
import { Work } from './work.js';

const ASK_EVERY_MS = 500;

/** Asks Redis all the time whether it is there. A Redis that is frozen counts as away, too. */
@Injectable()
export class RedisWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  /** By the monotonic clock; `null` while Redis answers. */
  private awaySince: number | null = null;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly work: Work) {}

  onApplicationBootstrap(): void {
    void this.ask();
  }

  onApplicationShutdown(): void {
    this.closed = true;
    clearTimeout(this.timer);
  }

  /** Milliseconds since the first question without an answer. 0 while Redis answers. */
  awayMs(): number {
    return this.awaySince === null ? 0 : performance.now() - this.awaySince;
  }

  private async ask(): Promise<void> {
    const { up } = await answers(() => askRedis(this.work.services.redis));
    this.awaySince = up ? null : (this.awaySince ?? performance.now());
    if (!this.closed) this.timer = setTimeout(() => void this.ask(), ASK_EVERY_MS);
  }
}
