import type { MigrationInterface, QueryRunner } from 'typeorm';
import { COUNT_ALL_ROWS } from './1764400000000-analytics.js';

/**
 * Counts the rows that were there before the analytics. It keeps nobody from writing, however many they are. One
 * statement sees one moment: what the trigger noted before it is in the rows that it counts, and is dropped; what
 * comes later stays and is added. Segments of old SMS are not known, and count 0.
 */
export class AnalyticsOfOldRows1764400000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Only here did something tell more than what the reader did with the message.
      UPDATE notification n SET
        was_opened = EXISTS (SELECT FROM receipt r WHERE r.notification_id = n.id AND NOT r.is_of_earlier_send AND r.status = 'opened'),
        was_clicked = EXISTS (SELECT FROM receipt r WHERE r.notification_id = n.id AND NOT r.is_of_earlier_send AND r.status = 'clicked'),
        was_unsubscribed = EXISTS (SELECT FROM receipt r WHERE r.notification_id = n.id AND NOT r.is_of_earlier_send AND r.status = 'unsubscribed')
      WHERE delivery_status IN ('unsubscribed', 'spam_report');
      ${COUNT_ALL_ROWS};
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('TRUNCATE analytics_count, analytics_lag, analytics_delta');
  }
}
