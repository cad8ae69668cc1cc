import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import {
  DELIVERY_QUEUES,
  dispatchDue,
  errorFields,
  explainWaiting,
  JOBS_FOR_EACH_TURN,
  LANES,
  lookUpDoubts,
  queueOf,
  resumeConfigured,
  sweep,
  type Lane,
} from '@booking/notifications-core';
import { DirectSends } from './direct-sends.js';
import { RedisWatch } from './redis-watch.js';
import { Watchdog } from './watchdog.js';
import { Work } from './work.js';

/** The pause between rounds: in an idle worker a row that is due now waits at most this long for its hand-over. */
const EVERY_MS = 400;
/** After a round with this many rows, the next one starts at once. */
const BUSY = 100;
/** Sweeps are cheap: they read two tiny indexes. */
const SWEEP_EVERY_MS = 2_000;
const EXPLAIN_EVERY_MS = 10_000;
/** After this long without Redis, workers send by themselves. */
const REDIS_AWAY_MS = 5_000;
/** The most bulk jobs that wait in the queue, however fast they are taken. */
const MOST_BULK_WAITING = 500;
/** A line with more jobs than this, and than workers take in two seconds, is too long for what cannot wait. */
const LONG_LINE = 100;
const LONG_LINE_MOMENTS = 8;

/**
 * Feeds Redis from Postgres, and sweeps lost claims and doubts. Runs in every worker: row locks decide who gets which
 * row. What Redis cannot bring in time, it sends itself.
 */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | null = null;
  private looking: Promise<void> | null = null;
  /** Counts the calls of `wake`. */
  private wakes = 0;
  private sweptAt = 0;
  private explainedAt = 0;
  private resuming = true;
  private failing = false;
  private withoutRedis = false;
  private readonly direct: DirectSends;
  private readonly watchdogs: readonly Watchdog[];

  constructor(
    private readonly work: Work,
    private readonly redis: RedisWatch,
  ) {
    const { config, log } = work.services;
    this.direct = new DirectSends(work, () => this.wake());
    this.watchdogs = DELIVERY_QUEUES.map(
      (queue) => new Watchdog(queue, JOBS_FOR_EACH_TURN * config.WORKER_CONCURRENCY, work.flow[queue], log),
    );
  }

  onApplicationBootstrap(): void {
    this.next(0);
  }

  /** Resolves when no round is running any more. No other will follow. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    await this.running;
    await this.looking;
  }

  /** Asks for a round now, or right after the one that is running. */
  private wake(): void {
    this.wakes += 1;
    if (this.running === null) this.next(0);
  }

  private next(inMs: number): void {
    clearTimeout(this.timer);
    if (this.work.stopping) return;
    this.timer = setTimeout(() => {
      this.running = this.run();
    }, inMs);
  }

  private async run(): Promise<void> {
    const { wakes } = this;
    let wait = EVERY_MS;
    try {
      await this.tidy();
      wait = (await this.feed()) ? 0 : EVERY_MS;
      if (this.failing) this.work.services.log.info('dispatcher works again');
      this.failing = false;
    } catch (error) {
      this.watchdogs.forEach((watchdog) => watchdog.reset());
      if (!this.failing) this.work.services.log.error('dispatcher waits', errorFields(error));
      this.failing = true;
    }
    this.running = null;
    this.next(this.wakes > wakes && !this.failing ? 0 : wait);
  }

  /** What needs Postgres only. */
  private async tidy(): Promise<void> {
    const { services } = this.work;
    if (this.resuming) this.resuming = await resumeConfigured(services);
    const now = performance.now();
    if (now - this.sweptAt >= SWEEP_EVERY_MS) {
      this.sweptAt = now;
      this.lookUp();
      await sweep(services);
    }
    if (now - this.explainedAt >= EXPLAIN_EVERY_MS) {
      this.explainedAt = now;
      await explainWaiting(services);
    }
  }

  /** Asks providers about doubts. A provider that is slow to say delays no round. */
  private lookUp(): void {
    const { services } = this.work;
    this.looking ??= lookUpDoubts(services)
      .catch((error: unknown) => void services.log.error('doubts were not looked up', errorFields(error)))
      .finally(() => (this.looking = null));
  }

  /** @returns whether another round should follow at once. */
  private async feed(): Promise<boolean> {
    if (this.isWithoutRedis()) {
      this.watchdogs.forEach((watchdog) => watchdog.reset());
      await this.direct.send(LANES.filter((lane) => !this.lineOf(lane).paused));
      return false;
    }
    const { services, producer } = this.work.engine;
    const flow = this.work.flow.notifications;
    // Bulk is fed as it is taken: enough for the next moment, and never so much that a reminder waits long behind it.
    const floor = Math.ceil(services.config.WORKER_CONCURRENCY / 2);
    const bulkWaiting = Math.min(MOST_BULK_WAITING, Math.max(floor, flow.lately()));
    const { handedOver, more } = await dispatchDue(services, producer, bulkWaiting);
    if (more.includes('bulk')) flow.after(Math.ceil(bulkWaiting / 2), () => this.wake());
    await this.direct.send(LANES.filter((lane) => lane !== 'bulk' && this.isLineLong(lane)));
    await this.watch();
    return handedOver >= BUSY;
  }

  /** Whether Redis has been away so long that this worker sends by itself. */
  private isWithoutRedis(): boolean {
    const now = this.redis.awayMs() >= REDIS_AWAY_MS;
    const { log } = this.work.services;
    if (now && !this.withoutRedis) log.warn('Redis is away: what is due is sent from Postgres');
    if (!now && this.withoutRedis) log.info('Redis is back: jobs come through it again');
    this.withoutRedis = now;
    return now;
  }

  /** Other jobs may fill a queue, such as thousands of booking events. What is urgent does not stand behind them. */
  private isLineLong(lane: Lane): boolean {
    const { waiting, paused } = this.lineOf(lane);
    const soon = this.work.flow[queueOf(lane)].lately() * LONG_LINE_MOMENTS;
    return !paused && waiting > Math.max(LONG_LINE, soon);
  }

  /** The queue of a lane as it was when Redis last answered. */
  private lineOf(lane: Lane): { readonly waiting: number; readonly paused: boolean } {
    return this.work.engine.producer.knownDepth(queueOf(lane));
  }

  private async watch(): Promise<void> {
    for (const watchdog of this.watchdogs)
      if (watchdog.isStuck(await this.work.engine.producer.depth(watchdog.queue))) process.kill(process.pid, 'SIGTERM');
  }
}
