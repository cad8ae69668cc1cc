import type { components } from '../../api/schema.js';

export type Analytics = components['schemas']['AnalyticsAnswer'];
export type Counts = components['schemas']['AnalyticsCounts'];
export type Bucket = 'day' | 'hour';

export interface Measure {
  readonly key: keyof Counts;
  readonly label: string;
  /** Of the line in the chart. Shades that stand apart on white and on black. */
  readonly color: string;
  /** So that a line is told from another without its colour. */
  readonly dash?: string;
  /** Whether the chart draws it at first. */
  readonly isDrawn?: boolean;
}

/** What is counted, in the order in which it happens to a message. */
export const MEASURES: readonly Measure[] = [
  { key: 'sent', label: 'Sent', color: 'blue.6', isDrawn: true },
  { key: 'delivered', label: 'Delivered', color: 'teal.7', dash: '8 3', isDrawn: true },
  { key: 'opened', label: 'Opened', color: 'violet.5', dash: '3 3', isDrawn: true },
  { key: 'clicked', label: 'Clicked', color: 'orange.7', dash: '1 4' },
  { key: 'bounced', label: 'Came back', color: 'pink.6', dash: '10 3 2 3' },
  { key: 'undelivered', label: 'Not delivered', color: 'grape.6', dash: '6 2 2 2' },
  { key: 'failed', label: 'Failed', color: 'red.7', dash: '12 4', isDrawn: true },
  { key: 'unsubscribed', label: 'Unsubscribed', color: 'gray.6', dash: '2 6' },
  { key: 'segments', label: 'SMS segments', color: 'cyan.8', dash: '4 6' },
];

/** More hours than this nobody can read in one chart, and the service refuses them. */
export const MOST_DAYS_BY_HOUR = 31;
export const PERIODS = [7, 30, 90, 365] as const;

/** How the period that an address names is shown: by hour only where there are few. */
export function bucketOf(wanted: string | undefined, days: number): Bucket {
  return wanted === 'hour' && days <= MOST_DAYS_BY_HOUR ? 'hour' : 'day';
}

/** The period that an address names, if it is one. */
export function daysOf(wanted: string | undefined): number {
  const days = Number(wanted ?? '30');
  return Number.isInteger(days) && days >= 1 && days <= 365 ? days : 30;
}

/** How a bucket is called: "1 Dec", "1 Dec, 14:00". */
export function bucketText(at: string, bucket: Bucket, timezone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    day: 'numeric',
    month: 'short',
    ...(bucket === 'hour' ? { hour: '2-digit', minute: '2-digit' } : {}),
  }).format(new Date(at));
}
