import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import {
  DELIVERY_QUEUES,
  dispatchDue,
  errorFields,
  explainWaiting,
  resumeConfigured,
  sweep,
} from '@booking/notifications-core';
import { Work } from './work.js';

/** The pause between rounds: in an idle worker a row that is due now waits at most this long for its hand-over. */
const EVERY_MS = 400;
/** After a round with this many rows, the next one starts at once. */
const BUSY = 100;
/** Sweeps are cheap: they read two tiny indexes. */
const SWEEP_EVERY_MS = 2_000;
const EXPLAIN_EVERY_MS = 10_000;
/** Bull may stop fetching jobs after a reconnect (OptimalBits/bull#1873). */
const STUCK_AFTER_MS = 60_000;

/**
 * Feeds Redis from Postgres, and sweeps lost claims and doubts. Runs in every worker: row locks decide who gets which
 * row.
 */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap {
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<void> = Promise.resolve();
  private sweptAt = 0;
  private explainedAt = 0;
  private resumed = false;
  private failing = false;

  constructor(private readonly work: Work) {}

  onApplicationBootstrap(): void {
    this.next(0);
  }

  /** Resolves when no round is running any more. No other will follow. */
  async stop(): Promise<void> {
    clearTimeout(this.timer);
    await this.round;
  }

  private next(inMs: number): void {
    if (this.work.stopping) return;
    this.timer = setTimeout(() => {
      this.round = this.run();
    }, inMs);
  }

  private async run(): Promise<void> {
    const { services, producer } = this.work.engine;
    let wait = EVERY_MS;
    try {
      if (!this.resumed) {
        await resumeConfigured(services);
        this.resumed = true;
      }
      const now = performance.now();
      if (now - this.sweptAt >= SWEEP_EVERY_MS) {
        this.sweptAt = now;
        await sweep(services);
      }
      if (now - this.explainedAt >= EXPLAIN_EVERY_MS) {
        this.explainedAt = now;
        await explainWaiting(services);
      }
      if ((await dispatchDue(services, producer)) >= BUSY) wait = 0;
      await this.watch();
      if (this.failing) services.log.info('dispatcher works again');
      this.failing = false;
    } catch (error) {
      if (!this.failing) services.log.error('dispatcher waits', errorFields(error));
      this.failing = true;
    }
    this.next(wait);
  }

  /**
   * Detects that Bull gives us no jobs of a queue although jobs wait and Redis answers. Only a new process helps then.
   */
  private async watch(): Promise<void> {
    const { lastJobAt, services, engine } = this.work;
    for (const queue of DELIVERY_QUEUES) {
      const { waiting } = await engine.producer.depth(queue);
      if (waiting === 0) lastJobAt[queue] = performance.now();
      if (performance.now() - lastJobAt[queue] < STUCK_AFTER_MS) continue;
      services.log.error('jobs wait but none arrives: restarting', { queue });
      process.kill(process.pid, 'SIGTERM');
    }
  }
}
