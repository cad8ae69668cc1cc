import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A channel that is closed may have a hundred thousand rows waiting. Every worker looks at them every ten seconds, so
 * each look must find the few rows that it changes without reading the others. Old code uses none of these indexes and
 * works as before.
 */
export class WaitingForAChannel1764100700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Due rows that do not say yet why they wait.
      CREATE INDEX notification_unexplained ON notification (notification_type, due_at)
        WHERE state = 'pending' AND reason IS NULL;
      -- Waiting rows whose time ends.
      CREATE INDEX notification_waiting_expiry ON notification (notification_type, expires_at)
        WHERE state = 'pending' AND reason IS NOT NULL AND expires_at IS NOT NULL;
      -- Waiting rows that a worker held and released. Tiny.
      CREATE INDEX notification_waiting_released ON notification (notification_type, claimed_at)
        WHERE state = 'pending' AND reason IS NOT NULL AND claimed_at IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      `DROP INDEX notification_waiting_released, notification_waiting_expiry, notification_unexplained`,
    );
  }
}
