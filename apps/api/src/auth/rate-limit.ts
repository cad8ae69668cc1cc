import { createHash } from 'node:crypto';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { Redis } from 'ioredis';
import pTimeout from 'p-timeout';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { Config } from '@booking/notifications-core';
import type { Caller } from './auth.js';
import { Problem } from '../http/problem-details.js';

/**
 * The longest wait for Redis, which normally answers in under a millisecond. Only the request that finds it late waits.
 */
const PATIENCE_MS = 50;
/** After a late answer, requests are counted in this process for this long, without asking Redis. */
const PAUSE_MS = 5_000;
const MINUTE_SECONDS = 60;
/** For each address. Nobody guesses a code; this keeps the trying from being work for the database. */
const SIGN_INS_PER_MINUTE = 30;

/** Counts requests per caller over all pods. While Redis is away each process counts alone. */
@Injectable()
export class RateLimits implements OnApplicationShutdown {
  private readonly requests: SharedLimiter;
  private readonly testSends: SharedLimiter;
  private readonly signIns: SharedLimiter;

  constructor(
    config: Pick<Config, 'RATE_LIMIT_PER_MINUTE' | 'TEST_SEND_LIMIT_PER_MINUTE'>,
    private readonly redis: Redis | null,
  ) {
    // Without a listener a lost connection would end the process. ioredis reconnects by itself, and the services log
    // the outage.
    redis?.on('error', () => undefined);
    this.requests = new SharedLimiter(redis, 'booking:rate:request', config.RATE_LIMIT_PER_MINUTE);
    this.testSends = new SharedLimiter(redis, 'booking:rate:test-send', config.TEST_SEND_LIMIT_PER_MINUTE);
    this.signIns = new SharedLimiter(redis, 'booking:rate:sign-in', SIGN_INS_PER_MINUTE);
  }

  /**
   * Role `service` is a machine that we know, so it is not limited.
   * @throws {Problem} 429.
   */
  async countRequest(caller: Caller): Promise<void> {
    if (caller.role !== 'service') await this.requests.count(caller.userId);
  }

  /** @throws {Problem} 429. */
  async countTestSend(caller: Caller): Promise<void> {
    await this.testSends.count(caller.userId);
  }

  /**
   * @param address of the browser. Redis gets its hash.
   * @throws {Problem} 429.
   */
  async countSignIn(address: string): Promise<void> {
    await this.signIns.count(createHash('sha256').update(address).digest('base64url'));
  }

  /** Only for the readiness report: the API works without Redis. */
  get redisIsUp(): boolean {
    return this.redis?.status === 'ready';
  }

  onApplicationShutdown(): void {
    this.redis?.disconnect();
  }
}

class SharedLimiter {
  private readonly local: RateLimiterMemory;
  private readonly shared: RateLimiterRedis | null;
  /** Requests to Redis that are late and may still be answered. */
  private late = 0;
  private pausedUntil = 0;

  constructor(redis: Redis | null, keyPrefix: string, points: number) {
    const limit = { keyPrefix, points, duration: MINUTE_SECONDS };
    this.local = new RateLimiterMemory(limit);
    this.shared =
      redis &&
      new RateLimiterRedis({
        ...limit,
        storeClient: redis,
        rejectIfRedisNotReady: true,
        // A caller over the limit is refused without asking Redis again.
        inMemoryBlockOnConsumed: points + 1,
      });
  }

  async count(key: string): Promise<void> {
    const shared = await this.askRedis(key);
    const verdict = shared === 'no answer' ? await ask(this.local, key) : shared;
    if (verdict === 'within') return;
    const seconds = Math.max(1, Math.ceil(verdict.msBeforeNext / 1000));
    throw new Problem('too_many_requests', `Too many requests: try again in ${seconds} s.`, {
      headers: { 'retry-after': String(seconds) },
    });
  }

  private async askRedis(key: string): Promise<Verdict | 'no answer'> {
    if (this.shared === null || this.late > 0 || Date.now() < this.pausedUntil) return 'no answer';
    const asked = ask(this.shared, key).catch(() => {
      this.pausedUntil = Date.now() + PAUSE_MS;
      return 'no answer' as const;
    });
    const first = await pTimeout(asked, { milliseconds: PATIENCE_MS, fallback: () => 'late' as const });
    if (first !== 'late') return first;
    this.late += 1;
    void asked.finally(() => (this.late -= 1));
    return 'no answer';
  }
}

/** A `RateLimiterRes` means over the limit, and says for how long. */
type Verdict = 'within' | RateLimiterRes;

async function ask(limiter: RateLimiterAbstract, key: string): Promise<Verdict> {
  try {
    await limiter.consume(key);
    return 'within';
  } catch (error) {
    if (error instanceof RateLimiterRes) return error;
    throw error;
  }
}
