import { Injectable, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { answers, askRedis } from '@booking/notifications-core';
import { Work } from './work.js';

const ASK_EVERY_MS = 500;

/** Asks Redis all the time whether it takes jobs. One that is frozen, or takes no writes, counts as away, too. */
@Injectable()
export class RedisWatch implements OnApplicationBootstrap, OnApplicationShutdown {
  /** By the monotonic clock; `null` while Redis takes writes. */
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

  /** Milliseconds since the first write that Redis did not take. 0 while it takes them. */
  awayMs(): number {
    return this.awaySince === null ? 0 : performance.now() - this.awaySince;
  }

  private async ask(): Promise<void> {
    const { up } = await answers(() => askRedis(this.work.services.redis));
    this.awaySince = up ? null : (this.awaySince ?? performance.now());
    if (!this.closed) this.timer = setTimeout(() => void this.ask(), ASK_EVERY_MS);
  }
}
