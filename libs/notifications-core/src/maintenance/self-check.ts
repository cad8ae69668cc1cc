import { databaseClock, pendingMigrations } from '../db/schema.js';
import type { Services } from '../services/services.js';
import { readRedisPolicy } from '../services/redis.js';
import { findWrong, type SelfFacts } from './self-checks.js';

/** What a process finds wrong with its settings and with what it stands on, again and again. */
export interface SelfCheck {
  /** The findings of the last look, one sentence each. Empty before the first. */
  readonly findings: readonly string[];
  /** Looks at once and then every minute, until `stop`. Each finding is logged when it comes, and when it is mended. */
  start(): Promise<void>;
  stop(): void;
}

const LOOK_AGAIN_MS = 60_000;

/** What is wrong stops nothing, and what is mended meanwhile is no finding any more. */
export function createSelfCheck(services: Services): SelfCheck {
  const { log } = services;
  let findings: readonly string[] = [];
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    const found = findWrong(await readFacts(services));
    for (const finding of found) if (!isKnown(finding, findings)) log.warn(finding);
    for (const finding of findings) if (!isKnown(finding, found)) log.info('mended', { finding });
    findings = found;
  };
  return {
    get findings() {
      return findings;
    },
    start: async () => {
      await look();
      timer = setInterval(() => void look(), LOOK_AGAIN_MS);
      timer.unref();
    },
    stop: () => clearInterval(timer),
  };
}

/** Figures in a finding may change, such as seconds between clocks. It is the same finding all the same. */
function isKnown(finding: string, among: readonly string[]): boolean {
  const plain = (text: string): string => text.replaceAll(/\d+/g, '');
  return among.some((each) => plain(each) === plain(finding));
}

/** Never throws: what cannot be asked is not known. */
async function readFacts({ config, dataSource, redis }: Services): Promise<SelfFacts> {
  const [redisPolicy, clockAheadMs, pending] = await Promise.all([
    redis === null ? undefined : readRedisPolicy(redis).catch(() => undefined),
    clockAhead(() => databaseClock(dataSource)).catch(() => null),
    pendingMigrations(dataSource).catch(() => []),
  ]);
  return { config, redisPolicy, clockAheadMs, pendingMigrations: pending };
}

/**
 * How far our clock is ahead of another, at least, in milliseconds: the other may have been read at any moment between
 * question and answer. Negative: behind.
 */
export async function clockAhead(readOther: () => Promise<number>): Promise<number> {
  const asked = Date.now();
  const other = await readOther();
  const answered = Date.now();
  const ahead = (asked + answered) / 2 - other;
  const unsure = (answered - asked) / 2;
  return Math.sign(ahead) * Math.max(0, Math.abs(ahead) - unsure);
}
