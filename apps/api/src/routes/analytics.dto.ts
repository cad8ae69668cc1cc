import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  all,
  CHANNELS,
  IsOneOf,
  IsTimeZone,
  type Analytics,
  type BucketSize,
  type Channel,
} from '@booking/notifications-core';
import { IfPresent, OneOf, PlainText, WholeNumber } from '../http/field-rules.js';

const SIZES = ['hour', 'day'] as const satisfies readonly BucketSize[];
const SizeOfBuckets = (): PropertyDecorator => all(ApiPropertyOptional({ enum: SIZES }), IsOneOf(SIZES));
const ZoneOfBuckets = (): PropertyDecorator => all(ApiPropertyOptional({ type: String }), IsTimeZone());

export class AnalyticsPeriod {
  /** How many days, today included, as clocks in `timezone` show them. With `bucket=hour` 31 at most. */
  @WholeNumber(1, 365) days: number = 30;

  /** What each entry of `series` covers. */
  @SizeOfBuckets() bucket: BucketSize = 'day';

  /**
   * An IANA zone, in which days and hours begin. Without it the zone of the shop counts (`BUSINESS_TIMEZONE`), else UTC.
   * @example "America/New_York"
   */
  @IfPresent() @ZoneOfBuckets() timezone?: string;

  /** Only of this channel. */
  @IfPresent() @OneOf(...CHANNELS) channel?: 'email' | 'sms';

  /**
   * Only of this template.
   * @example "appointment_reminder"
   */
  @IfPresent() @PlainText() template_name?: string;
}

/** Counts of messages. Each counts as all that it was: one that was clicked is sent, delivered, opened and clicked. */
export class AnalyticsCounts {
  /**
   * A provider took them.
   * @example 1204
   */
  sent!: number;
  /**
   * They arrived, as far as receipts say. Without receipts (see `SENDGRID_WEBHOOK_PUBLIC_KEY`, `PUBLIC_BASE_URL`) none.
   * @example 1180
   */
  delivered!: number;
  /** @example 711 */
  opened!: number;
  /** @example 96 */
  clicked!: number;
  /**
   * The mailbox does not exist or takes no mail.
   * @example 9
   */
  bounced!: number;
  /**
   * They did not arrive for another reason: `undelivered`, `failed`, `blocked` or `dropped`.
   * @example 4
   */
  undelivered!: number;
  /**
   * They were never sent: not counted in `sent`.
   * @example 6
   */
  failed!: number;
  /** @example 2 */
  unsubscribed!: number;
  /**
   * Parts of SMS that were sent, which are paid for.
   * @example 611
   */
  segments!: number;
}

export class AnalyticsBucket extends AnalyticsCounts {
  /** When it begins. */
  at!: Date;
}

export class AnalyticsTemplate extends AnalyticsCounts {
  /** @example "appointment_reminder" */
  template_name!: string;
  /** @example "email" */
  notification_type!: Channel;
}

/** Fractions from 0 to 1; 0 where there is nothing to divide by. */
export class AnalyticsRates {
  /**
   * Delivered, of what was sent.
   * @example 0.98
   */
  delivery!: number;
  /**
   * Opened, of what was delivered.
   * @example 0.6
   */
  open!: number;
  /**
   * Clicked, of what was delivered.
   * @example 0.08
   */
  click!: number;
  /**
   * Bounced, of what was sent.
   * @example 0.007
   */
  bounce!: number;
  /**
   * Failed, of what was sent or failed.
   * @example 0.005
   */
  failure!: number;
}

/** Milliseconds within which half, 95 and 99 of a hundred messages went out after they were due; right to 5 %. */
export class AnalyticsLag {
  /**
   * `null`, like the two below, where no message was sent.
   * @example 14
   */
  p50!: number | null;
  /** @example 120 */
  p95!: number | null;
  /** @example 480 */
  p99!: number | null;
}

export class AnalyticsAnswer implements Analytics {
  /** The oldest first. A bucket without messages is there too. Messages count when they were sent or failed. */
  series!: AnalyticsBucket[];
  /** The sums of `series`. */
  totals!: AnalyticsCounts;
  rates!: AnalyticsRates;
  /** The most sent first. */
  by_template!: AnalyticsTemplate[];
  lag_ms!: AnalyticsLag;
}
