import { createRate, type Rate } from '@booking/notifications-core';

/** The moment over which jobs are counted. */
const MOMENT_MS = 250;

/** What Bull gives this worker from one queue: the dispatcher feeds by it, and the watchdog looks at it. */
export class Flow {
  /** Jobs under way in this worker. */
  running = 0;
  /** When a job came, ended, or none could come, by the monotonic clock in milliseconds. */
  movedAt: number;
  private readonly taken: Rate;
  private until = Infinity;
  private call: () => void = () => undefined;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.movedAt = now();
    this.taken = createRate(now, MOMENT_MS);
  }

  /** Runs a job and counts it. */
  async through<T>(job: () => Promise<T>): Promise<T> {
    this.began();
    try {
      return await job();
    } finally {
      this.running -= 1;
      this.moved();
    }
  }

  /** How many jobs were taken within a quarter of a second, at the present pace. */
  lately(): number {
    return this.taken.lately();
  }

  /** Calls back once, when this many more jobs were taken. A later call replaces it. */
  after(jobs: number, call: () => void): void {
    this.until = jobs;
    this.call = call;
  }

  /** Nothing is known to be wrong now: time before this does not count as silence. */
  moved(): void {
    this.movedAt = this.now();
  }

  private began(): void {
    this.running += 1;
    this.moved();
    this.taken.count();
    this.until -= 1;
    if (this.until > 0) return;
    this.until = Infinity;
    this.call();
  }
}
