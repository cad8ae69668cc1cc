import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Stores when an appointment was cancelled. Direct notifications from before the cancel are not sent, those from after
 * it are.
 */
export class AppointmentCancelledAt1763910000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE appointment ADD COLUMN cancelled_at timestamptz;
      COMMENT ON COLUMN appointment.cancelled_at IS
        'When we learned of the cancel. NULL on a cancelled row that an older release wrote: then updated_at tells.';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE appointment DROP COLUMN cancelled_at');
  }
}
