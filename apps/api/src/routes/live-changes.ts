import { Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { CHANNELS, createChangeWatch, type ChangeWatch, type SystemStatus } from '@booking/notifications-core';
import { Problem, unavailable } from '../http/problem-details.js';
import type { EventStream } from '../http/event-stream.js';
import { Core } from './core.js';
import type { StreamEvent } from './stream.dto.js';

/** Somebody who watches. */
export interface Watcher {
  readonly userId: string;
  readonly stream: EventStream;
  /** Whether they may still watch. Asked every few seconds. */
  readonly mayStay: () => Promise<boolean>;
}

/** The pause between two looks: at most two flushes in a second. */
const LOOK_MS = 500;
const CHECK_MS = 5_000;
/** A heartbeat comes with every so many checks: every 15 s. */
const BEAT_EVERY = 3;
/** The state of the parts is looked at with every so many looks. */
const STATUS_EVERY = 10;
/** One person has a few pages open, and one process serves a shop's staff. */
export const MOST_OF_ONE = 10;
export const MOST_IN_ALL = 200;
const RETRY_AFTER_SECONDS = 30;

/** Tells open pages what changed. One look serves all of them, and nothing is looked at while nobody watches. */
@Injectable()
export class LiveChanges implements BeforeApplicationShutdown {
  private readonly watchers = new Set<Watcher>();
  private watch: ChangeWatch | undefined;
  private looking: NodeJS.Timeout | undefined;
  private checking: NodeJS.Timeout | undefined;
  private checks = 0;
  private looks = 0;
  private status = '';
  private stopping = false;

  constructor(private readonly core: Core) {}

  /** @throws {Problem} 429 and 503 when too many watch, 503 until Postgres was reached once. */
  assertRoom(userId: string): void {
    if (this.stopping) throw unavailable('The service is stopping.', RETRY_AFTER_SECONDS);
    if (this.watchers.size >= MOST_IN_ALL)
      throw unavailable('Too many pages are open on this process: try again.', RETRY_AFTER_SECONDS);
    const own = [...this.watchers].filter((watcher) => watcher.userId === userId).length;
    if (own >= MOST_OF_ONE)
      throw new Problem('too_many_requests', `At most ${MOST_OF_ONE} pages at once: close some.`, {
        headers: { 'retry-after': String(RETRY_AFTER_SECONDS) },
      });
    // Here, because once the stream is open nothing can be refused any more.
    this.watch ??= createChangeWatch(this.core.dataSource);
  }

  /** Call it right after `assertRoom`. */
  add(watcher: Watcher): void {
    this.watchers.add(watcher);
    if (this.watchers.size > 1 || this.watch === undefined) return;
    this.looks = 0;
    this.status = '';
    void this.look(this.watch);
    this.checking = setInterval(() => this.check(), CHECK_MS);
  }

  remove(watcher: Watcher): void {
    if (!this.watchers.delete(watcher) || this.watchers.size > 0) return;
    clearTimeout(this.looking);
    clearInterval(this.checking);
    this.watch = undefined;
  }

  /** A stop does not wait for open pages: they find another process. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
    for (const { stream } of [...this.watchers]) stream.end();
  }

  private async look(watch: ChangeWatch): Promise<void> {
    const events: StreamEvent[] = [];
    try {
      const { changes, more } = await watch.look();
      events.push(...changes.map(({ type, id }) => (id === null ? { type } : { type, id })));
      if (more) events.push({ type: 'more' });
    } catch {
      // The status says that Postgres is away.
    }
    if (await this.statusChanged()) events.push({ type: 'status' });
    // Everybody may have left meanwhile, and others come.
    if (this.watch !== watch) return;
    if (events.length > 0) for (const { stream } of [...this.watchers]) stream.send(events);
    this.looking = setTimeout(() => void this.look(watch), LOOK_MS);
  }

  private async statusChanged(): Promise<boolean> {
    if (this.looks++ % STATUS_EVERY !== 0) return false;
    const now = summary(await this.core.status());
    const before = this.status;
    this.status = now;
    return before !== '' && before !== now;
  }

  private check(): void {
    const isBeat = ++this.checks % BEAT_EVERY === 0;
    for (const { stream, mayStay } of [...this.watchers]) {
      if (isBeat) stream.beat();
      void mayStay().then((stays) => {
        if (!stays) stream.end();
      });
    }
  }
}

/** What of a status is news: the figures of its words are not. */
function summary({ parts, channels }: SystemStatus): string {
  return [
    ...parts.map(({ name, up }) => `${name} ${up}`),
    ...CHANNELS.map((channel) => `${channel} ${channels.some((each) => each.channel === channel && each.paused)}`),
  ].join(', ');
}
