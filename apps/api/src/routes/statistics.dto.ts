import { ApiProperty } from '@nestjs/swagger';
import { DELIVERY_STATUSES, type Statistics } from '@booking/notifications-core';
import { WholeNumber } from '../http/field-rules.js';

export class StatisticsPeriod {
  /** How many days back to count. What ended longer ago than `NOTIFICATION_RETENTION_DAYS` (30) is deleted, and counted no more. */
  @WholeNumber(1, 90) days: number = 7;
}

export class StatusCounts {
  /** @example 41 */
  sent!: number;
  /** @example 1 */
  failed!: number;
  /**
   * Waiting, being sent, or in doubt.
   * @example 5
   */
  pending!: number;
  /** @example 3 */
  cancelled!: number;
}

export class ServiceCounts {
  /** @example 41 */
  emails_sent!: number;
  /** @example 1 */
  emails_failed!: number;
  /** @example 38 */
  sms_sent!: number;
  /** @example 0 */
  sms_failed!: number;
}

/** Counts of the notifications that were created since `since_date`; they equal the history. */
export class StatisticsAnswer implements Statistics {
  /** @example 7 */
  period_days!: number;
  /** `period_days` ago, at the start of that hour (UTC). */
  since_date!: Date;
  email!: StatusCounts;
  sms!: StatusCounts;
  /**
   * By their `delivery_status`, email and SMS together; words of providers that we do not know may occur.
   */
  @ApiProperty({
    type: 'object',
    properties: Object.fromEntries(DELIVERY_STATUSES.map((status) => [status, { type: 'integer', examples: [0] }])),
    required: [...DELIVERY_STATUSES],
    additionalProperties: { type: 'integer' },
  })
  delivery!: Record<string, number>;
  service_stats!: ServiceCounts;
  /** Only there, and `true`, when these are the caller's own. */
  user_specific?: true;
}
