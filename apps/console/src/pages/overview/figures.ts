import type { components } from '../../api/schema.js';
import { dayOf } from '../../parts/days.js';

type Analytics = components['schemas']['AnalyticsAnswer'];

export interface Counts {
  readonly sent: number;
  readonly failed: number;
}

/** What went out, and what failed, since midnight of the shop. */
export function todayOf({ series }: Pick<Analytics, 'series'>, timezone: string, now: number = Date.now()): Counts {
  const today = dayOf(now, timezone);
  return sum(series.filter(({ at }) => dayOf(at, timezone) === today));
}

const DAY_MS = 86_400_000;

/** The same within the last 24 hours, by whole hours. */
export function lastDayOf({ series }: Pick<Analytics, 'series'>, now: number = Date.now()): Counts {
  return sum(series.filter(({ at }) => Date.parse(at) > now - DAY_MS));
}

function sum(buckets: readonly Counts[]): Counts {
  return buckets.reduce((total, { sent, failed }) => ({ sent: total.sent + sent, failed: total.failed + failed }), {
    sent: 0,
    failed: 0,
  });
}
